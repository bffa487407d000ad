import type { JsonSchema } from '../schema/json-schema.ts'

/** One key of the config: what it may be, for validators and editors, and in words. */
export interface ConfigKey {
  readonly schema: JsonSchema & { readonly description: string }
  /** What the value must be, in words that follow "must be". */
  readonly mustBe: string
  /** Whether it names files, from the folder of the config: several, or one that may also be a shared ledger. */
  readonly names?: 'paths' | 'ledger'
}

/** The value that a key has in a config that was checked. */
export type ConfigValue<Key> = Key extends { names: 'paths' }
  ? readonly string[]
  : Key extends { schema: infer Schema }
    ? Schema extends { enum: readonly (infer Word)[] }
      ? Word
      : Schema extends { items: { enum: readonly (infer Word)[] } }
        ? readonly Word[]
        : Schema extends { type: 'number' | 'integer' }
          ? number
          : Schema extends { type: 'boolean' }
            ? boolean
            : string
    : never

export const paths = (description: string) =>
  ({
    schema: {
      description,
      type: ['string', 'array'],
      minLength: 1,
      minItems: 1,
      items: { type: 'string', minLength: 1 },
    },
    mustBe: 'a path or a list of paths',
    names: 'paths',
  }) as const satisfies ConfigKey

export const amount = (description: string) =>
  ({
    schema: { description, type: 'number', minimum: 0 },
    mustBe: 'a number of 0 or more',
  }) as const satisfies ConfigKey
