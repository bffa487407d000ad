import { stateWords } from '../../../api/instance-phase.ts'
import type {
  ChangeObstacle,
  CreateObstacle,
  DoubtReason,
  LookUpReason,
  ResendReason,
} from '../../../apply/look-up-reason.ts'
import { timeText } from '../../../model/time-text.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import type { ActionReason, ReportedState, Seen } from '../../../plan/reasons/action-reason.ts'
import type { Objection } from '../../../plan/reasons/match-reason.ts'
import { accountWords } from '../plan/account-words.ts'
import { BY_OTHERS, OPERATION_NOUNS } from './explain-change.ts'
import { explainDoubt } from './explain-doubt.ts'
import { explainLookUp } from './explain-look-up.ts'
import { explainObstacle } from './explain-obstacle.ts'
import { explainReclaim } from './explain-reclaim.ts'
import { explainRemoval } from './explain-removal.ts'
import { explainRunState, stoppedCost } from './explain-run-state.ts'

/** Every reason that a plan, an apply or a look-up gives. */
export type Reason =
  | ActionReason
  | LookUpReason
  | DoubtReason
  | Objection
  | ChangeObstacle
  | CreateObstacle
  | ResendReason

const STAYS = { protected: 'which is protected', prepaid: 'which is paid in advance' } as const

/**
 * A reason as one English sentence, without a capital and a full stop. Words of the service in it are as it sent them:
 * a terminal needs them cleaned. What is said may change at any time; the code does not.
 */
export function explainReason(reason: Reason): string {
  switch (reason.code) {
    case 'not-in-ledger':
      return NOT_IN_LEDGER[reason.seen]
    case 'looks-renamed':
      return `looks like ${reason.from} (${reason.id}) under another name, but the service cannot rename: another instance is made${reason.stays === undefined ? '' : `, and ${reason.id}, ${STAYS[reason.stays]}, goes on beside it`}`
    case 'destroyed-before':
      return `destroyed from here (${timeText(reason.at)}) and still in the file, so it is made again`
    case 'not-in-account':
      return `the account no longer has ${list(reason.ids)}`
    case 'as-applied':
      return `${reason.id} is there as applied`
    case 'as-applied-but-stopped':
      return `${reason.id} is there as applied, but stopped; ${stoppedCost(reason)}`
    case 'differs-from-applied': {
      const { id, fields, isStopped } = reason
      const also = isStopped ? `, and is stopped; ${stoppedCost(reason)}` : ''
      return `${id} is there but differs from what was applied in ${list(fields)}${also}`
    }
    case 'not-confirmed':
      return `${reason.id} was created; the account could not confirm that it is still there`
    case 'unasked':
      return `${reason.id} was created; the account was not asked whether it is still there`
    case 'definition-changed': {
      const count = reason.fields.length === 1 ? 'one field' : `${reason.fields.length} fields`
      return `the definition differs in ${count} from what was applied as ${reason.id}`
    }
    case 'paid-too-short':
      return `${reason.id} is paid until ${momentText(reason.until)}, and is to be paid until ${momentText(reason.wanted)}`
    case 'expired-while-paid':
      return `${reason.id} expired at ${momentText(reason.at / 1000)} and is paid in advance: it cannot end before, and is to be renewed no more`
    case 'takes-new-instance':
      return `no call changes the ${list(reason.fields)} of ${reason.id}: that takes a new instance`
    case 'drift-to-undo':
      return `${reason.id} differs in ${list(reason.fields)} from what was applied, and is to be set back`
    case 'stopped-as-asked':
      return `${reason.id} is stopped or stopping, as asked; ${stoppedCost(reason)}`
    case 'started-as-asked':
      return `${reason.id} is running or starting, as asked`
    case 'to-start':
    case 'to-stop':
    case 'to-start-later':
    case 'to-stop-later':
    case 'stop-under-way':
    case 'coming-to-run':
    case 'coming-to-stop':
      return explainRunState(reason)
    case 'does-not-run':
      return `${reason.id} does not run: ${stateWords(reason)}`
    case 'state-not-documented':
      return `${reason.id} ${notDocumented(reason)}`
    case 'same-name-does-not-run':
      return `${agrees(reason)}, but does not run: ${stateWords(reason)}`
    case 'same-name-state-not-documented':
      return `${agrees(reason)}, but ${notDocumented(reason)}`
    case 'spot-reclaimed':
      return `${reason.id} ${explainReclaim(reason)}`
    case 'same-name-spot-reclaimed':
      return `${agrees(reason)}, but ${explainReclaim(reason)}`
    case 'same-name-not-created-here':
      return `${agrees(reason)}, though ppi-apply did not create it${stopped(reason)}`
    case 'same-name-lost-record':
      return `${agrees(reason)}, ${LOST_RECORD}${stopped(reason)}`
    case 'same-name-forgotten':
      return `${agrees(reason)}, and was this entry's until it was forgotten here${stopped(reason)}`
    case 'same-name-of-another-ledger':
      return `${agrees(reason)}, made by ppi-apply with another ledger (${reason.ledger}): that of another folder or machine${stopped(reason)}`
    case 'attempt-unrecognizable':
      return `${NO_OUTCOME}, and an entry without a name and without a marker cannot be looked up`
    case 'attempt-without-trace':
      return `${NO_OUTCOME}, and ${NO_TRACE[reason.seen]}`
    case 'attempt-with-candidates': {
      const what = TRACES[reason.by](reason.ids.length === 1 ? 'carries' : 'carry')
      return `${NO_OUTCOME}; ${list(reason.ids)} ${what}, ${VERDICTS[reason.verdict]}`
    }
    case 'change-unsettled': {
      const { operation, id, since, has = [] } = reason
      const also = has.length === 0 ? '' : `; it has ${accountWords(has)}, ${BY_OTHERS}`
      return `${OPERATION_NOUNS[operation]} of ${id}, begun ${timeText(since)}, has no recorded outcome${also}`
    }
    case 'same-name-differs': {
      const lost = reason.lostRecord ? `; ${LOST_RECORD}` : ''
      return `${reason.id} has this name but is not ours and differs${lost}`
    }
    case 'lost-record':
      return `${list(reason.ids)} carries the ${MARKER_KEY} of this entry; ${LOST_RECORD}`
    case 'marker-of-another-ledger': {
      const which = reason.instances.map(({ id, ledger }) => `${id} (ledger ${ledger})`)
      return `${list(which)} carries the ${MARKER_KEY} of this entry, from another ledger: one that was lost, or that of another folder or machine`
    }
    case 'name-spelled-otherwise': {
      const which = reason.instances.map(
        ({ id, name }) => `${id} is called ${JSON.stringify(name)}`,
      )
      return `${list(which)}, which may be this name as the service spells it`
    }
    case 'replaced-is-back':
      return `${reason.id} is ours and was replaced by ${reason.replacedBy}, since the account did not show it; now it is there again`
    case 'destroyed-is-back':
      return `${reason.id} was destroyed from here and seen gone (${timeText(reason.at)}), and is there again`
    case 'several-owned':
      return `the ledger holds ${reason.ids.length} live instances of this entry: ${list(reason.ids)}`
    case 'others-beside-ours':
      return `besides ours (${reason.id}) the account has ${list(reason.others)} with the same name`
    case 'made-here-beside-ours': {
      const { id, others } = reason
      return `besides ours (${id}) the account has ${list(others)}, made with this ledger for this entry as ${others.length === 1 ? 'its' : 'their'} ${MARKER_KEY} says`
    }
    case 'owned-by-another-entry':
      return `${reason.id} has this name, but the ledger holds it as the entry ${reason.entry}`
    case 'several-of-this-name':
      return `${reason.ids.length} instances have this name and none is this entry's: ${list(reason.ids)}`
    case 'in-no-file':
      return `${list(reason.ids)} is in the ledger but in no file of this run`
    case 'attempt-in-no-file':
      return 'an attempt of it has no recorded outcome, and it is in no file of this run'
    case 'destroy-asked':
    case 'pruned':
    case 'replaced':
    case 'gone-already':
    case 'leaving-already':
    case 'expired':
    case 'expired-in-file':
    case 'expired-and-gone':
    case 'protected':
    case 'became-another':
    case 'defined-elsewhere':
    case 'marked-by-another-ledger':
    case 'marked-for-another-entry':
    case 'not-ours':
    case 'not-recorded':
    case 'prepaid':
    case 'not-there':
    case 'not-unique':
    case 'change-open':
    case 'foreign-envs':
    case 'not-shown':
    case 'disk-larger':
    case 'protected-as-it-is':
    case 'replaced-but-protected':
    case 'replaced-while-stopped':
    case 'successor-not-running':
    case 'replaced-is-meant':
    case 'not-monthly':
    case 'inline-credential':
    case 'not-running':
      return explainRemoval(reason)
    case 'outcome-unknown':
    case 'refused-but-shown':
    case 'run-ended-during-call':
    case 'change-not-seen':
    case 'change-by-others':
    case 'ports-lost':
    case 'reset-not-seen':
    case 'still-leaving':
    case 'still-listed':
    case 'change-unseen':
    case 'change-vanished':
      return explainDoubt(reason)
    case 'call-failed':
    case 'not-looked-at':
    case 'unknown-to-service':
    case 'run-stopped-before':
    case 'on-its-way-out':
    case 'failed-by-now':
    case 'in-another-state':
    case 'changed-meanwhile':
    case 'not-replaced':
    case 'step-before-open':
    case 'not-gone':
    case 'there-again':
    case 'name-taken':
    case 'no-stock':
    case 'no-effect-seen':
      return explainObstacle(reason)
    default:
      return explainLookUp(reason)
  }
}

/** A point in time in Unix seconds. */
const momentText = (at: number): string => timeText(new Date(at * 1000).toISOString())

const list = (items: readonly string[]): string => items.join(', ')

const agrees = ({ id }: { readonly id: string }): string => `${id} has this name and agrees`

const notDocumented = (state: ReportedState): string =>
  `may not run: its state is ${stateWords(state)}, which no document of the service explains`

const stopped = ({
  stopped: status,
  ...more
}: {
  readonly stopped?: string
  readonly isPaid?: true
}): string => (status === undefined ? '' : `, and is stopped (${status}); ${stoppedCost(more)}`)

const LOST_RECORD =
  'it was made with this ledger, which does not hold it any more: ppi-apply recover records it'

const NO_OUTCOME = 'an attempt has no recorded outcome'

/** Why an entry is to be created: what the account said of it, or could not say. */
const NOT_IN_LEDGER = {
  complete: 'neither in the ledger nor in the account',
  partial: 'not in the ledger; the account was seen in part only, so it may be there',
  failed: 'not in the ledger; the account could not be listed, so it may be there',
  'not-offered': 'not in the ledger; the service offers no list, so it may be there',
  'not-asked': 'not in the ledger; the account was not asked, so it may be there',
} as const satisfies Record<Seen, string>

/** What the account says of an attempt that it shows nothing of. */
const NO_TRACE = {
  complete: 'the account shows no instance made by it',
  partial: 'the account was seen in part only, and shows no instance made by it',
  failed: 'the account could not be listed',
  'not-offered': 'the service offers no list to look into',
  'not-asked': 'the account was not asked',
} as const satisfies Record<Seen, string>

/** How an instance is recognised, after its id. */
const TRACES = {
  marker: (carry: string) => `${carry} its ${MARKER_KEY}`,
  name: (carry: string) => `${carry} this name since`,
  time: () => 'came since',
} as const satisfies Record<
  Extract<ActionReason, { readonly code: 'attempt-with-candidates' }>['by'],
  (carry: string) => string
>

/** What the candidates of an attempt say together. */
const VERDICTS = {
  one: 'and apply will record it',
  several: 'and more than one may be the one that was made',
  removed: 'but is gone or going, and may not be the one that was made',
  unproven: 'but is not surely what was made',
  partial: 'but the account could not be listed in full',
} as const satisfies Record<
  Extract<ActionReason, { readonly code: 'attempt-with-candidates' }>['verdict'],
  string
>
