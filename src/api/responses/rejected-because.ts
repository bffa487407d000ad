import type { Answered } from '../../http/exchange.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { RejectedBecause } from '../change-outcome.ts'
import type { Refusal } from '../outcome.ts'
import { unmaskedWords } from './refusal.ts'

/** Why the service refuses to change an instance, by its reason code or, for a state, by its words. */
export function rejectedBecause(answer: Answered, reason: string | undefined): RejectedBecause {
  const known = reason === undefined ? undefined : REASONS.get(reason)
  if (known !== undefined) return known
  return answer.status === 409 || INVALID_STATE.test(unmaskedWords(answer)) ? 'state' : 'other'
}

/** Whether there is none to be had now of what was asked for. */
export const isSoldOut = ({ reason }: Pick<Refusal, 'reason'>): boolean =>
  reason !== undefined && REASONS.get(reason) === 'sold-out'

/** Whether it is paid for in advance, and released only after that. */
export const isPaidFor = ({ reason }: Pick<Refusal, 'reason'>): boolean =>
  reason !== undefined && REASONS.get(reason) === 'prepaid'

/** What to do about it, for people. A create that is refused for the same reason has other ways out. */
export function changeAdvice(
  why: RejectedBecause,
  { status, advice }: Refusal,
): string | undefined {
  switch (why) {
    case 'prepaid':
      return advice
    case 'state':
      return 'another operation may be under way: look at status before you try again'
    case 'sold-out':
      return 'its GPUs are taken: try later, or migrate it in the console of the service, which loses its system disk and its local disk'
    case 'other':
      return status === 404 || status === 405
        ? 'check the base URL: the service may offer no such call there'
        : undefined
    default:
      return unreachable(why)
  }
}

const REASONS: ReadonlyMap<string, RejectedBecause> = new Map([
  ['PREPAID_INSTANCE_NOT_SUPPORT_RELEASE', 'prepaid'],
  ['INSUFFICIENT_RESOURCE', 'sold-out'],
  ['MIGRATE_INSUFFICIENT_RESOURCE', 'sold-out'],
  ['GPU_SPEC_USED', 'sold-out'],
  ['CONFLICT', 'state'],
  ['OPERATION_LIMIT', 'state'],
  ['DEPENDENT_RESOURCE_STATE', 'state'],
])

/** The service has no code of its own for it: "invalid state change". Facts §3.3. */
const INVALID_STATE = /invalid[ _]state/i
