import type { Place } from '../source/place.ts'
import type { SourceDocument } from '../source/tree.ts'
import { collect, type Definition } from './collect.ts'
import type { InstanceSpec } from './instance-spec.ts'
import { type Selection, select, selectsAll } from './selection.ts'

/**
 * Tells of a place whether a run about the selected entries is about it too: all but what is inside an entry that is
 * not selected. Files that are wrong are selected from as well, by the names as written. Throws a `UserError` when a
 * pattern matches no entry.
 */
export function placesOf(
  documents: readonly SourceDocument[],
  specs: readonly InstanceSpec[],
  selection: Selection,
): (place: Place) => boolean {
  if (selectsAll(selection)) return () => true
  const { definitions } = collect(documents)
  // Why there is none is for a finding to say.
  if (definitions.length === 0) return () => true
  const named = specs.length > 0 ? specs : definitions.flatMap(namesAsWritten)
  const selected = new Set(select(named, selection).map(({ place }) => keyOf(place)))
  const others = new Map<string, Place[]>()
  for (const { place } of definitions) {
    if (selected.has(keyOf(place))) continue
    const same = others.get(place.pointer)
    if (same === undefined) others.set(place.pointer, [place])
    else same.push(place)
  }
  return (place) => {
    // The documents of a file each have an entry of this pointer.
    const sameIndex = others.get(/^\/instances\/\d+/.exec(place.pointer)?.[0] ?? '') ?? []
    return !sameIndex.some((entry) => isInside(place, entry))
  }
}

interface Named {
  readonly name: string | undefined
  readonly place: Place
}

/** The name of an entry and those of its replicas, as far as they are written out. */
function namesAsWritten({ fields, place }: Definition): readonly Named[] {
  const written = (key: string) => {
    const node = fields.find((field) => field.key === key)?.node
    return node?.kind === 'scalar' ? node.value : undefined
  }
  const name = written('name')
  if (typeof name !== 'string') return [{ name: undefined, place }]
  const replicas = written('replicas')
  const count = typeof replicas === 'number' ? Math.min(replicas, MOST_REPLICAS) : 0
  return [
    { name, place },
    ...Array.from({ length: count }, (_, at) => ({ name: `${name}-${at + 1}`, place })),
  ]
}

/** More in one entry are an error of their own. */
const MOST_REPLICAS = 1000

/** Entries of one file never start at the same offset. */
const keyOf = ({ file, span }: Place): string => `${span.start} ${file.path}`

const isInside = (place: Place, entry: Place): boolean =>
  place.file === entry.file &&
  place.span.start >= entry.span.start &&
  place.span.start <= entry.span.end
