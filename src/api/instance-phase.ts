import { isLive, type RemoteInstance } from './remote.ts'
import { isReclaimed, isTakenBack } from './spot-reclaim.ts'
import { isDocumented } from './state-word.ts'

/** Where an instance is on its way, as far as its status says. Facts §2.4. */
export type Phase =
  | 'running'
  /** It reports an error. */
  | 'failed'
  | 'stopped'
  | 'gone'
  /** On its way to another state, or in one whose word nobody documents. */
  | 'moving'

export function phaseOf(instance: RemoteInstance): Phase {
  if (!isLive(instance)) return instance.status.toLowerCase() === 'removed' ? 'gone' : 'moving'
  if (hasFailed(instance)) return 'failed'
  switch (instance.status.toLowerCase()) {
    case 'running':
      return 'running'
    case 'exited':
      return 'stopped'
    default:
      return 'moving'
  }
}

/**
 * Whether the service reports an error of the instance, or an end that nobody asked for: it was frozen for its account, or a
 * spot instance was reclaimed. Only the words that are documented, and those that can mean nothing else, count.
 */
export const hasFailed = (instance: RemoteInstance): boolean =>
  instance.statusError !== undefined || FAILED.test(instance.status) || isReclaimed(instance)

const FAILED = /^(?:freez|froz|fail|error)|(?:fail|failed|error)$/i

/** Whether an instance does not run any more: it was stopped, or the service took it back. What it costs then has no price. */
export const isAtRest = (instance: RemoteInstance): boolean =>
  phaseOf(instance) === 'stopped' || (isLive(instance) && isTakenBack(instance))

/** Whether an instance is on its way to a stop. Facts §2.4. */
export const isStopping = ({ status }: Pick<RemoteInstance, 'status'>): boolean =>
  /^(?:to)?stop/i.test(status)

/**
 * Whether nobody can tell from its state that an instance runs or will: there is none, or the word is in no document, and
 * does not say that something goes on.
 */
export const isUnclear = ({ status }: RemoteInstance): boolean =>
  !(isDocumented(status) || GOES_ON.test(status)) || /^unknown$/i.test(status)

const GOES_ON = /^(?:pending|queued)$|ing$|^to[A-Z]/

/** The state of an instance with all that the service says of it, in its own words. */
export const stateWords = ({
  status,
  statusError,
  spotStatus,
}: Pick<RemoteInstance, 'status' | 'statusError' | 'spotStatus'>): string =>
  [
    status === '' ? '(no state)' : status,
    ...(statusError === undefined ? [] : [`(${statusError})`]),
    ...(isReclaimed({ spotStatus }) ? [`(spot: ${spotStatus})`] : []),
  ].join(' ')

/** What the list shows of an instance, beside what came of asking for it. */
export const toldTwice = (shown: RemoteInstance, other: string): string =>
  `the list shows ${shown.id} as ${stateWords(shown)}; ${other}`
