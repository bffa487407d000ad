import { statusAfter, stepsMade } from '../../../src/sandbox/state/lifecycle.ts'
import type { PrivateParts, StoredInstance } from '../../../src/sandbox/state/stored-instance.ts'
import type { Pace } from '../story/scenario.ts'
import { mountsText, portsText, type Settings } from './settings.ts'

/** An instance as the service knows it: the truth. */
export interface Truth {
  readonly id: string
  /** As it is called now. */
  readonly name: string
  /** As a create call of the program asked for it, `''` for none; `undefined` for somebody else's. */
  readonly askedName: string | undefined
  /** As of now; `undefined` once nothing of it is left. */
  readonly status: string | undefined
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** It is on its way out, or gone. */
  readonly isLeaving: boolean
  readonly isPrepaid: boolean
  /** What was asked for last shows in its settings, and has not begun. */
  readonly isYetToBegin: boolean
  /** What of it failed or is to fail, as the service calls it; `undefined` for nothing. */
  readonly failure: string | undefined
  /** The other instance that the service made of the same call; `undefined` where it made one, as it should. */
  readonly twin: string | undefined
  /** Where it is. */
  readonly clusterId: string
  readonly settings: Settings
}

/** What the program made. */
export interface Made extends Truth {
  readonly askedName: string
}

export const isMade = (each: Truth): each is Made => each.askedName !== undefined

/** Nothing is billed any more. */
export const isGone = ({ status }: Pick<Truth, 'status'>): boolean =>
  status === undefined || status === 'removed'

/** What is known of an instance besides what the service keeps of it. */
interface Beside {
  readonly askedName: string | undefined
  readonly twin: string | undefined
  /** What the service keeps in memory only. */
  readonly privates: PrivateParts | undefined
}

export function truthOf(
  instance: StoredInstance,
  { askedName, twin, privates }: Beside,
  { stepMs, removedLingers }: Pace,
  now: number,
): Truth {
  const { id, name, createdAt, path, month, clusterId } = instance
  const steps = stepsMade(instance, { by: 'clock', stepMs }, now, 0)
  return {
    id,
    name,
    askedName,
    status: statusAfter(instance, steps, removedLingers),
    createdAt,
    isLeaving: path.length === 0 || path.at(-1) === 'removed',
    isPrepaid: month > 0,
    isYetToBegin: steps === 0 && path[0] === 'running' && path.length > 1,
    failure: instance.error?.state,
    twin,
    clusterId,
    settings: {
      ports: portsText(instance.ports),
      tools: portsText(instance.tools ?? []),
      disk: instance.rootfsSize,
      gpus: instance.gpuNum,
      image: instance.imageUrl,
      command: privates?.command,
      entrypoint: privates?.entrypoint,
      mounts: mountsText(instance.mounts),
      envs: privates && new Map(privates.envs.map(({ key, value }) => [key, value])),
    },
  }
}

/** Whether an instance has come to where it is going, as far as its time tells. */
export const isAtRest = (instance: StoredInstance, { status, isYetToBegin }: Truth): boolean =>
  status === undefined ||
  (status === instance.path.at(-1) && !isYetToBegin) ||
  instance.stuckUntil !== undefined
