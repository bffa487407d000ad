import { type AuditFinding, audit } from '../apply/audit.ts'
import type { ApplyPorts } from '../apply/ports.ts'
import type { ApplyResult } from '../apply/result.ts'
import type { State } from '../ledger/state.ts'

/** Looks again while something of this run is missing: a new instance may take its time to be listed. */
export async function closingAudit(
  result: ApplyResult,
  state: () => State,
  settleMs: number,
  ports: ApplyPorts,
): Promise<readonly AuditFinding[]> {
  const tried = result.created.length + result.inDoubt.length + result.rejected.length
  if (tried === 0) return []
  const created = result.created.map(({ id }) => id)
  const refused = result.rejected.flatMap(({ creation: { name } }) => name ?? [])
  let findings: readonly AuditFinding[] = []
  for (const pause of [0, 1000, 2000, 4000]) {
    if (pause > 0) await ports.wait(Math.min(pause, settleMs))
    if (ports.interrupted()) return findings
    findings = audit(state(), created, await ports.list(), refused)
    if (pause >= settleMs || !findings.some(({ kind }) => kind === 'missing')) break
  }
  return findings
}
