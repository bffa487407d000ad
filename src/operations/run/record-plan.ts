import { definitionFile, STDIN_FILE } from '../../ledger/definition-file.ts'
import type { LedgerRecord, MovedRecord } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
import { UserError } from '../../model/user-error.ts'
import type { ExistsAction } from '../../plan/action.ts'
import { type Protection, protectionsIn } from '../../plan/decide/protection.ts'
import { type AppliedAlready, appliedAlreadyIn } from '../../plan/in-place/applied-already.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { adoptedRecord } from '../ledger/adopted-record.ts'
import { type ApplyOptions, type ApplyRun, pathsOf } from './apply-run.ts'

/** What an apply records without touching an instance. */
export const protectionsOf = ({ actions, goal }: PricedPlan): readonly Protection[] =>
  goal.kind === 'apply' ? protectionsIn(actions) : []

/** What exists already and is to be recorded as ours. */
export const adoptionsOf = (
  { actions }: PricedPlan,
  { adopt }: Pick<ApplyOptions, 'adopt'>,
): readonly ExistsAction[] => (adopt ? actions.filter((action) => action.kind === 'exists') : [])

/**
 * Records what a plan says without a call: what exists as ours, what is protected, what of a definition the account has
 * already, and which file defines an entry that another one defined before, which may lose it from then on.
 */
export async function recordPlan(
  plan: PricedPlan,
  state: State,
  applying: ApplyRun,
): Promise<void> {
  for (const move of movesIn(plan, state, applying)) await record(move, applying)
  for (const already of alreadyOf(plan)) await recordAlready(already, applying)
  for (const adoption of adoptionsOf(plan, applying.options))
    await recordExisting(adoption, applying)
  for (const protection of protectionsOf(plan)) await recordProtection(protection, applying)
}

const alreadyOf = ({ actions, goal }: PricedPlan): readonly AppliedAlready[] =>
  goal.kind === 'apply' ? appliedAlreadyIn(actions) : []

const recordAlready = (already: AppliedAlready, applying: ApplyRun): Promise<void> =>
  record({ type: 'applied', time: applying.ports.now(), ...already }, applying)

async function recordExisting(action: ExistsAction, applying: ApplyRun): Promise<void> {
  const { ports, reporter } = applying
  const { spec, remote } = action
  const recording = { time: ports.now(), settles: [], paths: pathsOf(applying) }
  await record(adoptedRecord(spec, remote, recording), applying)
  reporter.adopted(action)
}

async function recordProtection(protection: Protection, applying: ApplyRun): Promise<void> {
  const { key, id, protect } = protection
  const { ports, reporter } = applying
  await record({ type: 'protected', time: ports.now(), key, id, protect }, applying)
  reporter.protection(protection)
}

/** The entries of ours whose definition is in another file than the ledger says. */
const movesIn = (
  { actions, goal }: PricedPlan,
  { entries }: State,
  applying: ApplyRun,
): readonly MovedRecord[] =>
  goal.kind !== 'apply'
    ? []
    : actions.flatMap((action) => {
        if (!('owned' in action) || !('spec' in action) || action.spec === undefined) return []
        const before = entries.get(action.key)?.file
        const file = definitionFile(action.spec.place.file, pathsOf(applying))
        // An older ppi-apply recorded nothing of standard input.
        if (file === before || (before === undefined && file !== STDIN_FILE)) return []
        return [{ type: 'moved', time: applying.ports.now(), key: action.key, file }]
      })

async function record(line: LedgerRecord, { ports }: ApplyRun): Promise<void> {
  const recorded = await ports.record(line)
  if (recorded.kind === 'recorded') return
  throw new UserError(`the ledger could not be written: ${recorded.reason}`, { ending: 'ledger' })
}
