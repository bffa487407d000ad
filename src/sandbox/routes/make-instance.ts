import { randomBytes } from 'node:crypto'
import { unreachable } from '../../model/unreachable.ts'
import type { CreateInstanceBody } from '../../schema/instances.generated.ts'
import { type LimitSet, withRaisedLimits } from '../../schema/limit-sets.ts'
import type { SchemaError } from '../../schema/schema-error.ts'
import { validateCreateBody } from '../../schema/validate.generated.ts'
import { PATHS } from '../state/lifecycle.ts'
import type { Shortage } from '../state/product-terms.ts'
import type { Account } from '../state/sandbox-account.ts'
import type { PrivateParts, StoredInstance } from '../state/stored-instance.ts'
import { asUnderstood } from './normalise-body.ts'
import { billingModeOf, clusterFor, offerFor } from './offer.ts'
import { MAX_PORTS, portsProblem, readPorts } from './port-list.ts'
import { isRecord, type Reply, refusal } from './reply.ts'

/** By the limits of the current page what the reference page refuses is taken: `limits: current` can be tried. */
const CHECKS = {
  reference: validateCreateBody,
  current: withRaisedLimits(validateCreateBody),
} as const satisfies Record<LimitSet, unknown>

interface Making {
  /** What is sold out, beside what always is. */
  readonly stock: readonly Shortage[]
  readonly limits: LimitSet
}

/**
 * The create call: checks the body against the published specification, then against the catalogue, and makes a
 * new instance every time. There is no unique name and no idempotency. Facts §1, §10.
 */
export function makeInstance(body: unknown, account: Account, { stock, limits }: Making): Reply {
  if (!isRecord(body)) return refusal(400, 'REQUEST', 'the body is not a JSON object')
  const understood = asUnderstood(body)
  const [error] = CHECKS[limits](understood)
  if (error !== undefined) {
    const field = error.instancePath.slice(1).replaceAll('/', '.')
    const message = `${field === '' ? 'body' : field}: ${inWords(error)}`
    return refusal(400, 'VALIDATOR_PARAM', message, [field])
  }
  const wish = understood as unknown as CreateInstanceBody
  const ports = readPorts(wish.ports ?? '')
  if (typeof ports === 'string') return refusal(400, 'VALIDATOR_PARAM', ports, ['ports'])
  const tools = (wish.tools ?? []).map(({ port, type }) => ({ port: Number(port), type }))
  const problem = portsProblem([...ports, ...tools])
  if (problem !== undefined) return refusal(400, 'VALIDATOR_PARAM', problem, ['tools'])
  if (ports.length + tools.length > MAX_PORTS) {
    return refusal(400, 'VALIDATOR_PARAM', `ports and tools take more than ${MAX_PORTS} ports`)
  }

  const offer = offerFor(wish, stock)
  if ('status' in offer) return offer
  const cluster = clusterFor(wish, offer)
  if ('status' in cluster) return cluster

  const at = account.now()
  const instance: StoredInstance = {
    id: newId(),
    name: wish.name ?? '',
    kind: wish.kind,
    productId: wish.productId,
    productName: offer.productName,
    clusterId: cluster.id,
    cpuNum: offer.cpuNum,
    memory: offer.memory,
    gpuNum: offer.gpuNum,
    rootfsSize: offer.rootfsSize,
    imageUrl: wish.imageUrl,
    imageAuthId: wish.imageAuthId ?? '',
    ports,
    toolPorts: tools.length,
    tools,
    mounts: (wish.networkStorages ?? []).map(({ Id, mountPoint }) => ({ id: Id, mountPoint })),
    networkId: wish.networkId ?? '',
    month: wish.month ?? 0,
    billingMode: billingModeOf(wish),
    createdAt: at,
    startedAt: at,
    stoppedAt: 0,
    path: PATHS.create,
    since: at,
    error: undefined,
    stuckUntil: undefined,
    reclaimedAt: undefined,
  }
  const privates: PrivateParts = {
    envs: (wish.envs ?? []).map(({ key, value }) => ({ key, value })),
    command: wish.command ?? '',
    entrypoint: wish.entrypoint ?? '',
  }
  account.put(instance, privates)
  return { status: 200, body: { id: instance.id } }
}

/** A fresh instance id: 16 hex digits. Facts §1.1. */
export const newId = (): string => randomBytes(8).toString('hex')

function inWords(error: SchemaError): string {
  switch (error.keyword) {
    case 'type':
      return `must be ${[error.params.type].flat().join(' or ')}`
    case 'required':
      return `${error.params.missingProperty} is required`
    case 'additionalProperties':
      return `${error.params.additionalProperty} is unknown`
    case 'minLength':
    case 'maxLength':
    case 'minimum':
    case 'maximum':
    case 'maxItems':
    case 'maxProperties':
      return `${error.keyword} is ${error.params.limit}`
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`
    case 'pattern':
      return `must match ${error.params.pattern}`
    default:
      return unreachable(error)
  }
}
