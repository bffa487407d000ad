import { isGone } from '../service/truth.ts'
import type { Entry } from '../story/entry.ts'
import type { Order } from '../story/order.ts'
import { isReached, type Known, label, type Objection, objections } from './check-call.ts'

interface CreateCall {
  /** `''` for none. */
  readonly name: string
  /** This run of the program has been given a list of the account. */
  readonly hasListed: boolean
  /** Somebody saw the plan, and agreed to all of it. */
  readonly isAgreed: boolean
  /** The file at the time. */
  readonly entries: readonly Entry[]
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** A create call as it comes: nothing is made yet. */
export function checkCreate(
  { name, hasListed, isAgreed, entries, at }: CreateCall,
  { records, state, open, truth }: Known,
): readonly Objection[] {
  const entry = [...state.entries.values()].find((each) => (each.name ?? '') === name)
  const owned = new Set<string>(entry?.instances.map(({ id }) => id))
  const left = truth.filter(({ id }) => owned.has(id))
  const isRemade = !isAgreed && left.length > 0 && left.every(({ isLeaving }) => isLeaving)
  const isOpenTwice = (entry?.open.length ?? 0) > 1
  const unsettled = open.filter(({ id }) => left.some((each) => each.id === id && !isGone(each)))
  return [
    ...objections(
      'blind',
      !hasListed,
      `${label(name)} was sent though the account could not be listed`,
    ),
    ...objections(
      'doubled',
      isOpenTwice,
      `${label(name)} was sent while nobody knew what came of an earlier attempt`,
    ),
    ...objections('remade', isRemade, `${label(name)} was made again, and nobody had allowed it`),
    ...objections(
      'change',
      wasReaped({ name, entries, at }, { records, truth }),
      `${label(name)} was made again after its time was over`,
    ),
    ...unsettled.map(
      ({ id, operation }): Objection => ({
        kind: 'change',
        what: `${label(name)} was made while the ${operation} of ${id} was open`,
      }),
    ),
  ]
}

/** Whether the last instance of an entry was ended since its time was over, as the file still has it. */
function wasReaped(
  { name, entries, at }: Pick<CreateCall, 'name' | 'entries' | 'at'>,
  { records, truth }: Pick<Known, 'records' | 'truth'>,
): boolean {
  const entry = entries.find((each) => (each.name ?? '') === name)
  const last = truth
    .filter(({ askedName }) => askedName === name)
    .toSorted((one, other) => one.createdAt - other.createdAt)
    .at(-1)
  return (
    last !== undefined &&
    isReached(entry, last, at) &&
    records.some(
      (each) =>
        (each.type === 'operation' || each.type === 'settled') &&
        each.id === last.id &&
        each.operation === 'delete' &&
        each.because === 'expired',
    )
  )
}

interface Making {
  readonly id: string
  readonly name: string
  readonly entries: readonly Entry[]
  readonly order: Order
  readonly isAgreed: boolean
  /** What the service denied to this run: no list of it showed anything, and asked for it, it was not known. */
  readonly denied: ReadonlySet<string>
  /** A person says that what is lost is to be made again. */
  readonly isLossAllowed: boolean
}

/**
 * An instance was made of a create call. Beside one that lives only to take its place, where that is allowed; or where the
 * service denied that one, the ledger says so, and a person allowed it.
 */
export function checkMade(
  { id, name, entries, order, isAgreed, denied, isLossAllowed }: Making,
  { records, truth }: Pick<Known, 'records' | 'truth'>,
): readonly Objection[] {
  const intent = records.findLast(
    (record) => record.type === 'intent' && (record.name ?? '') === name,
  )
  const replaced = new Set<string>(
    records.flatMap((each) =>
      each.type === 'intent' && (each.name ?? '') === name ? each.replaces : [],
    ),
  )
  const isLost = (other: string) =>
    (isAgreed || isLossAllowed) && denied.has(other) && replaced.has(other)
  const living = truth.filter(
    (each) => each.id !== id && each.askedName === name && !each.isLeaving && !isLost(each.id),
  )
  const superseded = new Set<string>(intent?.type === 'intent' ? intent.supersedes : [])
  const entry = entries.find((each) => (each.name ?? '') === name)
  const isAllowed = isAgreed || (order.order === 'apply' && order.allow.includes('replace'))
  const isDoubled = living.some(
    (each) => !isAllowed || !superseded.has(each.id) || each.settings.gpus === entry?.gpus,
  )
  return objections(
    'doubled',
    isDoubled || living.length > 1,
    `${label(name)} was made while it lived`,
  )
}
