import { unreachable } from '../../model/unreachable.ts'
import { sentAlong } from '../routes/change-instance.ts'
import { newId } from '../routes/make-instance.ts'
import { readPorts } from '../routes/port-list.ts'
import { PATHS } from '../state/lifecycle.ts'
import type { Account, Present } from '../state/sandbox-account.ts'
import { CLUSTERS, GPU_PRODUCTS } from '../state/sandbox-products.ts'
import type { PrivateParts, StoredInstance } from '../state/stored-instance.ts'
import type { Change } from './faults.ts'

/**
 * Changes the account as somebody else would: without any of the checks that the operations make. Tells the ids
 * it touched; none when no instance fits.
 */
export function meanwhile(change: Change, account: Account): readonly string[] {
  if (change.change === 'twin') {
    const sibling = account.present().findLast(({ instance }) => instance.name === change.name)
    const twin = twinOf(change, sibling?.instance, account.now() - (change.agoMs ?? 0))
    const privates = sibling?.privates ?? { envs: [], command: '', entrypoint: '' }
    account.put(twin, {
      envs: change.envs ?? privates.envs,
      command: change.command ?? privates.command,
      entrypoint: change.entrypoint ?? privates.entrypoint,
    })
    return [twin.id]
  }
  const meant = account.present().filter((present) => isMeant(change, present))
  for (const present of meant) {
    account.put(changed(present.instance, change, account.now()), privatesAfter(change, present))
  }
  return meant.map(({ instance }) => instance.id)
}

/** What is on its way out stays so, whatever else somebody wants; it can only vanish sooner. */
const isMeant = (change: Exclude<Change, { change: 'twin' }>, { instance }: Present): boolean =>
  (change.name === undefined || change.name === instance.name) &&
  (change.id === undefined || change.id === instance.id) &&
  (change.change === 'vanish' || instance.path.at(-1) !== 'removed')

function changed(
  instance: StoredInstance,
  change: Exclude<Change, { change: 'twin' }>,
  now: number,
): StoredInstance {
  switch (change.change) {
    case 'stop':
      return { ...sentAlong(instance, ['exited'], now), stoppedAt: now }
    case 'start':
      return { ...sentAlong(instance, ['running'], now), startedAt: now }
    case 'delete':
      return sentAlong(instance, PATHS.delete, now)
    case 'vanish':
      return sentAlong(instance, [], now)
    case 'reclaim':
      return { ...sentAlong(instance, PATHS.stop, now), reclaimedAt: now, stoppedAt: now }
    case 'freeze':
      return sentAlong(instance, [change.status ?? 'freezing'], now)
    case 'ports':
      return { ...instance, ports: portsOf(change.ports) }
    case 'resize':
      return { ...instance, rootfsSize: change.rootfsSize }
    case 'image':
      return { ...instance, imageUrl: change.imageUrl }
    case 'rename':
      return { ...instance, name: change.to }
    case 'container':
      return change.storageId === undefined
        ? instance
        : { ...instance, mounts: [...instance.mounts, byHand(change.storageId)] }
    case 'env':
      return instance
    default:
      return unreachable(change)
  }
}

const byHand = (id: string) => ({ id, mountPoint: '/by-hand' })

/** What is kept in memory only, where that is what changes. */
function privatesAfter(change: Change, { privates }: Present): PrivateParts | undefined {
  const before = privates ?? { envs: [], command: '', entrypoint: '' }
  if (change.change === 'container') {
    const { command = before.command, entrypoint = before.entrypoint } = change
    return { ...before, command, entrypoint }
  }
  if (change.change !== 'env') return undefined
  const others = before.envs.filter(({ key }) => key !== change.key)
  return { ...before, envs: [...others, { key: change.key, value: change.value }] }
}

function portsOf(text: string): StoredInstance['ports'] {
  const ports = readPorts(text)
  if (typeof ports === 'string') throw new Error(ports)
  return ports
}

/** Like the newest instance of this name, with its own id; else a plain one of the first product. */
function twinOf(
  {
    name,
    productId,
    gpuNum,
    rootfsSize,
    imageUrl,
    ports,
    month,
    networkId,
  }: Extract<Change, { change: 'twin' }>,
  sibling: StoredInstance | undefined,
  now: number,
): StoredInstance {
  const product = GPU_PRODUCTS.find(({ id }) => id === productId) ?? GPU_PRODUCTS[0]
  const plain = {
    kind: 'gpu',
    productId: product?.id ?? '',
    productName: product?.name ?? '',
    clusterId: CLUSTERS[0]?.id ?? '',
    cpuNum: product?.cpuPerGpu ?? 0,
    memory: product?.memoryPerGpu ?? 0,
    gpuNum: 1,
    rootfsSize: 60,
    imageUrl: 'pytorch/pytorch:latest',
    imageAuthId: '',
    ports: [],
    toolPorts: 0,
    mounts: [],
    networkId: '',
    month: 0,
    billingMode: 'onDemand',
  } as const
  const base = sibling !== undefined && productId === undefined ? sibling : plain
  return {
    ...base,
    ...(gpuNum === undefined ? {} : { gpuNum }),
    ...(rootfsSize === undefined ? {} : { rootfsSize }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(ports === undefined ? {} : { ports: portsOf(ports) }),
    ...(networkId === undefined ? {} : { networkId }),
    ...(month === undefined ? {} : { month, billingMode: month > 0 ? 'monthly' : 'onDemand' }),
    id: newId(),
    name,
    createdAt: now,
    startedAt: now,
    stoppedAt: 0,
    path: PATHS.create,
    since: now,
    error: undefined,
    stuckUntil: undefined,
    reclaimedAt: undefined,
  }
}
