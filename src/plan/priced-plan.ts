import type { Remote } from '../api/remote.ts'
import type { CommandLine } from '../config/flags.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { AllowWord } from '../model/allow-word.ts'
import type { Cost } from '../pricing/cost.ts'
import type { Money } from '../pricing/quote.ts'
import type { RunningNow } from '../pricing/running-now.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import type { Action } from './action.ts'
import type { Goal } from './decide/goal.ts'
import type { PlanIds } from './plan-id.ts'
import type { Counts } from './summary.ts'

/** The decisions, and what they were decided from. */
export interface PlanBasis {
  /** The host of the service. */
  readonly target: string
  readonly actions: readonly Action[]
  readonly counts: Counts
  /** What the refresh could learn, and why not more. */
  readonly refresh: {
    readonly kind: Remote['kind']
    readonly why: string | undefined
    /** Of all that is ours each is known, though the list left something out. */
    readonly knowsOurs?: boolean
    /** What to do about it. */
    readonly hint?: string | undefined
    /** How many instances it showed; counted where it is not whole. */
    readonly seen?: number
  }
  /** Entries of the ledger that the files of another fleet define. */
  readonly elsewhere: number
  /**
   * How many instances the ledger holds, where there are two or more and a whole list shows none of them: then it is the
   * list that is broken, or the account another one. 0 otherwise.
   */
  readonly unseenOwned: number
  /** What the run is for. */
  readonly goal: Goal
  /** When it was decided, in milliseconds since the epoch: how long until something expires counts from here. */
  readonly now: number
  /** Sentences that belong under the plan. */
  readonly notes: readonly string[]
}

/** The decisions with what they would cost: all that a run goes by. */
export interface PricedPlan extends PlanBasis, PlanIds {
  /** What the instances to create would cost. */
  readonly money: Money
  /** What the instances that a person has to judge have cost, and go on costing. */
  readonly costs: ReadonlyMap<InstanceId, Cost>
  /** What runs in the account; `undefined` where no limit counts it. */
  readonly runningNow?: RunningNow | undefined
  /** Whether `PPI_APPLY_ID` is added to what is created. */
  readonly marker: boolean
  /** The words of `--allow` that it was made with: what needs another one waits. */
  readonly allow: ReadonlySet<AllowWord>
  /** Which limits the entries were checked against. */
  readonly limits?: LimitSet | undefined
  /** What does not fit the account, found with the same look at it. */
  readonly diagnostics: readonly Diagnostic[]
}

/** A plan as it is shown: with the commands that a reader may want to type next. */
export interface PlanReport extends PricedPlan {
  /** What the commands under the plan repeat of this one. */
  readonly commandLine: CommandLine
  /** The command that carries out exactly this plan; `undefined` where it is being carried out already. */
  readonly applyWith: string | undefined
}
