import type { InstanceSpec } from '../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { Task } from '../plan/action.ts'
import type { TriedRung } from '../pricing/quote.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import type { Refused } from './create/refused.ts'
import type { StoppedEvent } from './event.ts'
import type { Budget } from './look-up.ts'
import type { StopReason } from './stop-reason.ts'

/** What the planner saw, as far as an operation has to know it. */
export interface ApplyInput {
  /** In the order in which they are carried out. */
  readonly tasks: readonly Task[]
  /** The ids in the account by exact name, before the first call; `undefined` when it could not be listed. */
  readonly seen: ReadonlyMap<string, readonly InstanceId[]> | undefined
  /** Every id that the account or the ledger already has. */
  readonly known: ReadonlySet<InstanceId>
  readonly failFast: boolean
  /** Which limits hold for the variables that a marker has to fit into. */
  readonly limits?: LimitSet | undefined
  /** What the markers of this run call the ledger (`ledgerIdOf`); `undefined` sends every body as it is written. */
  readonly ledgerId?: string | undefined
  /** What any marker may call the ledger (`ledgerIdsOf`). */
  readonly ledgerIds: ReadonlySet<string>
  readonly budget: Budget
  /** The list price an hour of what is changed or ended, by entry. */
  readonly hourly: ReadonlyMap<string, number>
  /** What is tried of each entry to create, in order. */
  readonly rungs: ReadonlyMap<string, readonly TriedRung[]>
  /** What the ledger calls the file that defines an entry. */
  readonly fileOf: (spec: InstanceSpec) => DefinitionFile | undefined
}

/** Where one action is in its run. */
export interface Turn {
  readonly input: ApplyInput
  /** `input.known`, and what this run made before. */
  readonly known: ReadonlySet<InstanceId>
  readonly nth: number
  readonly of: number
}

/** What carrying out one action leaves to the run. */
export interface Ended {
  /** The instance that it made. */
  readonly id?: InstanceId
  /** Set when the service said no, which is looked into at the end. */
  readonly refused?: Refused
  /** Set when nothing more may be sent. */
  readonly stop?: StoppedEvent
}

export const stop = (reason: StopReason): { readonly stop: StoppedEvent } => ({
  stop: { kind: 'stopped', ...reason },
})
