import type { Remote } from '../api/remote.ts'
import type { Action } from './action.ts'
import type { Counts } from './summary.ts'

/** A plan as it is shown: the actions with what a reader has to know to judge them. */
export interface PlanReport {
  /** The host of the service. */
  readonly target: string
  readonly actions: readonly Action[]
  readonly counts: Counts
  /** What the refresh could learn, and why not more. */
  readonly refresh: { readonly kind: Remote['kind']; readonly why: string | undefined }
  /** Sentences that belong under the plan. */
  readonly notes: readonly string[]
}
