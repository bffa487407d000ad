import type { Field, OwnField, ScalarType } from './field.ts'
import { FIELDS, isFieldName, isOwnFieldName, OWN_FIELDS } from './fields.generated.ts'

/**
 * The scalar type that the strict schema wants at a path inside an entry, so that an expanded text is cast by its
 * place and not by its look. `undefined` where no scalar belongs or the place is unknown.
 */
export function scalarTypeAt(path: readonly (string | number)[]): ScalarType | undefined {
  const [name, step, key, ...deeper] = path
  if (typeof name !== 'string' || deeper.length > 0) return undefined
  if (isOwnFieldName(name)) return ownType(OWN_FIELDS[name], step, key)
  if (!isFieldName(name)) return undefined
  const field = FIELDS[name]
  if (step === undefined) return field.type === 'array' ? undefined : field.type
  if (key !== undefined) return typeof step === 'number' ? innerType(field, key) : undefined
  if (field.also === 'list' && typeof step === 'number') return 'string'
  return field.also === 'map' && typeof step === 'string' ? 'string' : undefined
}

function ownType(
  { type, over = [] }: OwnField,
  step: string | number | undefined,
  key: string | number | undefined,
): ScalarType | undefined {
  if (step === undefined) return type === 'array' ? undefined : type
  // An item of the list is laid over the entry.
  return typeof step === 'number' && over.some((name) => name === key)
    ? scalarTypeAt([String(key)])
    : undefined
}

function innerType(field: Field, key: string | number): ScalarType | undefined {
  // A key that a person wrote may be `constructor`: only own properties count.
  if (field.inner === undefined || !Object.hasOwn(field.inner, key)) return undefined
  return field.inner[key]?.type
}
