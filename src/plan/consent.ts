import { phaseOf } from '../api/instance-phase.ts'
import type { AllowWord } from '../model/allow-word.ts'
import { mask } from '../model/secret.ts'
import { unreachable } from '../model/unreachable.ts'
import { isPrepaid } from '../pricing/cost.ts'
import { moneyFor } from '../pricing/quote.ts'
import {
  type Action,
  type BlockedAction,
  type ChangeAction,
  chargedStep,
  type Executable,
  hasSteps,
  isCreation,
  isExecutable,
  isOtherwise,
  isUnasked,
  type NoOpAction,
  type Step,
  type SteppedChange,
} from './action.ts'
import { RUN_STATE } from './change.ts'
import { isSettledByLook } from './decide/in-doubt.ts'
import { gives } from './in-place/gives.ts'
import type { PricedPlan } from './priced-plan.ts'
import type { ExpiredReason } from './reasons/action-reason.ts'

/** What a run may do of its plan. */
export interface Consent {
  /** The words of `--allow` and of the config. */
  readonly allow: ReadonlySet<AllowWord>
  /** A person saw this very plan and agreed: at the terminal, or by its id. That covers all of it. */
  readonly isWhole: boolean
}

/** What a run carries out, in the order of the plan: of a change the steps that are allowed. */
export const allowedActions = (
  actions: readonly Action[],
  consent: Consent,
): readonly Executable[] =>
  actions.flatMap((action): readonly Executable[] => {
    if (!isExecutable(action)) return []
    if (action.kind !== 'change') {
      return wordsFor(action).every((word) => isAllowed(word, consent)) ? [action] : []
    }
    const part = { ...action, steps: allowedSteps(action, consent) }
    return hasSteps(part) ? [part] : []
  })

const isAllowed = (word: AllowWord, { allow, isWhole }: Consent): boolean =>
  isWhole || allow.has(word)

/** An upgrade takes an instance that runs: where a start comes before it, both or neither. */
function allowedSteps({ steps }: SteppedChange, consent: Consent): readonly Step[] {
  const allowed = steps.filter((step) => isAllowed(WORD_OF[step.operation], consent))
  const hasStart = (some: readonly Step[]) => some.some(({ operation }) => operation === 'start')
  return hasStart(steps) && !hasStart(allowed)
    ? allowed.filter(({ operation }) => operation !== 'upgrade')
    : allowed
}

/** The word that lets a step be carried out. */
export const WORD_OF = {
  'edit-ports': 'update',
  'grow-disk': 'update',
  upgrade: 'reset',
  start: 'start',
  stop: 'stop',
  subscribe: 'pay',
  renew: 'pay',
  'auto-renew': 'pay',
} as const satisfies Record<Step['operation'], AllowWord>

/** The words that let an action be carried out in full; none for what the files ask for. */
export function wordsFor(action: Executable): readonly AllowWord[] {
  switch (action.kind) {
    case 'create':
      return []
    case 'recreate':
    case 'replace':
      return [action.kind]
    case 'destroy':
      return [action.because === 'replace' ? 'replace' : action.kind]
    case 'change':
      return [...new Set(action.steps.map(({ operation }) => WORD_OF[operation]))]
    default:
      return unreachable(action)
  }
}

/** A plan cut to what a run carries out of it: limits and questions are about that, not about what waits. */
export function withinConsent<Plan extends Pick<PricedPlan, 'actions' | 'money'>>(
  plan: Plan,
  consent: Consent,
): Plan {
  return {
    ...plan,
    money: moneyFor(plan.money, allowedActions(plan.actions, consent).filter(isCharged)),
  }
}

/** What has a price of its own in a plan: what is created, and what is paid for in advance. */
const isCharged = (action: Executable): boolean =>
  isCreation(action) || (action.kind === 'change' && chargedStep(action) !== undefined)

/** An action that a run leaves to a person, and that is not as the files say until then. */
export type Waiting = Exclude<
  Action,
  { readonly kind: 'create' | 'exists' | 'in-doubt' | 'conflict' }
>

/** Everything that is not as the files say after a run that carried out what it may: what every end of it tells. */
export function leftIn(actions: readonly Action[], consent: Consent): readonly Action[] {
  const waiting = new Set<Action>(waitingIn(actions, consent))
  return actions.filter(
    (action) => waiting.has(action) || action.kind === 'in-doubt' || action.kind === 'conflict',
  )
}

/**
 * What of an action a run leaves: the steps that its words let it take have their own news. Where they make all of the
 * definition true, what others changed elsewhere is left, as the next plan finds it.
 */
export function restOf(action: Action, consent: Consent): Action {
  if (!hasSteps(action)) return action
  const done = allowedSteps(action, consent)
  const isGiven = ({ field }: { readonly field: string }) => done.some((step) => gives(step, field))
  const rest = {
    ...action,
    steps: action.steps.filter((step) => !done.includes(step)),
    changes: action.changes.filter((change) => !isGiven(change)),
    drift: action.drift.filter((each) => !isGiven(each)),
  }
  const { later } = rest
  if (later !== undefined && !('id' in later)) {
    return rest.steps.length > 0 ? rest : expiredIn(rest, later)
  }
  if (rest.steps.length + rest.changes.length > 0) return rest
  return later === undefined ? driftIn(rest, done) : { ...rest, reason: later }
}

/** With what the steps were to make true, so that nobody is sent to do it again. */
function expiredIn(
  { key, name, spec, owned: before, remote }: ChangeAction,
  reason: ExpiredReason,
): Action {
  const owned = { ...before, spec: mask(spec.body), digest: spec.digest }
  return { kind: 'expired', key, name, spec, reason, owned, remote }
}

function driftIn(action: ChangeAction, done: readonly Step[]): Action {
  const { key, name, spec, owned, remote, drift, unchecked } = action
  const fields = drift.map(({ field }) => field).filter((field) => field !== RUN_STATE)
  if (fields.length === 0) return action
  const isDone = (wanted: Step['operation']) => done.some(({ operation }) => operation === wanted)
  const wasStopped = remote !== undefined && phaseOf(remote) === 'stopped'
  const isStopped = isDone('stop') || (wasStopped && !isDone('start'))
  const paid = isStopped && isPrepaid(owned.spec, remote) ? ({ isPaid: true } as const) : {}
  const reason = {
    code: 'differs-from-applied',
    id: owned.id,
    fields,
    isStopped,
    ...paid,
  } as const
  return { kind: 'no-op', key, name, spec, owned, remote, drift, unchecked, reason }
}

/** What a run was asked to end and leaves out, as it is protected: no fault of the run, but never left out in silence. */
export const protectedIn = (actions: readonly Action[]): readonly BlockedAction[] =>
  actions.filter(
    (action): action is BlockedAction =>
      action.kind === 'blocked' && action.reason.code === 'protected',
  )

/** What waits for a word or a person, in the order of the plan. Doubts and conflicts end a run in their own way. */
export function waitingIn(actions: readonly Action[], consent: Consent): readonly Waiting[] {
  const mayDo = (action: Executable) => wordsFor(action).every((word) => isAllowed(word, consent))
  return actions.filter((action): action is Waiting => {
    switch (action.kind) {
      case 'change':
        return !hasSteps(action) || !mayDo(action) || !isWhole(action) || action.later !== undefined
      case 'failed':
      case 'orphan':
      case 'expired':
        return true
      case 'blocked':
        // Protection is what the file asked for.
        return action.reason.code !== 'protected'
      case 'recreate':
      case 'replace':
      case 'destroy':
        return !mayDo(action)
      case 'no-op':
        return isOtherwise(action) || isUnasked(action)
      case 'create':
      case 'exists':
      case 'in-doubt':
      case 'conflict':
        return false
      default:
        return unreachable(action)
    }
  })
}

/** Whether the steps of a change make its whole definition true, and leave nothing that others changed. */
function isWhole({ steps, changes, drift }: ChangeAction): boolean {
  return [...changes, ...drift].every(
    ({ field }) => field === RUN_STATE || steps.some((step) => gives(step, field)),
  )
}

/** What is not as it was made a moment ago, by a look at the account: it went at once, failed, stopped, or is another one. */
export const spoiltIn = (actions: readonly Action[]): readonly Waiting[] =>
  waitingIn(actions, { allow: new Set(), isWhole: false })
    // What this run made needs no look to be there.
    .filter((action) => !isUnasked(action))
    .concat(
      actions.filter(
        (action): action is NoOpAction =>
          action.kind === 'no-op' && action.drift.length > 0 && !isOtherwise(action),
      ),
    )

/**
 * What `--detailed-exitcode` tells of a plan: whether `apply` with the same words would do something, or else whether
 * anything needs a person. A doubt that the next look settles is something that it would do; what it would refuse, since
 * the account is not believed or a limit forbids it (`isRefused`), needs a person.
 */
export function prospectOf(
  actions: readonly Action[],
  { isRefused, ...consent }: Consent & { readonly isRefused: boolean },
): 'nothing' | 'work' | 'person' {
  const works = allowedActions(actions, consent).length > 0
  if ((works && !isRefused) || actions.some(isSettledByLook)) return 'work'
  const stands = actions.some(({ kind }) => kind === 'in-doubt' || kind === 'conflict')
  return works || stands || waitingIn(actions, consent).length > 0 ? 'person' : 'nothing'
}
