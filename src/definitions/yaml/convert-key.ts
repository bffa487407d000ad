import { isScalar, type ParsedNode } from 'yaml'
import { type Diagnostic, diagnose, type Related } from '../../diagnostics/diagnostic.ts'
import type { Span } from '../../model/location.ts'
import { type KeyText, placeOf, rangeOf, type State } from './conversion.ts'
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

/** A key of a map, and where it is written. */
export interface Key extends KeyText {
  readonly span: Span
}

/**
 * Takes a key apart that no colon of YAML ends, but one of a person: `{A:x}`, `{A：x}`, `{A=x}`. YAML takes all of it for the
 * key. It is told, and read as it is meant from there on: what follows is a value and may be a secret. `undefined` for
 * any other key.
 */
export function splitKey(
  state: State,
  node: ParsedNode,
): { readonly key: Key; readonly value: ScalarNode } | undefined {
  if (!isScalar(node) || node.type !== 'PLAIN') return undefined
  const { start, end } = rangeOf(node)
  const source = state.file.text.slice(start, end)
  const [, text, sign = ''] = SPLIT.exec(source) ?? []
  if (text === undefined) return undefined
  const at = start + source.indexOf(sign)
  state.diagnostics.push(unreadSign(state, text, { start: at, end: at + 1 }))
  state.total += 2
  state.end = end
  const rest = source.slice(at + 1 - start)
  const from = end - rest.trimStart().length
  return {
    key: { text, isMerge: false, span: { start, end: start + text.length } },
    value: {
      kind: 'scalar',
      value: rest.trim(),
      style: 'plain',
      start: from,
      end,
      failed: true,
    },
  }
}

/** The key, and the sign that was meant to end it. */
const SPLIT = /^([^:=：＝]*[^:=：＝\s])\s*([:=：＝])/

function unreadSign(state: State, key: string, span: Span): Diagnostic {
  const place = placeOf(state, span, key)
  const sign = state.file.text[span.start] ?? ''
  if (sign === ':') return diagnose('yaml-colon-space', place, {})
  return sign === '：'
    ? diagnose('yaml-odd-character', place, { character: sign })
    : diagnose('yaml-colon-missing', place, {})
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
