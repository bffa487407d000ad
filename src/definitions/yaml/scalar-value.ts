import type { Scalar } from 'yaml'
import type { ScalarNode } from './tree.ts'

/** The prefix of the tags that YAML itself defines. */
export const CORE = 'tag:yaml.org,2002:'

/** How the package names the styles, and how we do. */
export const STYLES = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
} as const satisfies Record<Scalar.Type, ScalarNode['style']>

/**
 * The value of a composed scalar, or `undefined` when it does not fit its tag. Integers that a number cannot hold exactly
 * become bigints; absurdly long ones become infinite, which no field allows.
 */
export function toValue({ value, source, tag }: Scalar.Parsed): ScalarNode['value'] | undefined {
  const exact = toExact(value, source)
  return exact !== undefined && fitsTag(tag, exact) ? exact : undefined
}

/** A resolved value, exact where a number would be rounded. `undefined` for what is not a scalar of ours. */
export function toExact(value: unknown, source: string): ScalarNode['value'] | undefined {
  switch (typeof value) {
    case 'number': {
      const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value)
      return isRounded && source.length <= MAX_DIGITS && INTEGER.test(source)
        ? BigInt(source)
        : value
    }
    case 'string':
    case 'boolean':
      return value
    default:
      return value === null ? null : undefined
  }
}

/** Reading a longer one as a bigint would take time that grows with its square. */
const MAX_DIGITS = 1_000

const INTEGER = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/

function fitsTag(tag: string | undefined, value: ScalarNode['value']): boolean {
  switch (tag) {
    case undefined:
    case '!':
      return true
    case `${CORE}str`:
      return typeof value === 'string'
    case `${CORE}int`:
    case `${CORE}float`:
      return typeof value === 'number' || typeof value === 'bigint'
    case `${CORE}bool`:
      return typeof value === 'boolean'
    case `${CORE}null`:
      return value === null
    default:
      return false
  }
}
