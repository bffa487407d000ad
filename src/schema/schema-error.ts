/**
 * One violation that a precompiled validator found: where (RFC 6901 pointer into the value, empty for the value itself),
 * which limit, and the limit's numbers. The words are the caller's.
 */
export type SchemaError = SchemaErrorKind & {
  readonly instancePath: string
  readonly schemaPath: string
  /** Whose limit it is, where the pages of the vendor differ and it is not the reference page's. */
  readonly set?: 'current'
}

type SchemaErrorKind =
  | { readonly keyword: 'type'; readonly params: { readonly type: string | readonly string[] } }
  | { readonly keyword: 'required'; readonly params: { readonly missingProperty: string } }
  | {
      readonly keyword: 'additionalProperties'
      readonly params: { readonly additionalProperty: string }
    }
  | {
      readonly keyword:
        | 'minLength'
        | 'maxLength'
        | 'minimum'
        | 'maximum'
        | 'maxItems'
        | 'maxProperties'
      readonly params: { readonly limit: number }
    }
  | { readonly keyword: 'enum'; readonly params: { readonly allowedValues: readonly string[] } }
  | { readonly keyword: 'pattern'; readonly params: { readonly pattern: string } }

/** A validator as ajv compiles it. */
export interface CompiledValidator {
  (value: unknown): boolean
  errors?: readonly CompiledError[] | null
}

interface CompiledError {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: object
}

/**
 * Runs a compiled validator and keeps one error for each mistake. ajv adds an `if` error to what a branch found,
 * compares a fraction with the limits of an integer although its type is wrong already, and asks for an object once
 * for each schema that an entry has to satisfy.
 */
export function errorsOf(validate: CompiledValidator, value: unknown): readonly SchemaError[] {
  if (validate(value)) return []
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'if')
  const mistyped = new Map<string, CompiledError>()
  for (const error of errors) {
    if (error.keyword === 'type' && !mistyped.has(error.instancePath)) {
      mistyped.set(error.instancePath, error)
    }
  }
  const kept = errors.filter((error) => (mistyped.get(error.instancePath) ?? error) === error)
  // The schemas use no keyword but those of the union; a test of the generator holds it.
  return kept as readonly SchemaError[]
}
