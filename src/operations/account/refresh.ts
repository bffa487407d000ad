import type { Client } from '../../api/client.ts'
import { instancesOf, type Remote, seenOf, whyNotWhole } from '../../api/remote.ts'
import { hasSeenList } from '../../ledger/list-evidence.ts'
import type { LedgerRecord } from '../../ledger/record.ts'
import { UserError } from '../../model/user-error.ts'
import type { Action } from '../../plan/action.ts'
import { allowedActions, type Consent } from '../../plan/consent.ts'
import { type Goal, PLAIN_APPLY } from '../../plan/decide/goal.ts'
import { countElsewhere, countUnseenOwned, type Observations, plan } from '../../plan/make-plan.ts'
import type { PlanBasis } from '../../plan/priced-plan.ts'
import { countActions } from '../../plan/summary.ts'
import { seenOtherwise } from './unseen-owned.ts'

/** Whether the account is asked: as far as it can be, without fail, or not at all. */
export interface RefreshOptions {
  readonly refresh: 'auto' | 'always' | 'never'
}

export interface Refreshing {
  /** What the ledger tells of this account: whether it was ever listed. */
  readonly records: readonly LedgerRecord[]
  readonly signal?: AbortSignal | undefined
}

/** Lists the account as `--refresh` says. A failure is a value: what it means is decided later. */
export async function refresh(
  client: Client | undefined,
  { refresh: when }: RefreshOptions,
  { records, signal }: Refreshing,
): Promise<Remote> {
  if (when === 'never') return { kind: 'not-asked', why: '--refresh never' }
  if (client === undefined) return { kind: 'not-asked', why: 'no API key is set' }
  return client.list({ signal, mayLackList: !hasSeenList(records) })
}

/** The decisions of this run, and what could be seen for them. */
export function survey(target: string, observed: Observations): PlanBasis {
  const { state, remote, coversAll, goal = PLAIN_APPLY, now } = observed
  const actions = plan(observed)
  const elsewhere = coversAll ? countElsewhere(observed) : 0
  const unseenOwned = countUnseenOwned(state, remote)
  const why = whyNotWhole(remote)
  const kind = seenOf(remote)
  const knowsOurs = remote.kind === 'complete'
  const hint = remote.kind === 'partial' ? remote.hint : undefined
  const counts = countActions(actions)
  return {
    target,
    actions,
    counts,
    refresh: { kind, why, hint, seen: instancesOf(remote).length, knowsOurs },
    elsewhere,
    unseenOwned,
    goal,
    now,
    notes: [
      // What stops the run is told by the refusal, and once.
      ...(kind === 'partial' && doubtOf({ counts, actions }) !== undefined ? [] : notesOf(remote)),
      ...suspicionOf(unseenOwned, goal),
    ],
  }
}

const suspicionOf = (unseenOwned: number, goal: Goal): readonly string[] =>
  unseenOwned === 0
    ? []
    : [
        `WARNING: the account shows none of the ${unseenOwned} instances that the ledger holds: its list is broken, or it is another account. ${goal.kind} goes ahead only ${seenOtherwise({ goal })}.`,
      ]

function notesOf(remote: Remote): readonly string[] {
  switch (remote.kind) {
    case 'complete':
      return remote.leftOut === undefined
        ? []
        : [`The account could not be listed in full: ${remote.leftOut}.`]
    case 'partial':
      return [
        remote.instances.length === 0
          ? `The account could not be listed: ${remote.why}.`
          : `The account could not be listed in full: ${remote.why}.`,
      ]
    case 'not-offered':
      return [
        `WARNING: this service offers no list (${remote.why}), so what it holds cannot be seen. Planned from the ledger alone: an instance that the ledger does not know is created, and paid for, a second time.`,
      ]
    case 'not-asked':
      return [
        `The account was not asked (${remote.why}): planned from the ledger alone. What exists without the ledger knowing it cannot be seen.`,
      ]
  }
}

/** Refuses what `--refresh` does not allow: an account that could not be seen is unknown, never empty. */
export function refuseUnseen(report: PlanBasis, options: RefreshOptions, consent: Consent): void {
  const refusal = unseenRefusal(report, options, consent)
  if (refusal !== undefined) throw refusal
}

/** The same as a value, for a command that shows its report first. */
export function unseenRefusal(
  report: PlanBasis,
  { refresh: when }: RefreshOptions,
  consent: Consent,
): UserError | undefined {
  const { kind, why, hint, seen, knowsOurs = false } = report.refresh
  if (kind === 'complete') return undefined
  if (when === 'always') {
    return new UserError(`the account could not be listed, and --refresh always insists: ${why}`, {
      nothingDone: 'sent',
      hint: sentenceOf(hint ?? UNSURE),
    })
  }
  if (!knowsOurs && needsWholeList(report, consent)) {
    return new UserError(
      `the account could not be listed${seen === 0 ? '' : ' in full'} (${why}), and nothing is ended, stopped or started by what is not known in full`,
      { nothingDone: 'sent', hint: sentenceOf(hint ?? UNSURE) },
    )
  }
  const doubt = kind === 'partial' ? doubtOf(report) : undefined
  if (doubt === undefined) return undefined
  return new UserError(
    `the account could not be listed${seen === 0 ? '' : ' in full'} (${why}), so ${doubt}`,
    { nothingDone: 'sent', hint: sentenceOf(hint ?? UNSURE) },
  )
}

/** What a list that is not whole leaves open, as a clause; `undefined` where it leaves nothing open. */
function doubtOf({ counts, actions }: Pick<PlanBasis, 'counts' | 'actions'>): string | undefined {
  const unseen = counts.create + counts.recreate + counts.replace
  if (unseen > 0) return `${unseen} of the entries may be there already`
  const unchecked = actions.filter(isUnseen).length
  if (unchecked === 0) return undefined
  return `it is not known whether ${unchecked === 1 ? '1 entry is' : `${unchecked} entries are`} as the files say`
}

/** Ours by the ledger, and not seen: a run that calls this done would say what it does not know. */
const isUnseen = (action: Action): boolean =>
  (action.kind === 'no-op' || action.kind === 'change') && action.remote === undefined

/** What ends, starts or stops instances acts on nothing that it has not seen. */
const needsWholeList = (
  { goal, counts, actions }: Pick<PlanBasis, 'goal' | 'counts' | 'actions'>,
  consent: Consent,
): boolean =>
  goal.kind !== 'apply' ||
  goal.prune ||
  counts.destroy > 0 ||
  allowedActions(actions, consent).some(({ kind }) => kind === 'change')

/** For a list that came, and contradicts itself. */
const UNSURE = 'try again; the command status shows what could be seen'

export const sentenceOf = (hint: string): string => hint.charAt(0).toUpperCase() + hint.slice(1)
