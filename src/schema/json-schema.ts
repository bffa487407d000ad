import type { PortRules, Scalar } from './field.ts'

/** The part of JSON Schema (draft-07, and OpenAPI 3.1 within it) that the generator reads and writes. */
export interface JsonSchema {
  readonly $schema?: string
  readonly $id?: string
  readonly $ref?: string
  readonly $comment?: string
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly type?: string | readonly string[]
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly propertyNames?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
  readonly maxProperties?: number
  readonly required?: readonly string[]
  readonly allOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  /** Of OpenAPI: which member of a map says which schema of `oneOf` it has. Then only the mistakes against that one are told. */
  readonly discriminator?: { readonly propertyName: string }
  readonly not?: JsonSchema
  readonly if?: JsonSchema
  readonly then?: JsonSchema
  readonly else?: JsonSchema
  readonly definitions?: Readonly<Record<string, JsonSchema>>
  /** Extensions of the API specification. */
  readonly 'x-belowMinimum'?: string
  readonly 'x-ports'?: Omit<PortRules, 'together'>
  readonly 'x-together'?: { readonly with: string; readonly maximum: number }
}

/** The keywords of a schema that limit a scalar, in the order in which they are written everywhere. */
export function limitsOf(schema: Limits): JsonSchema {
  const { type, minLength, maxLength, minimum, maximum, enum: values } = schema
  return {
    ...(type === undefined ? {} : { type }),
    // A lower length of 0 limits nothing.
    ...(minLength === undefined || minLength === 0 ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(values === undefined ? {} : { enum: values }),
  }
}

/** The limits of a scalar, wherever they are. */
export interface Limits extends Partial<Omit<Scalar, 'type' | 'description' | 'also'>> {
  readonly type?: JsonSchema['type']
}
