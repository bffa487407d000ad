import { type InstanceSpec, placeOf } from '../definitions/instance-spec.ts'
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import { markerObstacle } from './marker.ts'

/** The entries to create that go without a marker; replicas of one entry once. */
export function checkMarkers(
  specs: readonly InstanceSpec[],
  limits?: LimitSet,
): readonly Diagnostic[] {
  const told = new Set<unknown>()
  return specs.flatMap((spec) => {
    const why = markerObstacle(spec.body, limits)
    if (why === undefined || told.has(spec.definition)) return []
    told.add(spec.definition)
    return [diagnose('marker-left-out', placeOf(spec, 'envs'), { why })]
  })
}
