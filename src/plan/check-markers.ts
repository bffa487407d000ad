import { type InstanceSpec, placeOf } from '../definitions/instance-spec.ts'
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import { type Action, isCreation } from './action.ts'
import { markerOf } from './in-place/upgrade-body.ts'
import { markerObstacle } from './marker.ts'

/** The entries whose creation or reset goes without a marker; replicas of one entry once. */
export function checkMarkers(actions: readonly Action[], limits?: LimitSet): readonly Diagnostic[] {
  const told = new Set<unknown>()
  return actions.flatMap((action) => {
    const marking = markingIn(action)
    if (marking === undefined) return []
    const { spec, by } = marking
    const why = markerObstacle(spec.body, limits)
    if (why === undefined || told.has(spec.definition)) return []
    told.add(spec.definition)
    return [diagnose('marker-left-out', placeOf(spec, 'envs'), { why, by })]
  })
}

/** What would send a marker: of a reset only where the instance has one. */
function markingIn(
  action: Action,
): { readonly spec: InstanceSpec; readonly by: 'create' | 'reset' } | undefined {
  if (isCreation(action)) return { spec: action.spec, by: 'create' }
  if (action.kind !== 'change' || action.remote === undefined) return undefined
  const { spec, owned, remote: instance, steps } = action
  const isReset = steps.some((step) => step.operation === 'upgrade' && step.isThere !== true)
  return isReset && markerOf({ owned, instance }) !== undefined ? { spec, by: 'reset' } : undefined
}
