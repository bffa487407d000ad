import { withFields } from '../../api/completed.ts'
import { isStopping, phaseOf } from '../../api/instance-phase.ts'
import { type InstanceDetails, instancesOf, isLive, isTold, type Remote } from '../../api/remote.ts'
import { addsUp, type InstanceOperation } from '../../ledger/operation.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { unreachable } from '../../model/unreachable.ts'
import { ownPorts, shownPorts } from '../../plan/difference.ts'
import {
  settingsIn,
  type WhichSettings,
  whichSettings,
} from '../../plan/in-place/container-settings.ts'
import { renewalSeen } from '../../plan/in-place/renewal-seen.ts'
import type { ApplyPorts } from '../ports.ts'
import type { Target } from './change-target.ts'

/** What asking for one instance by its id showed. */
export type Sight =
  | { readonly kind: 'seen'; readonly instance: InstanceDetails }
  /** The service said twice that it does not know the id. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unseen'; readonly why: string }

/** Asks for an instance. That it is gone counts when the service says so twice: a single refusal may be wrong. */
export async function lookAt(id: InstanceId, { get }: Pick<ApplyPorts, 'get'>): Promise<Sight> {
  const first = await get(id)
  const answer = first.kind === 'gone' ? await get(id) : first
  switch (answer.kind) {
    case 'ok':
      return answer.value.id === id
        ? { kind: 'seen', instance: answer.value }
        : { kind: 'unseen', why: 'the service answered with another instance' }
    case 'gone':
      return { kind: 'gone' }
    case 'not-offered':
    case 'failed':
      return { kind: 'unseen', why: answer.why }
    default:
      return unreachable(answer)
  }
}

/**
 * Asks for an instance, and takes from the list what the answer lacks and the operation has to know: by the documents neither
 * call tells all. Facts §3.1.
 */
export async function lookFor(
  { operation }: Pick<Target, 'operation'>,
  id: InstanceId,
  ports: Pick<ApplyPorts, 'get' | 'list'>,
): Promise<Sight> {
  const sight = await lookAt(id, ports)
  if (sight.kind !== 'seen') return sight
  const { instance } = sight
  const lacking = NEEDED[operation].filter((field) => !isTold(instance, field))
  if (lacking.length === 0) return sight
  const listed = instancesOf(await ports.list()).find((each) => each.id === id)
  if (listed === undefined) return sight
  const completed = withFields(instance, listed, new Set(lacking))
  return { kind: 'seen', instance: { ...instance, ...completed } }
}

/** What an operation has to know of an instance. */
export const NEEDED = {
  'edit-ports': ['ports'],
  'grow-disk': ['rootfsSize', 'ports'],
  start: [],
  upgrade: ['imageUrl', 'imageAuthId', 'command', 'entrypoint', 'envs', 'networkStorages'],
  stop: [],
  subscribe: ['billingMode'],
  renew: ['billingMode', 'endsAt'],
  'auto-renew': ['billingMode'],
  delete: [],
} as const satisfies Record<InstanceOperation, readonly (keyof InstanceDetails)[]>

/** A sight, and how far an operation has come by it. */
export interface View {
  readonly sight: Sight
  readonly progress: Progress
}

/** How far an operation has come. */
export type Progress =
  | 'there'
  /** On its way there: the service is at it. */
  | 'leading'
  /** Nothing of it is to be seen. */
  | 'not-begun'
  | 'unseen'
  /** What the instance shows fits before and after. */
  | 'untold'
  /** It is neither as it was nor as it is to be: somebody else changed it. */
  | 'other'
  /** It is gone by its id, and the list of the account still shows it. */
  | 'listed'
  /** It cannot come there any more: the instance is gone, or on its way out. */
  | 'vanished'
  /** Nor where the service reports an error of the instance. */
  | 'failed'

export function viewOf(target: Target, sight: Sight): View {
  switch (sight.kind) {
    case 'unseen':
      return { sight, progress: 'unseen' }
    case 'gone':
      return { sight, progress: target.operation === 'delete' ? 'there' : 'vanished' }
    case 'seen':
      return { sight, progress: progressOf(target, sight.instance) }
    default:
      return unreachable(sight)
  }
}

function progressOf(target: Target, instance: InstanceDetails): Progress {
  if (target.operation === 'delete') return deletionOf(instance)
  if (!isLive(instance)) return 'vanished'
  switch (target.operation) {
    case 'start':
    case 'stop':
      return switchOf(target.operation, instance)
    case 'edit-ports': {
      const { from, to, tools } = target
      if (instance.ports === undefined || from === undefined || to === undefined) return 'untold'
      const progress = between({ from, to }, ownPorts(instance.ports, to, tools))
      return keeping(target, instance, progress)
    }
    case 'grow-disk': {
      if (instance.rootfsSize === undefined) return 'untold'
      return keeping(target, instance, between(target, instance.rootfsSize))
    }
    case 'upgrade':
      return upgradeOf(target, instance)
    case 'subscribe':
      return subscriptionOf(instance)
    case 'renew':
      return instance.endsAt === undefined ? 'untold' : renewalSeen(target, instance.endsAt)
    case 'auto-renew':
      return 'untold'
    default:
      return unreachable(target)
  }
}

function deletionOf(instance: InstanceDetails): Progress {
  if (isLive(instance)) return 'not-begun'
  return phaseOf(instance) === 'gone' ? 'there' : 'leading'
}

function switchOf(operation: 'start' | 'stop', instance: InstanceDetails): Progress {
  const phase = phaseOf(instance)
  switch (phase) {
    case 'running':
      return operation === 'start' ? 'there' : 'not-begun'
    case 'stopped':
      return operation === 'stop' ? 'there' : 'not-begun'
    case 'moving':
      return isStopping(instance) === (operation === 'stop') ? 'leading' : 'not-begun'
    case 'failed':
      return 'failed'
    case 'gone':
      return 'vanished'
    default:
      return unreachable(phase)
  }
}

function between<Value extends number | readonly string[]>(
  { from, to }: { readonly from: Value; readonly to: Value },
  now: Value,
): Progress {
  if (String(now) === String(to)) return 'there'
  return String(now) === String(from) ? 'not-begun' : 'other'
}

/** What took ports along that it was to leave is not as it was to be. */
const keeping = (target: Target, instance: InstanceDetails, progress: Progress): Progress =>
  progress === 'there' && lostPorts(target, instance).length > 0 ? 'other' : progress

/** The ports that a change was to leave open, and that an instance does not show any more. */
export function lostPorts(target: Target, { ports }: InstanceDetails): readonly string[] {
  if (!('kept' in target) || ports === undefined) return []
  const shown = shownPorts(ports)
  return target.kept.filter((port) => !shown.includes(port))
}

function subscriptionOf({ billingMode }: InstanceDetails): Progress {
  switch (billingMode?.toLowerCase()) {
    case undefined:
      return 'untold'
    case 'monthly':
      return 'there'
    case 'ondemand':
      return 'not-begun'
    default:
      return 'other'
  }
}

/** A container that comes back from its reset runs; one that does not is neither here nor there. */
function upgradeOf(
  target: Extract<Target, { readonly operation: 'upgrade' }>,
  instance: InstanceDetails,
): Progress {
  const phase = phaseOf(instance)
  switch (phase) {
    case 'running':
      return SETTINGS_PROGRESS[whichSettings(settingsIn(instance), target)]
    case 'moving':
      return isStopping(instance) ? 'other' : 'leading'
    case 'stopped':
      return 'other'
    case 'failed':
      return 'failed'
    case 'gone':
      return 'vanished'
    default:
      return unreachable(phase)
  }
}

const SETTINGS_PROGRESS = {
  to: 'there',
  from: 'not-begun',
  neither: 'other',
  untold: 'untold',
} as const satisfies Record<WhichSettings, Progress>

/**
 * Whether a list has to confirm that an instance is gone: where that ends a deletion, and where a growth or a payment would
 * be given up, which the next run would send once more.
 */
export const isToBeConfirmed = (operation: InstanceOperation, { progress, sight }: View): boolean =>
  (operation === 'delete' && progress === 'there') ||
  (addsUp(operation) && progress === 'vanished' && sight.kind === 'gone')

/**
 * The view of what seems to be gone beside a list: an instance has ended only where its list does not show it, unless as removed. A
 * service that forgets an instance which it still runs shows it there.
 */
export function besideList(view: View, id: InstanceId, remote: Remote): View {
  if (remote.kind !== 'complete') {
    const why = `the account could not be listed in full: ${remote.why}`
    return { sight: { kind: 'unseen', why }, progress: 'unseen' }
  }
  const shown = remote.instances.find((each) => each.id === id)
  return shown === undefined || phaseOf(shown) === 'gone' ? view : { ...view, progress: 'listed' }
}
