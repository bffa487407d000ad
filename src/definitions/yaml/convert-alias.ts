import type { Alias } from 'yaml'
import { diagnose } from '../../diagnostics/diagnostic.ts'
import { nearest } from '../../model/nearest.ts'
import { type Anchor, placeOf, rangeOf, type State } from './conversion.ts'
import { MAX_REPEATED } from './syntax/size-limits.ts'

/** What an alias stands for; `undefined` where that is a finding. Counts it as what it stands for. */
export function resolveAlias(state: State, node: Alias.Parsed): Anchor | undefined {
  const name = node.source
  const anchor = state.anchors.get(name)
  const place = placeOf(state, rangeOf(node))
  if (anchor === undefined && name.endsWith(':')) {
    const colon = { start: place.span.end - 1, end: place.span.end }
    const args = { problem: 'alias-colon' } as const
    state.diagnostics.push(diagnose('yaml-syntax', placeOf(state, colon), args))
    return undefined
  }
  if (anchor === undefined) {
    const lender = state.budget.ended.get(name)
    if (lender !== undefined) state.budget.lenders.add(lender)
    // Suggestions for thousands of aliases among thousands of anchors would take minutes.
    const others = state.diagnostics.length < 20 ? state.anchors.keys() : []
    const args = {
      name: name.slice(0, 60),
      nearest: nearest(name, others),
      isEnded: lender !== undefined,
    }
    state.diagnostics.push(diagnose('yaml-anchor-unknown', place, args))
    return undefined
  }
  if (anchor.node === undefined) {
    state.diagnostics.push(diagnose('yaml-anchor-cyclic', place, { name: name.slice(0, 60) }))
    return undefined
  }
  state.total += anchor.weight
  state.budget.repeated += anchor.weight
  if (state.budget.repeated > MAX_REPEATED) {
    state.isStopped = true
    state.diagnostics.push(diagnose('yaml-aliases-too-large', place, { limit: MAX_REPEATED }))
  }
  return anchor
}
