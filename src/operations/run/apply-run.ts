import type { Client } from '../../api/client.ts'
import type { Remote } from '../../api/remote.ts'
import type { AuditFinding } from '../../apply/audit.ts'
import type { Budget } from '../../apply/look-up.ts'
import type { ApplyPorts } from '../../apply/ports.ts'
import type { ApplyResult } from '../../apply/result.ts'
import type { WaitResult } from '../../apply/wait.ts'
import type { PathBase } from '../../ledger/definition-file.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { OwnProcess } from '../../model/own-process.ts'
import type { Action } from '../../plan/action.ts'
import type { Consent } from '../../plan/consent.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import type { Billed } from '../../pricing/billed.ts'
import type { Limits } from '../../pricing/spending-limits-check.ts'
import type { Cancellation } from '../cancellation.ts'
import type { CheckedFleet, PlanOptions } from '../plan-fleet.ts'
import type { ApplyReporter } from '../reporter.ts'
import type { Target } from '../target.ts'

export interface ApplyOptions extends PlanOptions {
  /** Of this ppi-apply, for a new ledger. */
  readonly version: string
  /** The process of this run, for the lock. */
  readonly own: OwnProcess
  /** What the lock says that its holder is doing. */
  readonly command: string
  /** How long to wait for a ledger that another run holds, in milliseconds; not at all where it is not given. */
  readonly lockTimeoutMs?: number | undefined
  /** How long a create call may take, in milliseconds; `undefined` for the client's own bound. */
  readonly callMs: number | undefined
  /** What may be done without a further question. */
  readonly consent: Consent
  /** What this run may spend. */
  readonly limits: Limits
  /** How long to wait until something to create can be deployed, in milliseconds; `undefined` for not at all. */
  readonly untilAvailableMs?: number | undefined
  /** The id of the plan that was approved; another plan is refused. */
  readonly planId: string | undefined
  /** Stops at the first rejection. */
  readonly failFast: boolean
  /** Records what exists already, and agrees, as ours. */
  readonly adopt: boolean
  /** How long to wait until what was created runs, in milliseconds; `undefined` for not at all. */
  readonly waitMs: number | undefined
  /** Somebody can be asked about what is paid in advance: `approve` does it. */
  readonly canAsk: boolean
  /** Whether this plan, and nothing else, may be carried out. Asked only where there is something to do. */
  readonly approve: (plan: PricedPlan) => Promise<boolean>
  /** How long each start, stop or deletion is waited for until it is seen, in milliseconds; 120,000 by default. */
  readonly changeMs?: number | undefined
  /** How many instances somebody expects to be ended: another number is refused. `undefined` where nobody said it. */
  readonly destroys?: number | undefined
  /** The most instances that a run may end; 10 by default. */
  readonly maxDestroys?: number | undefined
  /** Somebody says that it is right that the account shows none of the instances of the ledger. */
  readonly acceptGone?: boolean | undefined
  /** Milliseconds on a clock that only runs forward; the process's own where it is not given. */
  readonly elapsed?: (() => number) | undefined
}

/** How an apply ended. */
export interface FleetApplied {
  readonly ending: ExitStatus
  /** `undefined` when it was interrupted before there was one. */
  readonly plan: PricedPlan | undefined
  /** Whether the plan was approved; else nothing was sent. */
  readonly approved: boolean
  readonly result: ApplyResult
  readonly audit: readonly AuditFinding[]
  /** What is not as the files say, as it waits for a word or a person; and what was left out, as it is protected. */
  readonly left: readonly Action[]
  /** `undefined` when nothing was waited for. */
  readonly wait: WaitResult | undefined
  /** What is billed now; `undefined` when it was interrupted before there was a plan. */
  readonly billed: Billed | undefined
}

/** A target that can be asked. */
export type LiveTarget = Target & { readonly client: Client }

/** All that one run goes by. */
export interface ApplyRun {
  readonly fleet: CheckedFleet
  readonly target: LiveTarget
  readonly options: ApplyOptions
  readonly reporter: ApplyReporter
  readonly cancellation: Cancellation
  readonly ledger: Ledger
  /** The account as it was listed before the ledger was begun; `undefined` where the ledger was there. */
  readonly initialRemote: Remote | undefined
  readonly ports: ApplyPorts
  readonly budget: Budget
}

/** What the paths in the ledger are relative to. */
export const pathsOf = ({ fleet, options }: ApplyRun): PathBase => ({
  cwd: fleet.cwd,
  root: options.root,
})
