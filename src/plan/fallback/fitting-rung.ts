import type { RemoteInstance } from '../../api/remote.ts'
import { MAY_LAY } from '../../definitions/fallback/rungs.ts'
import { type InstanceSpec, rungsOfSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { changesBetween, compareWithAccount } from '../difference.ts'

/**
 * The body of an entry that an instance of ours was made with: nothing moves it to an earlier one. Where the file has it no
 * longer, the entry's own.
 */
export function fittingRung(
  spec: InstanceSpec,
  owned: OwnedInstance,
  remote: RemoteInstance | undefined,
): InstanceSpec {
  if (spec.fallback.length === 0) return spec
  if (owned.digest === undefined) return remote === undefined ? spec : rungLike(spec, remote)
  const rungs = rungsOfSpec(spec)
  const same = rungs.find(({ digest }) => digest === owned.digest)
  // What else of the entry changed has nothing to do with where it runs.
  return same ?? rungs.find((rung) => isLaidSo(rung, owned)) ?? spec
}

const isLaidSo = (rung: InstanceSpec, owned: OwnedInstance): boolean =>
  changesBetween(owned.spec, rung).every(({ field }) => !MAY_LAY.has(field))

/** The body of an entry that agrees with an instance of the account; the entry's own where none does. */
export const rungLike = (spec: InstanceSpec, remote: RemoteInstance): InstanceSpec =>
  rungsOfSpec(spec).find(({ body }) => compareWithAccount(body, remote).differences.length === 0) ??
  spec
