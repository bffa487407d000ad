import { unreachable } from '../../model/unreachable.ts'
import type { LimitSet } from '../../schema/limit-sets.ts'
import type { OffersFault, SoldOutFault } from '../faults/faults.ts'
import type { Account } from '../state/sandbox-account.ts'
import { OTHER_LISTS } from '../state/sandbox-products.ts'
import type { LISTED, Operation } from './api-operation.ts'
import { browseClusters, browseCpuProducts, browseImages, browseProducts } from './browse.ts'
import { changeInstance, missing } from './change-instance.ts'
import { type ListInstances, type ListTrick, untoldIn, without } from './list-instances.ts'
import { makeInstance } from './make-instance.ts'
import { inForms } from './offers-form.ts'
import { inGet } from './present.ts'
import { isRecord, type Reply, refusal } from './reply.ts'
import { browseTemplates, makeTemplate } from './templates.ts'

/** A request whose key is good, read in full. */
export interface OperationRequest {
  readonly operation: Operation
  readonly query: URLSearchParams
  /** The parsed body; `undefined` when there was none, `unreadable` when it is not JSON. */
  readonly body: unknown
  readonly unreadable: boolean
  readonly tricks: readonly ListTrick[]
  /** What is sold out, beside what always is. */
  readonly stock: readonly SoldOutFault[]
  /** In which other forms lists are told. */
  readonly forms: readonly OffersFault[]
}

/** In what the sources disagree. */
export interface Terms {
  /** How an unknown instance is answered. */
  readonly missingStatus: 400 | 404
  /** How many variables an instance may have. */
  readonly limits: LimitSet
}

/** Does what a request asks for and gives the true answer. */
export function operate(
  request: OperationRequest,
  account: Account,
  list: ListInstances,
  { missingStatus, limits }: Terms,
): Reply {
  const { operation, query, body, stock } = request
  if (request.unreadable) return refusal(400, 'REQUEST', 'the body is not JSON')
  switch (operation) {
    case 'create':
      return makeInstance(body, account, { stock, limits })
    case 'list':
      return list(query, request.tricks, account)
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
      return changeInstance(operation, body, account, { missingStatus, limits, stock })
    case 'make-template':
      return makeTemplate(body, account)
    case 'products':
    case 'cpu-products':
    case 'clusters':
    case 'images':
    case 'auths':
    case 'storages':
    case 'networks':
    case 'templates':
    case 'jobs':
      return inForms(listOf(operation, request, account), request.forms)
    default:
      return unreachable(operation)
  }
}

function listOf(
  operation: (typeof LISTED)[number],
  { query, stock }: OperationRequest,
  account: Account,
): Reply {
  switch (operation) {
    case 'products':
      return browseProducts(query, stock)
    case 'cpu-products':
      return browseCpuProducts(query, stock)
    case 'clusters':
      return browseClusters()
    case 'images':
      return browseImages(query)
    case 'templates':
      return browseTemplates(account)
    case 'jobs':
      return { status: 200, body: { jobs: [], total: 0 } }
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

/** Some of the ways in which the list can mislead are ways of the get call too. */
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
  return { status: 200, body: without(untoldIn(tricks), inGet(present)) }
}
