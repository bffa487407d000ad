import { unreachable } from '../../model/unreachable.ts'
import { LIMIT_SETS, type LimitSet } from '../../schema/limit-sets.ts'
import { PATHS } from '../state/lifecycle.ts'
import type { Shortage } from '../state/product-terms.ts'
import type { Account, Present } from '../state/sandbox-account.ts'
import { CPU_PRODUCTS, GPU_PRODUCTS } from '../state/sandbox-products.ts'
import type { PrivateParts, SandboxPort, StoredInstance } from '../state/stored-instance.ts'
import type { ChangeOperation } from './api-operation.ts'
import { isInStock, soldOut } from './offer.ts'
import { MAX_PORTS, portsProblem } from './port-list.ts'
import { isRecord, type Reply, refusal } from './reply.ts'

interface Changing {
  readonly missingStatus: 400 | 404
  readonly limits: LimitSet
  readonly stock: readonly Shortage[]
}

/** Carries out a change of one instance, as its owner asked for it. Facts §3. */
export function changeInstance(
  operation: ChangeOperation,
  body: unknown,
  account: Account,
  { missingStatus, limits, stock }: Changing,
): Reply {
  if (!isRecord(body) || typeof body.instanceId !== 'string' || body.instanceId === '') {
    return refusal(400, 'VALIDATOR_PARAM', 'instanceId is required', ['instanceId'])
  }
  const present = account.find(body.instanceId)
  if (present === undefined) return missing(body.instanceId, missingStatus)
  switch (operation) {
    case 'delete':
      return deleteInstance(present, account)
    case 'start':
      // The GPUs of a stopped instance are anybody's. Facts §3.3.
      return isInStock(present.instance, stock) || present.status !== 'exited'
        ? moveInstance(present, account, 'start', 'exited')
        : soldOut(present.instance.productId)
    case 'stop':
      return moveInstance(present, account, 'stop', 'running')
    case 'restart':
      return moveInstance(present, account, 'restart', 'running')
    case 'edit':
      return editInstance(present, account, body)
    case 'upgrade':
      return upgradeInstance(present, account, body, LIMIT_SETS[limits].envs)
    case 'to-monthly':
      return toMonthly(present, account, body)
    case 'renew':
      return renewInstance(present, account, body)
    case 'auto-renew':
      return setAutoRenew(present, account, body)
    default:
      return unreachable(operation)
  }
}

/** The refusal for an id that the account does not show; the sources disagree on its status. Facts §3.1. */
export const missing = (id: string, status: 400 | 404): Reply =>
  refusal(status, 'RESOURCE_NOT_FOUND', `instance ${id} not found`, [id])

/** An instance sent along one of its paths from now on. */
export const sentAlong = (
  instance: StoredInstance,
  path: readonly string[],
  now: number,
): StoredInstance => ({ ...instance, path, since: now, error: undefined, stuckUntil: undefined })

function deleteInstance({ instance, status }: Present, account: Account): Reply {
  if (instance.month > 0) {
    const message = 'a prepaid instance cannot be released'
    return refusal(400, 'PREPAID_INSTANCE_NOT_SUPPORT_RELEASE', message, [instance.id])
  }
  if ((PATHS.delete as readonly string[]).includes(status)) return invalidChange(instance.id)
  account.put(sentAlong(instance, PATHS.delete, account.now()))
  return { status: 200, body: undefined }
}

function moveInstance(
  { instance, status }: Present,
  account: Account,
  move: 'start' | 'stop' | 'restart',
  from: string,
): Reply {
  if (status !== from) return invalidChange(instance.id)
  const now = account.now()
  const moved = sentAlong(instance, PATHS[move], now)
  account.put(
    move === 'stop'
      ? { ...moved, stoppedAt: now }
      : { ...moved, startedAt: now, reclaimedAt: undefined },
  )
  return { status: 200, body: { instanceId: instance.id, state: PATHS[move][0] } }
}

const invalidChange = (id: string) =>
  refusal(400, 'DEPENDENT_RESOURCE_STATE', 'invalid state change', [id])

function editInstance(
  { instance }: Present,
  account: Account,
  body: Readonly<Record<string, unknown>>,
): Reply {
  let edited = instance
  if (body.ports !== undefined) {
    if (!Array.isArray(body.ports) || !body.ports.every(isRecord)) return badField('ports')
    const ports: SandboxPort[] = body.ports.map(({ port, type }) => ({
      port: Number(port),
      type: String(type),
    }))
    const problem = portsProblem(ports)
    if (problem !== undefined) return refusal(400, 'VALIDATOR_PARAM', problem, ['ports'])
    if (ports.length + instance.toolPorts > MAX_PORTS) return badField('ports')
    edited = { ...edited, ports }
  }
  const growth = body.expandRootDisk ?? 0
  if (typeof growth !== 'number' || !Number.isInteger(growth) || growth < 0) {
    return badField('expandRootDisk')
  }
  const rootfsSize = instance.rootfsSize + growth
  if (growth > 0 && rootfsSize > largestDisk(instance)) return badField('expandRootDisk')
  account.put({ ...edited, rootfsSize })
  return { status: 200, body: undefined }
}

const badField = (field: string) =>
  refusal(400, 'VALIDATOR_PARAM', `${field} is missing or not allowed`, [field])

const largestDisk = ({ productId }: StoredInstance): number =>
  GPU_PRODUCTS.find(({ id }) => id === productId)?.maxRootFS ??
  (CPU_PRODUCTS.some(({ id }) => id === productId) ? 6144 : 0)

function upgradeInstance(
  { instance }: Present,
  account: Account,
  body: Readonly<Record<string, unknown>>,
  maxEnvs: number,
): Reply {
  const { imageUrl, envs, command, entrypoint, save, networkVolume } = body
  if (typeof imageUrl !== 'string' || imageUrl === '') return badField('imageUrl')
  if (!Array.isArray(envs) || !envs.every(isEnv)) return badField('envs')
  if (envs.length > maxEnvs) {
    return refusal(400, 'VALIDATOR_PARAM', `envs: maxItems is ${maxEnvs}`, ['envs'])
  }
  if (typeof command !== 'string') return badField('command')
  if (typeof entrypoint !== 'string') return badField('entrypoint')
  if (typeof save !== 'boolean') return badField('save')
  const volumes = isRecord(networkVolume) ? networkVolume.volumeMounts : undefined
  if (!Array.isArray(volumes) || !volumes.every(isMount)) return badField('networkVolume')
  const privates: PrivateParts = {
    envs: envs.map(({ key, value }) => ({ key, value })),
    command,
    entrypoint,
  }
  const upgraded: StoredInstance = {
    ...sentAlong(instance, PATHS.upgrade, account.now()),
    imageUrl,
    imageAuthId: typeof body.imageAuthId === 'string' ? body.imageAuthId : '',
    mounts: volumes.map(({ id, mountPath }) => ({ id, mountPoint: mountPath })),
  }
  account.put(upgraded, privates)
  return { status: 200, body: undefined }
}

/** From pay as you go to months, which count from now. There is no way back. Facts §3.2. */
function toMonthly(
  { instance }: Present,
  account: Account,
  body: Readonly<Record<string, unknown>>,
): Reply {
  const month = monthsIn(body)
  if (month === undefined) return badField('month')
  if (instance.billingMode !== 'onDemand') return invalidChange(instance.id)
  const paidFrom = account.now()
  account.put({ ...instance, month, billingMode: 'monthly', paidFrom })
  return { status: 200, body: undefined }
}

/** Each call adds months: the service has no way to say until when. */
function renewInstance(
  { instance }: Present,
  account: Account,
  body: Readonly<Record<string, unknown>>,
): Reply {
  const month = monthsIn(body)
  if (month === undefined) return badField('month')
  if (instance.billingMode !== 'monthly') return invalidChange(instance.id)
  account.put({ ...instance, month: instance.month + month })
  return { status: 200, body: undefined }
}

/** Nothing shows it afterwards. Facts §3.2. */
function setAutoRenew(
  { instance }: Present,
  account: Account,
  body: Readonly<Record<string, unknown>>,
): Reply {
  const { autoRenew, autoRenewMonth = 1 } = body
  if (typeof autoRenew !== 'boolean') return badField('autoRenew')
  if (!isMonths(autoRenewMonth)) return badField('autoRenewMonth')
  if (instance.billingMode !== 'monthly') return invalidChange(instance.id)
  account.put({ ...instance, autoRenew: autoRenew ? autoRenewMonth : 0 })
  return { status: 200, body: undefined }
}

const monthsIn = ({ month }: Readonly<Record<string, unknown>>): number | undefined =>
  isMonths(month) ? month : undefined

const isMonths = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 12

const isEnv = (value: unknown): value is { key: string; value: string } =>
  isRecord(value) && typeof value.key === 'string' && typeof value.value === 'string'

const isMount = (value: unknown): value is { id: string; mountPath: string } =>
  isRecord(value) && typeof value.id === 'string' && typeof value.mountPath === 'string'
