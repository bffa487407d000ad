import type { JsonSchema } from '../../schema/json-schema.ts'
import type { Operation } from '../routes/api-operation.ts'

/** One member of a fault script: what it may be, for validators and editors, and in words. */
export interface FaultField {
  readonly schema: JsonSchema & { readonly description: string }
  /** What the value must be, in words that follow "is not". */
  readonly mustBe: string
  readonly isRequired: boolean
}

/** A map of a fault script: what it does, and its members. */
export interface Shape {
  readonly about: string
  /** The operations that it is for, if not for all. */
  readonly on?: readonly Operation[]
  readonly fields: Readonly<Record<string, FaultField>>
}

/** What a map does, and what it is for, in words. */
export const inWords = ({ about, on }: Shape): string =>
  on === undefined ? about : `${about} Needs on: ${on.join(', ')}.`

export const optional = (schema: JsonSchema, mustBe: string, description: string): FaultField => ({
  schema: { description, ...schema },
  mustBe,
  isRequired: false,
})

export const required = (field: FaultField): FaultField => ({ ...field, isRequired: true })

export const text = (description: string) => optional({ type: 'string' }, 'a string', description)
export const flag = (description: string) =>
  optional({ type: 'boolean' }, 'true or false', description)
export const whole = (description: string) =>
  optional({ type: 'integer' }, 'a whole number', description)
export const count = (description: string) =>
  optional({ type: 'integer', minimum: 0 }, 'a whole number from 0', description)
export const oneOf = (words: readonly string[], description: string) =>
  optional({ type: 'string', enum: words }, `one of ${words.join(', ')}`, description)
