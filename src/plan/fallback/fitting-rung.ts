import type { RemoteInstance } from '../../api/remote.ts'
import { MAY_LAY } from '../../definitions/fallback/rungs.ts'
import { type InstanceSpec, rungsOfSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { Change } from '../change.ts'
import { compareWithAccount } from '../difference.ts'
import { changesSince } from '../in-place/changes-since.ts'

/**
 * The body of an entry that an instance of ours was made with, as the file has it now: nothing moves it to an earlier one.
 * Where no body can be had of it without a new instance, the entry's own.
 */
export function fittingRung(
  spec: InstanceSpec,
  owned: OwnedInstance,
  remote: RemoteInstance | undefined,
): InstanceSpec {
  if (spec.fallback.length === 0) return spec
  if (owned.digest === undefined) return remote === undefined ? spec : rungLike(spec, remote)
  const same = rungsOfSpec(spec).find(({ digest }) => digest === owned.digest)
  return same ?? nearestRung(spec, (rung) => changesSince(owned, rung, remote).changes)
}

/** The body of an entry that is nearest to an instance of the account; the entry's own where each takes a new instance. */
export const rungLike = (spec: InstanceSpec, remote: RemoteInstance): InstanceSpec =>
  nearestRung(spec, ({ body }) => compareWithAccount(body, remote).differences)

/**
 * Of the bodies that can be had in place, the one with the fewest changes in what an item may lay over its entry. What else
 * of the entry changed has nothing to do with where it runs.
 */
function nearestRung(
  spec: InstanceSpec,
  changesTo: (rung: InstanceSpec) => readonly Change[],
): InstanceSpec {
  const within = rungsOfSpec(spec).map((rung) => {
    const laid = changesTo(rung).filter(({ field }) => MAY_LAY.has(field))
    return { rung, laid }
  })
  const inPlace = within.filter(({ laid }) => laid.every(({ takes }) => takes !== 'replace'))
  const [nearest] = inPlace.toSorted((one, other) => one.laid.length - other.laid.length)
  return nearest?.rung ?? spec
}
