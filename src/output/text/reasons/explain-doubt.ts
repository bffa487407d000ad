import type { DoubtReason } from '../../../apply/look-up-reason.ts'
import { explainChange } from './explain-change.ts'
import { explainLookUp } from './explain-look-up.ts'

/** Why it is not known what came of an action, for `explainReason`. */
export function explainDoubt(reason: DoubtReason): string {
  switch (reason.code) {
    case 'outcome-unknown':
    case 'refused-but-shown':
      return `${explainCall(reason)}; ${explainLookUp(reason.account)}`
    default:
      return explainCall(reason)
  }
}

/** How a call of which the outcome is not known ended. */
export function explainCall(reason: DoubtReason): string {
  switch (reason.code) {
    case 'outcome-unknown':
      return reason.call
    case 'refused-but-shown':
      return `the service refused it (${reason.answer}), but the account shows an instance that may be it`
    case 'run-ended-during-call':
      return 'the run ended during the call'
    default:
      return explainChange(reason)
  }
}
