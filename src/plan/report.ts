import type { Remote } from '../api/remote.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Action } from './action.ts'
import type { Money } from './quote.ts'
import type { Counts } from './summary.ts'

/** The decisions, and what they were decided from. */
export interface PlanBasis {
  /** The host of the service. */
  readonly target: string
  readonly actions: readonly Action[]
  readonly counts: Counts
  /** What the refresh could learn, and why not more. */
  readonly refresh: { readonly kind: Remote['kind']; readonly why: string | undefined }
  /** Sentences that belong under the plan. */
  readonly notes: readonly string[]
}

/** A plan as it is shown: the actions with what a reader has to know to judge them. */
export interface PlanReport extends PlanBasis {
  /** What the instances to create would cost. */
  readonly money: Money
  readonly planId: string
  /** What does not fit the account, found with the same look at it. */
  readonly diagnostics: readonly Diagnostic[]
  /** The command that carries out exactly this plan; `undefined` where it is being carried out already. */
  readonly applyWith: string | undefined
}
