import { isLive, type RemoteInstance } from './remote.ts'

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
  if (instance.statusError !== undefined) return 'failed'
  switch (instance.status.toLowerCase()) {
    case 'running':
      return 'running'
    case 'exited':
    case 'freezing':
      return 'stopped'
    default:
      return 'moving'
  }
}
