import { createHash } from 'node:crypto'
import type { CreateBody, SpecDigest } from './instance-spec.ts'
import { splitPorts } from './port.ts'
import { type Json, mask } from './secret.ts'

/**
 * The fingerprint of a body, 16 hexadecimal digits of a SHA-256 over its masked normal form: keys in order, what is
 * empty left out because it means the same as absent, and lists whose order means nothing sorted. A
 * secret counts as it is shown, so that no digest tells anything of its value.
 */
export function digestOf(body: CreateBody): SpecDigest {
  const normal = JSON.stringify(normalForm(body))
  return createHash('sha256').update(normal).digest('hex').slice(0, 16) as SpecDigest
}

export function normalForm(body: CreateBody): { readonly [field: string]: Json } {
  const normal: { [field: string]: Json } = {}
  for (const field of Object.keys(body).sort()) {
    const value = normalField(field, mask(body[field] ?? ''))
    if (value !== '' && !(Array.isArray(value) && value.length === 0)) normal[field] = value
  }
  return normal
}

function normalField(field: string, value: Json): Json {
  if (field === 'ports' && typeof value === 'string') {
    return splitPorts(value)
      .map(({ text }) => text)
      .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
  }
  const member = SORTED_BY[field]
  if (member === undefined || !isList(value)) return value
  return value.map(sortedKeys).sort((one, other) => compare(one[member], other[member]))
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** The lists of maps, each with the member that is unique in it. */
const SORTED_BY: { readonly [field: string]: string } = {
  envs: 'key',
  tools: 'port',
  networkStorages: 'mountPoint',
}

function sortedKeys(item: Json): { readonly [key: string]: Json } {
  if (typeof item !== 'object' || item === null) return {}
  return Object.fromEntries(Object.entries(item).sort(([one], [other]) => compare(one, other)))
}

/** By code units: the same order on every machine, whatever its language. */
function compare(one: Json | undefined, other: Json | undefined): number {
  const left = String(one)
  const right = String(other)
  return left < right ? -1 : left > right ? 1 : 0
}
