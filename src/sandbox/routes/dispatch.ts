import { unreachable } from '../../model/unreachable.ts'
import type { Account } from '../state/sandbox-account.ts'
import { OTHER_LISTS } from '../state/sandbox-products.ts'
import type { Operation } from './api-operation.ts'
import { browseClusters, browseCpuProducts, browseImages, browseProducts } from './browse.ts'
import { changeInstance, missing } from './change-instance.ts'
import type { ListInstances, ListTrick } from './list-instances.ts'
import { makeInstance } from './make-instance.ts'
import { inGet } from './present.ts'
import { isRecord, type Reply, refusal } from './reply.ts'

/** A request whose key is good, read in full. */
export interface OperationRequest {
  readonly operation: Operation
  readonly query: URLSearchParams
  /** The parsed body; `undefined` when there was none, `unreadable` when it is not JSON. */
  readonly body: unknown
  readonly unreadable: boolean
  readonly tricks: readonly ListTrick[]
}

/** Does what a request asks for and gives the true answer. */
export function operate(
  request: OperationRequest,
  account: Account,
  list: ListInstances,
  missingStatus: 400 | 404,
): Reply {
  const { operation, query, body } = request
  if (request.unreadable) return refusal(400, 'REQUEST', 'the body is not JSON')
  switch (operation) {
    case 'create':
      return makeInstance(body, account)
    case 'list':
      return list(query, request.tricks)
    case 'get':
      return getInstance(request, account, missingStatus)
    case 'delete':
    case 'start':
    case 'stop':
    case 'restart':
    case 'edit':
    case 'upgrade':
    case 'to-monthly':
    case 'renew':
    case 'auto-renew':
      return changeInstance(operation, body, account, missingStatus)
    case 'products':
      return browseProducts(query)
    case 'cpu-products':
      return browseCpuProducts(query)
    case 'clusters':
      return browseClusters()
    case 'images':
      return browseImages(query)
    case 'auths':
    case 'storages':
    case 'networks':
      return { status: 200, body: OTHER_LISTS[operation] }
    default:
      return unreachable(operation)
  }
}

/** The id that a body or a query names. A get with a JSON body is accepted by the live service too. Facts §3.3. */
export const instanceIdIn = (body: unknown): string =>
  isRecord(body) && typeof body.instanceId === 'string' ? body.instanceId : ''

/** Two of the ways in which the list can mislead are ways of the get call too. */
function getInstance(
  { query, body, tricks }: OperationRequest,
  account: Account,
  missingStatus: 400 | 404,
): Reply {
  const id = query.get('instanceId') ?? instanceIdIn(body)
  if (id === '') return refusal(400, 'VALIDATOR_PARAM', 'instanceId is required', ['instanceId'])
  const hows = tricks.map(({ fault }) => fault.how)
  const present = account.find(id, hows.includes('lingering') ? 'lingering' : undefined)
  if (present === undefined) return missing(id, missingStatus)
  account.shown([present.instance])
  const { envs, ...shown } = inGet(present)
  const isTold = envs !== undefined && !hows.includes('no-envs')
  return { status: 200, body: isTold ? { ...shown, envs } : shown }
}
