import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import type {
  BlockedReason,
  DestroyReason,
  ExpiredReason,
} from '../../../plan/reasons/action-reason.ts'
import { OPERATION_NOUNS } from './explain-change.ts'

/** Why an instance is to end, or why it is left alone though somebody asked, for `explainReason`. */
export function explainRemoval(reason: DestroyReason | BlockedReason | ExpiredReason): string {
  switch (reason.code) {
    case 'destroy-asked':
      return `${reason.id} is to be destroyed, as asked`
    case 'pruned':
      return `${reason.id} is in no file of this run and is to be destroyed`
    case 'replaced':
      return reason.by === undefined
        ? `${reason.id} is to end, since another one takes its place`
        : `its replacement ${reason.by} runs or is on its way; the old one, ${reason.id}, is still billed`
    case 'gone-already':
      return `${reason.id} is gone already, which only the ledger has to be told`
    case 'leaving-already':
      return `${reason.id} is on its way out, so nothing has to be sent`
    case 'expired':
      return `${reason.id} expired at ${momentText(reason.at)} and is to be destroyed`
    case 'expired-in-file':
      return `it expired at ${momentText(reason.at)} and is still in a file: move its time or remove it`
    case 'expired-and-gone':
      return `it expired at ${momentText(reason.at)}, is gone, and is not made again: move its time or remove it`
    default:
      return explainObstacle(reason)
  }
}

function explainObstacle(reason: BlockedReason): string {
  switch (reason.code) {
    case 'protected':
      return `${reason.id} is protected, so it is left alone`
    case 'became-another':
      return `${reason.id} has another name, or was created at another time, than the ledger has it, so it is left alone`
    case 'marked-by-another-ledger':
      return `${reason.id} carries the ${MARKER_KEY} of another ledger (${reason.ledger}), so it is left alone, though this ledger holds it`
    case 'marked-for-another-entry':
      return `${reason.id} carries the ${MARKER_KEY} of another entry, so it is left alone, though the ledger holds it as this one`
    case 'defined-elsewhere':
      return `${reason.id} is defined in ${reason.file}, which was not read in this run and may protect it, so it is left alone`
    case 'not-ours':
      return `${reason.id} has this name but is not in the ledger, so it is left alone`
    case 'not-recorded':
      return `${reason.id} carries the PPI_APPLY_ID of this entry but is not in the ledger, so it is left alone`
    case 'prepaid': {
      const until = reason.until === undefined ? '' : ` until ${momentText(reason.until * 1000)}`
      return `${reason.id} is paid in advance${until}, and the service releases nothing that is paid so`
    }
    case 'not-there':
      return 'there is nothing that could be started or stopped'
    case 'not-unique':
      return `which of ${reason.ids.join(', ')} is meant cannot be told: the ledger holds them all as this entry`
    case 'change-open':
      return `what came of ${OPERATION_NOUNS[reason.operation]} of ${reason.id} is not known, and nothing else is sent until it is`
    case 'foreign-envs':
      return `a reset of ${reason.id} would drop ${countWords(reason.names.length)} that no file has: ${reason.names.join(', ')}`
    case 'not-shown':
      return `the account does not show the ${reason.field} of ${reason.id}, and without it no call can be sent`
    case 'disk-larger':
      return `the disk of ${reason.id} has ${reason.size} GB, which is more than the file says, and it never shrinks`
    case 'protected-as-it-is':
      return `${reason.id} is protected, so it is not replaced`
    case 'replaced-but-protected':
      return `${reason.id} is protected, so it is not ended, though its replacement ${reason.successor} is there: both are billed`
    case 'replaced-while-stopped':
      return `${reason.id} is to be stopped, and what took its place would run and be billed`
    case 'successor-not-running':
      return `its replacement ${reason.successor} is ${reason.status ?? 'not to be seen'}, so ${reason.id} stays, and both may be billed`
    case 'replaced-is-meant':
      return `the file describes ${reason.id} again, in whose place ${reason.successor} was made: neither is ended, and both are billed`
    case 'not-monthly':
      return `${reason.id} is not paid by the month, and only what is can be renewed`
    case 'inline-credential':
      return `a reset of ${reason.id} cannot repeat its imageAuth: the call takes only a credential that is saved in the account`
    case 'not-running':
      return `${reason.id} is ${reason.status}, and takes no such change in this state`
    default:
      return unreachable(reason)
  }
}

const countWords = (count: number): string => (count === 1 ? 'a variable' : `${count} variables`)

/** A point in time in milliseconds since the epoch. */
const momentText = (at: number): string => timeText(new Date(at).toISOString())
