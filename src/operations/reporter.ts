import type { ChangeFinding } from '../apply/change/settle-changes.ts'
import type { ApplyEvent } from '../apply/event.ts'
import type { OpenFinding } from '../apply/settle-open.ts'
import type { WaitEvent, WaitResult } from '../apply/wait.ts'
import type { LedgerNews } from '../ledger/ledger-news.ts'
import type { EntryState } from '../ledger/state.ts'
import type { ExistsAction } from '../plan/action.ts'
import type { Protection } from '../plan/decide/protection.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import type { Billed } from '../pricing/billed.ts'
import type { Connections } from '../status/connection.ts'

/** What a run does that may take a while. */
export type Step =
  | { readonly kind: 'settling' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'pricing' }
  | { readonly kind: 'auditing' }
  | { readonly kind: 'waiting'; readonly instances: number }
  /** Waits until something can be deployed. */
  | { readonly kind: 'sold-out' }
  /** Asks how to reach so many of the live instances. */
  | { readonly kind: 'connecting'; readonly asked: number; readonly live: number }

/** Hears what a run that only looks has to tell. A run is silent without one. */
export interface PlanReporter {
  progress(step: Step): void
  ledger(news: LedgerNews): void
}

/** Hears what a run tells whose steps each end before it has anything to say. */
export interface LookReporter {
  /** `undefined` when the step is over, however it ended. */
  progress(step: Step | undefined): void
  ledger(news: LedgerNews): void
}

/** Does something that may take a while, and tells that it began and that it is over. */
export async function during<Result>(
  reporter: Pick<LookReporter, 'progress'>,
  step: Step,
  work: () => Promise<Result>,
): Promise<Result> {
  reporter.progress(step)
  try {
    return await work()
  } finally {
    reporter.progress(undefined)
  }
}

/** Hears what happens during an apply, as it happens and always after it was recorded. Nothing that it throws undoes it. */
export interface ApplyReporter extends PlanReporter {
  /** Attempts of an earlier run without an outcome are looked up first; that takes up to `settleMs`. */
  settling(entries: readonly EntryState[], settleMs: number): void
  settled(finding: OpenFinding): void
  /** The same for changes of instances. */
  settlingChanges(
    changes: readonly Pick<ChangeFinding, 'entry' | 'owned' | 'open'>[],
    settleMs: number,
  ): void
  changeSettled(finding: ChangeFinding): void
  /** What is going to be asked about. */
  plan(plan: PricedPlan): void
  /** The run is refused, which its error says, and this is billed meanwhile. */
  refused(billed: Billed): void
  /** The question was open so long, in milliseconds, that the account is looked at again. */
  stale(waitedMs: number): void
  /** Nothing to create can be deployed now: the service is asked again and again, for so many milliseconds at most. */
  awaitingStock(budgetMs: number): void
  adopted(action: ExistsAction): void
  /** That an instance is protected from now on, or no longer, was recorded. */
  protection(protection: Protection): void
  event(event: ApplyEvent): void
  waiting(event: WaitEvent): void
  waited(result: WaitResult, connections: Connections, ms: number): void
}

const ignore = (): void => undefined

/** A reporter that hears only what the given one wants to. */
export const reporterOf = (partial: Partial<ApplyReporter> = {}): ApplyReporter => ({
  progress: ignore,
  ledger: ignore,
  settling: ignore,
  settled: ignore,
  plan: ignore,
  refused: ignore,
  stale: ignore,
  awaitingStock: ignore,
  settlingChanges: ignore,
  changeSettled: ignore,
  adopted: ignore,
  protection: ignore,
  event: ignore,
  waiting: ignore,
  waited: ignore,
  ...partial,
})

/** The same for a run that looks. */
export const lookReporterOf = (partial: Partial<LookReporter> = {}): LookReporter => ({
  progress: ignore,
  ledger: ignore,
  ...partial,
})
