import { provesAbsence, type Remote, type RemoteInstance } from '../../api/remote.ts'
import { type AuditFinding, audit } from '../../apply/audit.ts'
import type { ApplyPorts } from '../../apply/ports.ts'
import { type ApplyResult, madeIn } from '../../apply/result.ts'
import type { Awaited } from '../../apply/wait.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
import type { Action } from '../../plan/action.ts'
import { spoiltIn } from '../../plan/consent.ts'
import { plan } from '../../plan/make-plan.ts'
import { knownById } from './known-by-id.ts'
import { lingeringIn } from './owned-seen.ts'

/** Waits between the looks, in seconds. */
const STEPS = [0, 1, 2, 4, 8, 15, 30] as const

/** What the last look at the account after a run showed. */
export interface ClosingLook {
  readonly findings: readonly AuditFinding[]
  /** With each instance of this run that the list does not show, but a look-up by its id does. */
  readonly remote: Remote
}

/**
 * Looks at the account once more after a run. An instance of this run that the list does not show is asked for by its id,
 * and looked for again until the settle time is over: what neither knows then was not a success, whatever the answer of the
 * create call said.
 */
export async function closingAudit(
  result: ApplyResult,
  state: () => State,
  settleMs: number,
  ports: Pick<ApplyPorts, 'list' | 'get' | 'wait' | 'elapsed' | 'interrupted'>,
): Promise<ClosingLook | undefined> {
  const tried = [...result.done, ...result.inDoubt, ...result.rejected]
  // A change is looked at until it is seen.
  if (!tried.some(({ operation }) => operation === 'create')) return undefined
  const created = madeIn(result).map(({ id }) => id)
  const refused = refusedNames(result)
  const started = ports.elapsed()
  const confirmed = new Map<InstanceId, RemoteInstance>()
  let last: ClosingLook | undefined
  for (const seconds of STEPS) {
    const left = settleMs - (ports.elapsed() - started)
    if (seconds > 0) {
      if (left <= 0) break
      await ports.wait(Math.min(seconds * 1000, left))
    }
    if (ports.interrupted()) break
    const remote = await ports.list()
    const found = await withoutLingering(audit(state(), created, remote, refused), state(), ports)
    const missing = found.flatMap((finding) => (finding.kind === 'missing' ? [finding.id] : []))
    const unconfirmed = missing.filter((id) => !confirmed.has(id))
    for (const instance of await knownById(unconfirmed, ports)) confirmed.set(instance.id, instance)
    const findings = found.filter((each) => each.kind !== 'missing' || !confirmed.has(each.id))
    last = { findings, remote: withConfirmed(remote, missing, confirmed) }
    if (!findings.some(({ kind }) => kind === 'missing')) break
  }
  return last
}

/** The names of the entries that were refused in a run. */
const refusedNames = ({ rejected }: ApplyResult): readonly string[] =>
  rejected.flatMap(({ action: { name } }) => name ?? [])

/**
 * One more look, after instances were waited for: what was as it should be may have gone or become another one, and a
 * stranger may have come. A look that does not see all of the account changes nothing of what was known.
 */
export async function lookAfterWait(
  before: ClosingLook | undefined,
  awaited: readonly Awaited[],
  result: ApplyResult,
  state: () => State,
  ports: Pick<ApplyPorts, 'list' | 'get'>,
): Promise<ClosingLook | undefined> {
  const remote = await ports.list()
  if (remote.kind !== 'complete' || !provesAbsence(remote)) return before
  const shownIds = new Set(remote.instances.map(({ id }) => id))
  const unlisted = awaited.map(({ id }) => id).filter((id) => !shownIds.has(id))
  const known = await knownById(unlisted, ports)
  const confirmed = new Map(known.map((instance) => [instance.id, instance]))
  const stillMissing = (before?.findings ?? []).filter(
    (each) => each.kind === 'missing' && !shownIds.has(each.id) && !confirmed.has(each.id),
  )
  return {
    findings: [
      ...(await withoutLingering(audit(state(), [], remote, refusedNames(result)), state(), ports)),
      ...stillMissing,
    ],
    remote: withConfirmed(remote, unlisted, confirmed),
  }
}

/** Without what this ledger saw gone, and only a list that lags still shows. */
async function withoutLingering(
  findings: readonly AuditFinding[],
  state: State,
  ports: Pick<ApplyPorts, 'get'>,
): Promise<readonly AuditFinding[]> {
  const instances = findings.flatMap((each) => (each.kind === 'surplus' ? [each.instance] : []))
  const lingering = await lingeringIn(instances, state, ports)
  return findings.filter((each) => each.kind !== 'surplus' || !lingering.has(each.instance.id))
}

/** The account with those of the ids that only a look-up by id showed. */
function withConfirmed(
  remote: Remote,
  ids: readonly InstanceId[],
  confirmed: ReadonlyMap<InstanceId, RemoteInstance>,
): Remote {
  if (remote.kind !== 'complete') return remote
  const more = ids.flatMap((id) => confirmed.get(id) ?? [])
  return { ...remote, instances: [...remote.instances, ...more] }
}

/**
 * How what a run made or waited for is not as it was made: gone at once, failed, stopped, or another one. It counts as no success, though
 * nothing more is to be sent.
 */
export function spoiltBy(
  { findings, remote }: ClosingLook,
  result: ApplyResult,
  state: State,
  awaited: readonly InstanceSpec[] = [],
): readonly Action[] {
  const unseen = new Set(findings.flatMap((each) => (each.kind === 'missing' ? [each.id] : [])))
  const specs = madeIn(result)
    .filter(({ id, unrecorded }) => !unseen.has(id) && unrecorded === undefined)
    .map(({ action }) => action.spec)
  const all = [...new Set([...specs, ...awaited])]
  return spoiltIn(plan({ specs: all, state, remote, coversAll: false, now: Date.now() }))
}
