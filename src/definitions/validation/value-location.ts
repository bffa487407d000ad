import { type Location, pointerTo } from '../../model/location.ts'
import { type Definition, fieldPlace } from '../definition.ts'
import type { Expansions } from '../interpolation/expansion.ts'
import type { Path } from '../value-path.ts'
import { spanInScalar } from '../yaml/scalar-offsets.ts'
import { keySpanOf, type Node, type Pair, spanOf } from '../yaml/tree.ts'

/** A value of an entry: what was written there, and where. */
export interface ValueNode {
  readonly node: Node
  readonly place: Location
  /** Of the key that leads to it; `undefined` for an item of a list. */
  readonly keyPlace: Location | undefined
}

/** What was written at a path; `undefined` where nothing was. */
export function nodeAt({ fields }: Definition, path: Path): Node | undefined {
  let node = fields.find(({ key }) => key === path[0])?.value
  for (let at = 1; at < path.length && node !== undefined; at += 1) {
    node = itemAt(node, path[at] ?? '') ?? pairAt(node, path[at] ?? '')?.value
  }
  return node
}

const itemAt = (node: Node, token: Path[number]): Node | undefined =>
  node.kind === 'seq' ? node.items[Number(token)] : undefined

const pairAt = (node: Node, token: Path[number]): Pair | undefined =>
  node.kind === 'map' ? node.pairs.find(({ key }) => key === String(token)) : undefined

/** Finds a value again with its place, for a finding about it. `undefined` where nothing was written. */
export function valueNodeAt(definition: Definition, path: Path): ValueNode | undefined {
  const [first, ...rest] = path
  const field = definition.fields.find(({ key }) => key === first)
  if (field === undefined) return undefined
  let node = field.value
  let place = fieldPlace(definition, field)
  let keyPlace: Location | undefined = { ...place, span: keySpanOf(field) }
  for (const token of rest) {
    const pair = pairAt(node, token)
    const next: Node | undefined = itemAt(node, token) ?? pair?.value
    if (next === undefined) return undefined
    const merged = pair === undefined ? undefined : definition.mergedFrom?.get(pair)
    const pointer: string = merged ?? pointerTo(place.pointer, token)
    const { file } = place
    keyPlace = pair === undefined ? undefined : { file, pointer, span: keySpanOf(pair) }
    node = next
    place = { file, pointer, span: spanOf(next) }
  }
  return { node, place, keyPlace }
}

/**
 * The alias that stands for a value in the place that the path leads to; `undefined` where the value itself does. An
 * anchor is written before its aliases, so a value that is before its key came through one.
 */
export function aliasAt(definition: Definition, path: Path): Location | undefined {
  const spot = valueNodeAt(definition, path)
  if (spot?.keyPlace === undefined) return undefined
  const { file, span: key } = spot.keyPlace
  if (spot.place.span.start >= key.start) return undefined
  const [before, name] =
    /^\s*:\s*(\*[^\s,[\]{}]+)/.exec(file.text.slice(key.end, key.end + 300)) ?? []
  if (before === undefined || name === undefined) return undefined
  const end = key.end + before.length
  return { ...spot.place, span: { start: end - name.length, end } }
}

/** Where to point for a path: the value, or the nearest thing around it that was written. */
export function locationAt(definition: Definition, path: Path): Location {
  for (let length = path.length; length > 0; length -= 1) {
    const spot = valueNodeAt(definition, path.slice(0, length))
    if (spot !== undefined) return spot.place
  }
  return definition.place
}

/** The same for a piece of a string: into the scalar where its text is the written one, else the whole scalar. */
export function locationWithin(
  definition: Definition,
  path: Path,
  expansions: Expansions,
  range: { readonly from: number; readonly to: number },
): Location {
  const spot = valueNodeAt(definition, path)
  if (spot === undefined) return locationAt(definition, path)
  const { node, place } = spot
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || expansions.has(node)) return place
  return { ...place, span: spanInScalar(place.file, node, range.from, range.to) }
}

/** The path by which a person finds a value: that of its own form for one of merged `envs`, the given one for any other. */
export function writtenPath(definition: Definition, path: Path): Path {
  const [field, key, ...rest] = path
  if (field !== 'envs' || definition.mergedFrom === undefined) return path
  const envs = definition.fields.find((pair) => pair.key === field)?.value
  const pair = envs?.kind === 'map' ? envs.pairs.find((each) => each.key === key) : undefined
  const pointer = pair && definition.mergedFrom.get(pair)
  const index = pointer && /\/envs\/(\d+)\/value$/.exec(pointer)?.[1]
  return index === undefined ? path : [field, Number(index), 'value', ...rest]
}
