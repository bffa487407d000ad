import type { Refusal } from '../../api/outcome.ts'
import type { IntentRecord } from '../../ledger/record.ts'
import type { Creation } from '../../plan/action.ts'
import { type LookUp, unrecognisable } from '../look-up.ts'

/** An attempt of this run that the service refused. */
export interface Refused {
  readonly action: Creation
  readonly intent: IntentRecord
  readonly refusal: Refusal
  /** When the answer was there, ISO 8601. */
  readonly until: string
  /** By the monotonic clock, in milliseconds: when the attempt started. */
  readonly started: number
}

/**
 * A refusal may be wrong: the work was done, and then something said no. Whether a look at the account can tell. Until one has,
 * the ledger holds the attempt open, so that a kill before that leaves the look to the next run.
 */
export const canLookFor = ({ intent, refusal }: Pick<Refused, 'intent' | 'refusal'>): boolean =>
  !isSure(refusal) && unrecognisable(intent) === undefined

/**
 * Whether the next body of the entry may be tried: in a whole answer the service said that there is no stock for this one.
 * Of any other refusal nobody knows that another body would fare better, or that nothing was made.
 */
export const isSoldOut = ({ refusal: { status, reason, isWhole } }: Pick<Refused, 'refusal'>) =>
  status === 400 && reason === 'INSUFFICIENT_RESOURCE' && isWhole === true

/** With a key that it does not take, a service does nothing, and shows no list either. */
const isSure = ({ status }: Refusal): boolean => status === 401

/** Whether a look bears a refusal out: the whole account has nothing that may be the instance. */
export const bearsOut = (found: LookUp): boolean =>
  found.kind === 'none' ||
  (found.kind === 'unproven' && found.candidates.every(({ verdict }) => verdict === 'differs'))

/** Whether nobody can ever look: there was no list before the call, and there is none after it. */
export const isBlind = ({ listed }: Pick<IntentRecord, 'listed'>, found: LookUp): boolean =>
  listed !== true && found.kind === 'unclear' && found.reason.code === 'list-unavailable'
