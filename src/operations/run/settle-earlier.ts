import { settleChanges, unsettledIn } from '../../apply/change/settle-changes.ts'
import { type OpenFinding, settleOpen } from '../../apply/settle-open.ts'
import { type State, toState } from '../../ledger/state.ts'
import { UserError } from '../../model/user-error.ts'
import type { ApplyRun } from './apply-run.ts'

/** Settles what an earlier run left open, and gives what the ledger says after that. */
export async function settleEarlier(applying: ApplyRun): Promise<State> {
  const { ledger, ports, budget, reporter, options } = applying
  const settled = await settleAttempts(applying)
  const unsettled = unsettledIn(settled)
  if (unsettled.length === 0) return settled
  reporter.settlingChanges(unsettled, options.settleMs)
  reporter.progress({ kind: 'settling' })
  const findings = await settleChanges(settled, budget, ports)
  for (const finding of findings) reporter.changeSettled(finding)
  refuseUnrecorded(findings)
  return toState(ledger.records)
}

/** The attempts to create something. */
async function settleAttempts({
  ledger,
  ports,
  budget,
  reporter,
  options,
}: ApplyRun): Promise<State> {
  const before = toState(ledger.records)
  const open = [...before.entries.values()].filter((entry) => entry.open.length > 0)
  if (open.length === 0) return before
  reporter.settling(open, options.settleMs)
  reporter.progress({ kind: 'settling' })
  const findings = await settleOpen(before, budget, ports)
  for (const finding of findings) reporter.settled(finding)
  refuseUnrecorded(findings)
  return toState(ledger.records)
}

/** A find that the ledger could not take: going on would only lose more. */
function refuseUnrecorded(findings: readonly Pick<OpenFinding, 'unrecorded'>[]): void {
  const lost = findings.find(({ unrecorded }) => unrecorded !== undefined)?.unrecorded
  if (lost === undefined) return
  throw new UserError(lost.reason, {
    ending: 'ledger',
    hint:
      lost.rescue === undefined
        ? 'Nothing new was sent. The attempt stays in doubt, and the next run looks again.'
        : `Nothing new was sent. What was found is kept in ${lost.rescue}.`,
  })
}
