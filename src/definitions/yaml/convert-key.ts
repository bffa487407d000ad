import type { ParsedNode } from 'yaml'
import { diagnose, type Related } from '../../diagnostics/diagnostic.ts'
import type { Span } from '../../model/location.ts'
import { placeOf, rangeOf, type State } from './conversion.ts'
import { failed } from './convert-scalar.ts'
import { type MapNode, type Node, type ScalarNode, spanOf } from './tree.ts'

/** What a merge key brings. */
export interface Merged {
  readonly maps: readonly MapNode[]
  readonly isIncomplete: boolean
}

export const NOTHING_MERGED: Merged = { maps: [], isIncomplete: false }

/** The maps that a merge key brings; anything else is a finding. */
export function toMerged(state: State, { span, value }: { span: Span; value: Node }): Merged {
  const items = value.kind === 'seq' ? value.items : [value]
  const maps = items.filter((item) => item.kind === 'map')
  const others = items.filter((item) => item.kind !== 'map')
  if (others.some((item) => item.kind === 'seq' || item.failed !== true)) {
    state.diagnostics.push(diagnose('yaml-merge-value', placeOf(state, span, '<<'), {}))
  }
  const isIncomplete = others.length > 0 || maps.some((map) => map.incomplete === true)
  return { maps, isIncomplete }
}

/** Two keys of a map that are the same. */
export function reportDuplicate(
  state: State,
  key: { readonly text: string; readonly span: Span },
  first: Span,
  alias: boolean,
): void {
  const related: readonly Related[] = [
    { message: 'it is here first', place: placeOf(state, first) },
  ]
  const args = { key: key.text.length > 60 ? `${key.text.slice(0, 59)}…` : key.text, alias }
  const place = placeOf(state, key.span)
  state.diagnostics.push(diagnose('yaml-duplicate-key', place, args, related))
}

/** A key that is a list or a map. */
export function reportComplexKey(state: State, span: Span, { kind }: Node): void {
  if (kind === 'scalar') return
  const what = kind === 'map' ? 'map' : 'list'
  state.diagnostics.push(diagnose('yaml-key-not-scalar', placeOf(state, span), { what }))
}

/** An alias of a list that is as an item of a list; gives what then is there. */
export function reportJoined(state: State, alias: ParsedNode, list: Node): ScalarNode {
  const span = rangeOf(alias)
  const related: readonly Related[] = [
    {
      message: 'the list is written here',
      place: { ...placeOf(state, spanOf(list)), pointer: '' },
    },
  ]
  state.diagnostics.push(diagnose('yaml-list-in-list', placeOf(state, span), {}, related))
  return failed(span)
}
