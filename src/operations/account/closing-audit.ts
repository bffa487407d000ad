import { type AuditFinding, audit } from '../../apply/audit.ts'
import type { ApplyPorts } from '../../apply/ports.ts'
import { type ApplyResult, madeIn } from '../../apply/result.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'

/** Waits between the looks, in seconds. */
const STEPS = [0, 1, 2, 4, 8, 15, 30] as const

/** Look-ups by id at the same time. */
const AT_ONCE = 8

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
): Promise<readonly AuditFinding[]> {
  const tried = result.done.length + result.inDoubt.length + result.rejected.length
  if (tried === 0) return []
  const created = madeIn(result).map(({ id }) => id)
  const refused = result.rejected.flatMap(({ action: { name } }) => name ?? [])
  const started = ports.elapsed()
  const confirmed = new Set<InstanceId>()
  let findings: readonly AuditFinding[] = []
  for (const seconds of STEPS) {
    const left = settleMs - (ports.elapsed() - started)
    if (seconds > 0) {
      if (left <= 0) break
      await ports.wait(Math.min(seconds * 1000, left))
    }
    if (ports.interrupted()) break
    const found = audit(state(), created, await ports.list(), refused)
    const missing = found.flatMap((finding) => (finding.kind === 'missing' ? [finding.id] : []))
    const unconfirmed = missing.filter((id) => !confirmed.has(id))
    for (const id of await knownById(unconfirmed, ports)) confirmed.add(id)
    findings = found.filter((finding) => finding.kind !== 'missing' || !confirmed.has(finding.id))
    if (!findings.some(({ kind }) => kind === 'missing')) break
  }
  return findings
}

/** Those of the ids that the service knows when it is asked for each. */
async function knownById(
  ids: readonly InstanceId[],
  { get }: Pick<ApplyPorts, 'get'>,
): Promise<readonly InstanceId[]> {
  const known: InstanceId[] = []
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE)
    const answers = await Promise.all(some.map((id) => get(id)))
    known.push(...some.filter((id, nth) => isOf(id, answers[nth])))
  }
  return known
}

const isOf = (id: InstanceId, answer: Awaited<ReturnType<ApplyPorts['get']>> | undefined) =>
  answer?.kind === 'ok' && answer.value.id === id
