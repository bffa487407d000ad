import { hash } from 'node:crypto'
import { Secret, type WithSecrets } from '../model/secret.ts'
import type { CreateBody, SpecDigest } from './instance-spec.ts'

/**
 * The fingerprint of a body, 16 hexadecimal digits of a SHA-256 over its masked normal form: keys in order, what is
 * empty left out because it means the same as absent, and lists whose order means nothing sorted. A
 * secret counts as it is shown, so that no digest tells anything of its value.
 */
export function digestOf(body: CreateBody): SpecDigest {
  return hash('sha256', JSON.stringify(normalForm(body))).slice(0, 16) as SpecDigest
}

/** A body as it is compared. Holds its secrets still: only `JSON.stringify` masks them. */
export function normalForm(body: CreateBody): CreateBody {
  const normal: { [field: string]: WithSecrets } = {}
  for (const field of sortedFields(body)) {
    const value = normalField(field, body[field] ?? '')
    if (!isEmpty(value)) normal[field] = value
  }
  return normal
}

/** Neighbouring entries mostly have the same fields in the same order, which are sorted once for all of them. */
function sortedFields(body: CreateBody): readonly string[] {
  const written = Object.keys(body)
  if (
    written.length !== last.written.length ||
    written.some((key, at) => key !== last.written[at])
  ) {
    last = { written, sorted: written.toSorted() }
  }
  return last.sorted
}

let last: { readonly written: readonly string[]; readonly sorted: readonly string[] } = {
  written: [],
  sorted: [],
}

const isEmpty = (value: WithSecrets): boolean => {
  if (value instanceof Secret) return value.shown === ''
  return value === '' || (isList(value) && value.length === 0)
}

function normalField(field: string, value: WithSecrets): WithSecrets {
  if (field === 'ports' && typeof value === 'string' && value !== '') {
    const ports: string[] = []
    for (const port of value.split(',')) ports.push(port.trim())
    return ports.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
  }
  const member = SORTED_BY[field]
  if (member === undefined || !isList(value)) return value
  const items: { readonly [key: string]: WithSecrets }[] = []
  for (const item of value) items.push(sortedKeys(item))
  return items.sort((one, other) => compare(one[member], other[member]))
}

const isList = (value: WithSecrets): value is readonly WithSecrets[] => Array.isArray(value)

/** The lists of maps, each with the member that is unique in it. */
const SORTED_BY: { readonly [field: string]: string } = {
  envs: 'key',
  tools: 'port',
  networkStorages: 'mountPoint',
}

function sortedKeys(item: WithSecrets): { readonly [key: string]: WithSecrets } {
  if (typeof item !== 'object' || item === null || item instanceof Secret) return {}
  const keys = Object.keys(item)
  const isSorted = keys.every((key, at) => at === 0 || compare(keys[at - 1], key) < 0)
  if (isSorted && !isList(item)) return item as { readonly [key: string]: WithSecrets }
  return Object.fromEntries(Object.entries(item).sort(([one], [other]) => compare(one, other)))
}

/** By code units: the same order on every machine, whatever its language. */
function compare(one: WithSecrets | undefined, other: WithSecrets | undefined): number {
  const left = String(one)
  const right = String(other)
  return left < right ? -1 : left > right ? 1 : 0
}
