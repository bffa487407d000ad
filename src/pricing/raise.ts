import type { EntryKey } from '../definitions/instance-spec.ts'
import type { InstanceOperation } from '../ledger/operation.ts'
import { dearest } from './amount.ts'
import type { Cost } from './cost.ts'
import { type Due, dueOf } from './effect.ts'

/** What a run makes due for an instance that is there. */
export interface Raise extends Due {
  readonly key: EntryKey
  readonly name: string | undefined
  /** The operation of it that is named to a person. */
  readonly by: 'start' | 'grow-disk'
  /** As in the entry: what an hour may cost at most; `undefined` where it says nothing. */
  readonly maxHourly: number | undefined
}

/** The instance, and what a run does to it. */
export interface Raised extends Pick<Raise, 'key' | 'name' | 'maxHourly'> {
  readonly operations: readonly InstanceOperation[]
  /** `undefined` where nobody asked. */
  readonly cost: Cost | undefined
}

/** What the operations on one instance make due together; none where nothing has to be paid that was not before. Pure. */
export function raiseOf({ operations, cost, ...entry }: Raised): readonly Raise[] {
  const dues = operations.map((operation) => dueOf(operation, cost))
  const hourly = dearest(dues.map((due) => due.hourly))
  const upfront = dearest(dues.map((due) => due.upfront))
  if (hourly.kind === 'none' && upfront.kind === 'none') return []
  return [{ ...entry, by: operations.includes('start') ? 'start' : 'grow-disk', hourly, upfront }]
}
