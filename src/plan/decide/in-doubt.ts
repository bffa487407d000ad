import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { EntryState, OwnedInstance } from '../../ledger/state.ts'
import type { Action, InDoubtAction } from '../action.ts'
import { type Candidate, findAmong, matchesFor } from '../attempt-matches.ts'
import { openByOthers } from '../in-place/by-others.ts'
import type { InDoubtReason } from '../reasons/action-reason.ts'
import { type Account, isGone } from './account.ts'

/** Whose doubt it is; `spec`: `undefined` where no file of this run has the entry. */
type Entry = Pick<InDoubtAction, 'key' | 'name' | 'spec'>

/**
 * Set where a call about an instance of ours has no known outcome, and something of it is left: whatever the call was,
 * nothing else is sent about it.
 */
export function changeInDoubt(
  entry: Entry,
  instances: readonly OwnedInstance[],
  account: Account,
): InDoubtAction | undefined {
  const left = ({ id }: OwnedInstance) => account.hasSettled || !isGone(id, account)
  return unsettledChange(entry, instances.filter(left), account)
}

/** The same where a change that is open is in doubt, whatever a list shows. */
export function unsettledChange(
  { key, name, spec }: Entry,
  instances: readonly OwnedInstance[],
  { byId }: Pick<Account, 'byId'>,
): InDoubtAction | undefined {
  const unsettled = instances.filter(({ open }) => open !== undefined)
  const [first] = unsettled
  if (first?.open === undefined) return undefined
  const { operation, since } = first.open
  const has = openByOthers(first.open, byId.get(first.id), spec)
  const reason = {
    code: 'change-unsettled',
    id: first.id,
    operation,
    since,
    ...(has.length === 0 ? {} : { has }),
  } as const
  return {
    kind: 'in-doubt',
    key,
    name,
    spec,
    reason,
    attempts: [],
    candidates: [],
    unsettled,
  }
}

/** The attempts of an entry of the ledger that have no outcome; nothing where all have one. `spec` as in `inDoubt`. */
export const attemptsInDoubt = (
  entry: EntryState,
  spec: InstanceSpec | undefined,
  account: Account,
): readonly InDoubtAction[] => (entry.open.length === 0 ? [] : [inDoubt(entry, spec, account)])

/** An entry of the ledger with attempts that have no outcome; `spec`: its definition, where a file of this run has one. */
export function inDoubt(
  entry: EntryState,
  spec: InstanceSpec | undefined,
  account: Account,
): InDoubtAction {
  const candidates = matchesFor(entry.open, [...account.byId.values()], account.owners)
  const { key, name } = spec ?? entry
  return {
    kind: 'in-doubt',
    key,
    name,
    spec,
    reason: doubtReason(entry, { candidates, isDefined: spec !== undefined }, account),
    attempts: entry.open,
    candidates,
    unsettled: [],
  }
}

interface Sought {
  readonly candidates: readonly Candidate[]
  /** Whether a file of this run has the entry. */
  readonly isDefined: boolean
}

function doubtReason(
  { name, open }: EntryState,
  { candidates, isDefined }: Sought,
  { complete, scope }: Account,
): InDoubtReason {
  const found = findAmong(candidates).kind
  if (found === 'none') {
    if (!isDefined) return { code: 'attempt-in-no-file' }
    return name === undefined &&
      open.every(({ marker, seen }) => marker === undefined && seen === undefined)
      ? { code: 'attempt-unrecognizable' }
      : { code: 'attempt-without-trace', seen: scope }
  }
  return {
    code: 'attempt-with-candidates',
    ids: candidates.map(({ instance }) => instance.id),
    by: candidates.every(({ marked }) => marked) ? 'marker' : name === undefined ? 'time' : 'name',
    verdict: complete ? found : 'partial',
  }
}

/** Whether the next look settles a doubt: it shows the instance, or bears out what the service had refused. */
export function isSettledByLook(action: Action): boolean {
  if (action.kind !== 'in-doubt') return false
  const { attempts, unsettled } = action
  return (
    isFound(action) || (unsettled.length === 0 && isUntraced(action, attempts.every(isRefused)))
  )
}

/**
 * What the look that comes before every run makes of the doubts of a plan. `settles`: it settles at least one, so that the run
 * goes by another plan, with another id. `may-settle`: only the look itself can tell what came of a call about an instance.
 */
export function settlingOf(actions: readonly Action[]): 'settles' | 'may-settle' | 'nothing' {
  const doubts = actions.filter((action): action is InDoubtAction => action.kind === 'in-doubt')
  const isSettled = (doubt: InDoubtAction) =>
    isFound(doubt) || isUntraced(doubt, doubt.attempts.some(isRefused))
  if (doubts.some(isSettled)) return 'settles'
  return doubts.some(({ unsettled }) => unsettled.length > 0) ? 'may-settle' : 'nothing'
}

const isFound = ({ candidates }: InDoubtAction): boolean => findAmong(candidates).kind === 'one'

/** Where the account shows nothing of what the service had refused, the refusal is true. */
const isUntraced = ({ candidates }: InDoubtAction, wasRefused: boolean): boolean =>
  candidates.length === 0 && wasRefused

const isRefused = ({ refused }: InDoubtAction['attempts'][number]): boolean => refused
