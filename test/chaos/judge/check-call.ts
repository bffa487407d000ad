import type { InstanceOperation } from '../../../src/ledger/operation.ts'
import type { InstanceId, LedgerRecord, OperationRecord } from '../../../src/ledger/record.ts'
import {
  type EntryState,
  nameIn,
  type OwnedInstance,
  type State,
} from '../../../src/ledger/state.ts'
import { isMade, type Truth } from '../service/truth.ts'
import { type Entry, endOf } from '../story/entry.ts'
import type { Change, Order } from '../story/order.ts'

/** What speaks against a call that came to the service; `kind` says which promise it breaks. */
export interface Objection {
  readonly kind: 'doubled' | 'remade' | 'blind' | 'foreign' | 'strange' | 'change'
  readonly what: string
}

/** What was so when the call came: by the ledgers of the project, and in truth. */
export interface Known {
  readonly records: readonly LedgerRecord[]
  readonly state: State
  /** The operations that no line of the ledgers ends. */
  readonly open: readonly OperationRecord[]
  readonly truth: readonly Truth[]
}

export interface ChangeCall {
  readonly operation: Change
  readonly id: string
  /** What it asks for. */
  readonly body: unknown
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly hasListed: boolean
  /** This run of the program was given an answer when it asked for the instance. */
  readonly isLookedAt: boolean
  /** The file at the time, and what the person wants. */
  readonly entries: readonly Entry[]
  readonly order: Order
  /** Somebody saw the plan, and agreed to all of it. */
  readonly isAgreed: boolean
}

/** What the ledger calls a call: one that edits is of one step or of another. */
export function stepOf({
  operation,
  body,
}: Pick<ChangeCall, 'operation' | 'body'>): InstanceOperation {
  if (operation === 'to-monthly') return 'subscribe'
  if (operation !== 'edit') return operation
  return growthIn(body) > 0 ? 'grow-disk' : 'edit-ports'
}

/** By how much an edit lets a disk grow, in GB. */
export const growthIn = (body: unknown): number =>
  Number((body as { readonly expandRootDisk?: unknown }).expandRootDisk ?? 0)

/** A call that changes or ends an instance, as it comes. */
export function checkChange(call: ChangeCall, { state, open, truth }: Known): readonly Objection[] {
  const { operation, id, entries, hasListed, isLookedAt } = call
  const step = stepOf(call)
  const sent = `a ${step} of ${id}`
  const owner = ownerOf(id, state)
  const instance = truth.find((each) => each.id === id)
  const entry = entries.find(({ name }) => name === owner?.name)
  const others = open.filter((each) => each.id === id)
  const isIntended = others.some((each) => each.operation === step)
  const isOver = instance !== undefined && isReached(entry, instance, call.at)
  const change = (applies: boolean, what: string) => objections('change', applies, what)
  return [
    ...objections('foreign', owner === undefined, `${sent} came, which no ledger owns`),
    ...objections(
      'strange',
      instance === undefined || !isMade(instance),
      `${sent} came, which is a stranger's`,
    ),
    ...change(
      operation === 'delete' && owner?.protect === true,
      `${sent} came, which the ledger protects`,
    ),
    ...change(
      operation === 'delete' && entry?.protect === true,
      `${sent} came, which the file protects`,
    ),
    ...change(
      operation !== 'delete' && state.departed.has(id as InstanceId),
      `${sent} came, and it had counted as gone`,
    ),
    ...change(!isIntended, `${sent} came, and no ledger says that it was about to be sent`),
    ...others
      .filter((each) => each.operation !== step)
      .flatMap((each) => change(true, `${sent} came while its ${each.operation} was open`)),
    ...change(new Set(others.map(({ attempt }) => attempt)).size > 1, `${sent} is open twice`),
    ...objections(
      'doubled',
      operation === 'to-monthly' && instance?.isPrepaid === true,
      `${sent} came, which is paid in advance already`,
    ),
    ...change(!hasListed, `${sent} came though the account could not be listed`),
    ...change(!isLookedAt, `${sent} came, and nobody had looked at it`),
    ...change(
      operation === 'delete' &&
        !mayEnd(call.order, entry, isOver) &&
        !isReplaced(call, { state, truth }),
      `${sent} came, which nobody had asked for`,
    ),
  ]
}

/** Whether another instance runs in the place of one, as the ledger says, and that is allowed. */
function isReplaced(
  { id, order, isAgreed }: Pick<ChangeCall, 'id' | 'order' | 'isAgreed'>,
  { state, truth }: Pick<Known, 'state' | 'truth'>,
): boolean {
  if (!isAgreed && !(order.order === 'apply' && order.allow.includes('replace'))) return false
  const owned = [...state.entries.values()].flatMap(({ instances }) => instances)
  const by = owned.find((each) => each.id === id)?.supersededBy
  return truth.some((each) => each.id === by && each.status === 'running')
}

/** Whether an order ends an instance of this entry of the file, `undefined` for one that is in no file. */
function mayEnd(order: Order, entry: Entry | undefined, isOver: boolean): boolean {
  switch (order.order) {
    case 'destroy':
      return true
    case 'apply':
      return isOver || (order.prune && entry === undefined)
    case 'reap':
      return isOver
    case 'start':
    case 'stop':
      return false
  }
}

export const isReached = (entry: Entry | undefined, { createdAt }: Truth, at: number): boolean =>
  entry !== undefined && (endOf(entry, createdAt) ?? Number.POSITIVE_INFINITY) <= at

/** Whose an instance is by the ledgers: also of one that counted as gone in them, and that is there again. */
export function ownerOf(
  id: string,
  { entries, departed }: State,
): (Pick<OwnedInstance, 'protect' | 'spec'> & Pick<EntryState, 'name'>) | undefined {
  for (const { name, instances } of entries.values()) {
    const owned = instances.find((each) => each.id === id)
    if (owned !== undefined) return { name, protect: owned.protect, spec: owned.spec }
  }
  for (const [ended, { key, owned }] of departed) {
    if (ended === id) return { name: nameIn(key), protect: owned.protect, spec: owned.spec }
  }
  return undefined
}

export const objections = (
  kind: Objection['kind'],
  applies: boolean,
  what: string,
): readonly Objection[] => (applies ? [{ kind, what }] : [])

/** An entry, as a person would call it. */
export const label = (name: string | undefined): string =>
  name ? `"${name}"` : 'the entry without a name'
