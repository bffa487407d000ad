import { type Location, pointerTo } from '../model/location.ts'
import { type Node, type Pair, spanOf } from './yaml/tree.ts'

/** One instance as written, with the defaults of its document already under it; nothing is expanded or checked. */
export interface Definition {
  /** The whole entry, with the pointer `/instances/N`; for defaults the whole map, with `/defaults`. */
  readonly place: Location
  /** Own fields in the order written, then the inherited ones in theirs; `fieldPlace` says where they are. */
  readonly fields: readonly Pair[]
  /** How many of the fields are its own. The others are those of `defaults`, one object for all entries that inherit it. */
  readonly own: number
  /** A finding already says why fields may be missing. */
  readonly incomplete: boolean
  /** The `envs` of `defaults`, where the entry has its own: they are merged key by key (`withInheritedEnvs`). */
  readonly inheritedEnvs?: Node
  /** Of an item of `fallback`: the entry that it is laid over, and where its own fields are, as a JSON pointer. */
  readonly over?: { readonly entry: Definition; readonly pointer: string }
  /** Where the value of each pair of merged `envs` is in the file, as a JSON pointer. */
  readonly mergedFrom?: ReadonlyMap<Pair, string>
}

/** Where the value of a field is, as it was written: `/defaults/gpuNum` for an inherited one. */
export function fieldPlace({ place, fields, own, over }: Definition, field: Pair): Location {
  const isOwn = fields.indexOf(field) < own
  if (over !== undefined && !isOwn) return fieldPlace(over.entry, field)
  const around = isOwn ? (over?.pointer ?? place.pointer) : DEFAULTS
  return { file: place.file, pointer: pointerTo(around, field.key), span: spanOf(field.value) }
}

export const DEFAULTS = '/defaults'
