import { instancesOf } from '../../api/remote.ts'
import { settleChanges, unsettledIn } from '../../apply/change/settle-changes.ts'
import { disownOthers } from '../../apply/disown.ts'
import { type OpenFinding, settleOpen } from '../../apply/settle-open.ts'
import { type EntryState, type State, toState } from '../../ledger/state.ts'
import { UserError } from '../../model/user-error.ts'
import { knownById } from '../account/known-by-id.ts'
import type { ApplyRun } from './apply-run.ts'

/** Settles what an earlier run left open, and gives what the ledger says after that. */
export async function settleEarlier(applying: ApplyRun): Promise<State> {
  const { ledger, ports, budget, reporter, options, fleet } = applying
  const settled = await settleAttempts(applying)
  const unsettled = unsettledIn(settled)
  if (unsettled.length === 0) return settled
  reporter.settlingChanges(unsettled, options.settleMs)
  reporter.progress({ kind: 'settling' })
  const findings = await settleChanges(settled, { ...budget, specs: fleet.specs }, ports)
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
  const found = toState(ledger.records)
  if (openIn(found).length === 0) return found
  reporter.progress({ kind: 'settling' })
  await giveUpAnswered(found, ports)
  const before = toState(ledger.records)
  reporter.settling(openIn(before), options.settleMs)
  const findings = await settleOpen(before, budget, ports)
  for (const finding of findings) reporter.settled(finding)
  refuseUnrecorded(findings)
  return toState(ledger.records)
}

const openIn = ({ entries }: State): readonly EntryState[] =>
  [...entries.values()].filter((entry) => entry.open.length > 0)

/** Instances that are asked for by their ids. */
const MAX_ASKED = 20

/** What an attempt in doubt made may be what another one was answered with, in a run that ended before it could look. */
async function giveUpAnswered(state: State, ports: ApplyRun['ports']): Promise<void> {
  const answered = [...state.entries.values()].flatMap(({ instances }) =>
    instances.flatMap((owned) => (owned.answered === undefined ? [] : owned.id)),
  )
  if (answered.length === 0) return
  const listed = instancesOf(await ports.list())
  const shown = new Set(listed.map(({ id }) => id))
  const unlisted = answered.filter((id) => !shown.has(id)).slice(-MAX_ASKED)
  await disownOthers(state, [...listed, ...(await knownById(unlisted, ports))], ports)
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
