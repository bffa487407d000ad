import type { Scalar } from 'yaml'
import { diagnose } from '../../diagnostics/diagnostic.ts'
import type { Span } from '../../model/location.ts'
import { placeOf, rangeOf, type State } from './conversion.ts'
import { spanInScalar } from './scalar-offsets.ts'
import { STYLES, toValue } from './scalar-value.ts'
import type { ScalarNode } from './tree.ts'

/** The scalar of ours for a composed one. */
export function toScalar(state: State, node: Scalar.Parsed): ScalarNode {
  const span = rangeOf(node)
  state.end = span.end
  const value = toValue(node)
  if (value === undefined || isUnsound(state.unsound, span)) return failed(span)
  const style = STYLES[node.type ?? 'PLAIN']
  const scalar: ScalarNode = { kind: 'scalar', value, style, start: span.start, end: span.end }
  if (typeof value !== 'string' || node.type !== 'QUOTE_DOUBLE') return scalar
  const half = value.search(/\p{Surrogate}/u)
  if (half === -1) return scalar
  const place = placeOf(state, spanInScalar(state.file, scalar, half, half + 1))
  state.diagnostics.push(diagnose('yaml-lone-surrogate', place, {}))
  return failed(span)
}

function isUnsound(unsound: readonly number[], { start, end }: Span): boolean {
  let low = 0
  let high = unsound.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((unsound[middle] ?? 0) < start) low = middle + 1
    else high = middle
  }
  return (unsound[low] ?? Number.POSITIVE_INFINITY) < end
}

/** No value was written. */
export const absent = (offset: number): ScalarNode => ({
  kind: 'scalar',
  value: null,
  style: 'plain',
  start: offset,
  end: offset,
})

/** A value that a finding already speaks about. */
export const failed = ({ start, end }: Span): ScalarNode => ({
  kind: 'scalar',
  value: null,
  style: 'plain',
  start,
  end,
  failed: true,
})
