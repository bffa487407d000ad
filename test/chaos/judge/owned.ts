import { nameIn, type State } from '../../../src/ledger/state.ts'
import type { Truth } from '../service/truth.ts'
import type { Entry } from '../story/entry.ts'
import { type Order, onlyOf } from '../story/order.ts'

/** An instance that the ledgers hold. */
export interface Owned {
  readonly id: string
  readonly name: string | undefined
  readonly protect: boolean
}

export const ownedIn = ({ entries }: State): readonly Owned[] =>
  [...entries.values()].flatMap(({ name, instances }) =>
    instances.map(({ id, protect }) => ({ id, name, protect })),
  )

/** What counted as gone in the ledgers, and lives: it is ours still. */
export const returnedIn = (
  { departed }: State,
  truth: readonly Pick<Truth, 'id' | 'isLeaving'>[],
): readonly Owned[] =>
  [...departed.values()].flatMap(({ key, owned: { id, protect } }) =>
    truth.some((each) => each.id === id && !each.isLeaving)
      ? [{ id, name: nameIn(key), protect }]
      : [],
  )

/** Whether an order is about what is owned under this name. */
export function isOwnedBy(
  order: Order,
  entries: readonly Entry[],
  name: string | undefined,
): boolean {
  const only = onlyOf(order)
  if (only !== undefined && name !== only) return false
  if (order.order === 'destroy' && order.scope === 'all-owned') return true
  return entries.some((each) => each.name === name)
}
