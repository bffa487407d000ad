import type { Brand } from '../model/brand.ts'
import type { Location } from '../model/location.ts'
import type { WithSecrets } from '../model/secret.ts'
import { type Definition, fieldPlace } from './definition.ts'
import type { Life } from './life.ts'

/** What the ledger knows an entry by: its exact name, or `~<digest>#<n>` for an unnamed one. */
export type EntryKey = Brand<string, 'EntryKey'>

/** Fingerprint of a spec's non-secret normal form: equal where the definition means the same. */
export type SpecDigest = Brand<string, 'SpecDigest'>

/** The body of a create call under the API's own names; any text in it may be a secret. */
export type CreateBody = { readonly [field: string]: WithSecrets }

/**
 * One validated, expanded instance definition: exactly what one create call would send, and where it was
 * written. An entry with `replicas` becomes several.
 */
export interface InstanceSpec {
  readonly key: EntryKey
  /** Absent where the entry has no name or an empty one: only the ledger can recognise it then. */
  readonly name: string | undefined
  readonly body: CreateBody
  readonly digest: SpecDigest
  /**
   * What is created instead, in this order, each after the one before it was refused as sold out: specs of the same entry
   * with other bodies, and without a fallback of their own.
   */
  readonly fallback: readonly InstanceSpec[]
  /** What an hour of it may cost at most by the list price, in the currency of the account. */
  readonly maxHourly: number | undefined
  /** What is never sent: whether it is protected, is to run, and when it expires. */
  readonly life: Life
  /** The whole entry, with the pointer `/instances/N`. */
  readonly place: Location
  /** What it was made of: knows where the value of each field was written, also through `defaults`, merges and aliases. */
  readonly definition: Definition
}

/** Where to point for a field of a spec: its value, or the entry when the field was not written. */
export function placeOf({ definition, place }: InstanceSpec, field: string): Location {
  const written = definition.fields.find(({ key }) => key === field)
  return written === undefined ? place : fieldPlace(definition, written)
}

/** The bodies that an entry may be created with, in the order in which they are tried: its own, then those of `fallback`. */
export const rungsOfSpec = (spec: InstanceSpec): readonly [InstanceSpec, ...InstanceSpec[]] => [
  spec,
  ...spec.fallback,
]
