import type { NotRunning, StopReason } from '../../../apply/stop-reason.ts'
import { durationText } from '../../../model/duration.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { explainCall } from './explain-doubt.ts'

/**
 * What ended a run before its last action, as a part of a sentence. As for `explainReason`, words of the service are in
 * it as it sent them.
 */
export function explainStop(reason: StopReason): string {
  switch (reason.why) {
    case 'fail-fast':
      return 'the first rejection ends the run'
    case 'not-all-created':
      return 'not everything was created, and until it is nothing is reset, stopped, paid for or destroyed'
    case 'not-all-started':
      return 'not everything that was to be started runs, and until it does nothing is stopped, paid for or destroyed'
    case 'not-all-running':
      return `${notRunningWords(reason.instances)}, and until what was created runs nothing is reset, stopped, paid for or destroyed`
    case 'upgrade-not-back':
      return 'a container that was reset did not come back, and until it does no other is reset, and nothing is stopped, paid for or destroyed'
    case 'odd-answer':
      return `${reason.cause}; what it made was found in the account and recorded`
    case 'throttled':
      return reason.retryAfterMs === undefined
        ? reason.cause
        : `${reason.cause}; it asks to be left alone for ${durationText(Math.ceil(reason.retryAfterMs / 1000))}`
    case 'account-refused':
    case 'unreachable':
    case 'ledger':
      return reason.cause
    case 'unknown-outcome':
      return explainCall(reason.doubt)
    case 'interrupted':
      return (
        reason.cause ?? (reason.doubt === undefined ? 'interrupted' : explainCall(reason.doubt))
      )
    default:
      return unreachable(reason)
  }
}

/** Instances that a sentence names. */
const MAX_NAMED = 3

function notRunningWords(instances: readonly NotRunning[]): string {
  const named = instances.slice(0, MAX_NAMED).map(({ name, id, status }) => {
    const who = name === undefined ? id : `${name} (${id})`
    return `${who} ${explainNotRunning(status)}`
  })
  const more = instances.length - named.length
  return `${named.join(', ')}${more > 0 ? `, ${more} more do not run either` : ''}`
}

/** What is known of an instance that does not run: its state in the words of the service, if anybody saw it. */
export const explainNotRunning = (status: string | undefined): string =>
  status === undefined ? 'was not seen yet' : `is ${status}`
