import type { Json } from '../../model/secret.ts'
import { type Present, sandboxPassword } from '../state/sandbox-account.ts'
import { CLUSTERS } from '../state/sandbox-products.ts'

/**
 * An instance as the list shows it: numbers as strings where the live service does so, secrets included, and no
 * member for what is never read back (tools, imageAuth, month, …). Facts §2.3.
 */
export function inList(present: Present): { readonly [key: string]: Json } {
  const { instance, status, privates } = present
  const settled = status === instance.path.at(-1)
  return {
    id: instance.id,
    name: instance.name,
    clusterId: instance.clusterId,
    clusterName: CLUSTERS.find(({ id }) => id === instance.clusterId)?.name ?? '',
    status,
    statusError: (settled ? instance.error : undefined) ?? { state: '', message: '' },
    kind: instance.kind,
    billingMode: instance.billingMode,
    productId: instance.productId,
    productName: instance.productName,
    cpuNum: String(instance.cpuNum),
    memory: String(instance.memory),
    gpuNum: String(instance.gpuNum),
    rootfsSize: instance.rootfsSize,
    imageUrl: instance.imageUrl,
    imageAuthId: instance.imageAuthId,
    ...privates,
    portMappings: instance.ports.map(({ port, type }) => ({
      port,
      type,
      endpoint: endpoint(instance.id, instance.clusterId, port, type),
    })),
    volumeMounts: instance.mounts.map(({ id, mountPoint }) => ({
      type: 'network',
      id,
      size: '500',
      mountPath: mountPoint,
    })),
    endTime:
      instance.month > 0
        ? seconds((instance.paidFrom ?? instance.createdAt) + instance.month * MONTH_MS)
        : '-1',
    spotStatus:
      instance.billingMode !== 'spot'
        ? ''
        : instance.reclaimedAt === undefined
          ? 'running'
          : 'terminated',
    spotReclaimTime: instance.reclaimedAt === undefined ? '0' : seconds(instance.reclaimedAt),
    createdAt: seconds(instance.createdAt),
    lastStartedAt: seconds(instance.startedAt),
    lastStoppedAt: seconds(instance.stoppedAt),
    sshPassword: sandboxPassword(instance.id),
  }
}

/** An instance as the get shows it: the list's members and how to connect, passwords included. Facts §3.1. */
export function inGet(present: Present): { readonly [key: string]: Json } {
  const { instance, status } = present
  const isRunning = status === 'running'
  const password = sandboxPassword(instance.id)
  return {
    ...inList(present),
    network: { id: instance.networkId, ip: instance.networkId === '' ? '' : '10.0.0.8' },
    connectComponentSSH: {
      sshCommand: `ssh -p ${assignedPort(instance.id, 22)} root@proxy.${instance.clusterId}.gpu-instance.ppinfra.com`,
      user: 'root',
      password,
      isRunning,
    },
    connectComponentWebTerminal: {
      address: `https://${instance.id}-2224.${instance.clusterId}.gpu-instance.ppinfra.com`,
      username: 'root',
      password,
      isRunning,
    },
    connectComponentJupyter: { port: '', address: '', isRunning: false },
    connectComponentLog: { systemLogAddress: '', instanceLogAddress: '', isRunning },
    jobs: [],
    node: [],
    freeStorageSize: 60,
    keepDataDay: 7,
  }
}

const MONTH_MS = 30 * 24 * 3600 * 1000

const seconds = (ms: number): string => String(Math.floor(ms / 1000))

const endpoint = (id: string, clusterId: string, port: number, type: string): string =>
  type === 'http'
    ? `https://${id}-${port}.${clusterId}.gpu-instance.ppinfra.com`
    : `proxy.${clusterId}.gpu-instance.ppinfra.com:${assignedPort(id, port)}`

const assignedPort = (id: string, port: number): number =>
  30000 + ((Number.parseInt(id.slice(0, 6), 16) + port) % 20000)
