/**
 * The operations of the program for other programs: typed, silent, without a look at the process. What is exported here
 * is the public interface; everything else may change.
 *
 * `loadFleet` reads definitions, `planFleet` says what would be done, `applyFleet` does it; `destroyFleet`, `reapFleet`,
 * `startFleet` and `stopFleet` end, start and stop; `readStatus` tells what is there, `readCost` what was spent,
 * `listProducts` what can be had, `importInstances` describes what is there as a definition file, `adoptInstance` and `forgetEntry` correct the ledger by hand, `recoverLedger` rebuilds a lost one: the same code as that of
 * the commands, so that a program is as safe as they are. The parts (`plan`, `toState`, `readLedger`) are for those who show
 * things in another way; nothing that is exported here creates an instance but `applyFleet`.
 */

export type { Client } from './api/client.ts'
export type { Refusal } from './api/outcome.ts'
export { isLive, type Remote, type RemoteInstance } from './api/remote.ts'
export type { AuditFinding } from './apply/audit.ts'
export type { ApplyEvent } from './apply/event.ts'
export type { DoubtReason, LookUpReason } from './apply/look-up-reason.ts'
export type { ApplyResult } from './apply/result.ts'
export type { OpenFinding } from './apply/settle-open.ts'
export type { StopCode, StopReason } from './apply/stop-reason.ts'
export type { EntryKey, InstanceSpec, SpecDigest } from './definitions/instance-spec.ts'
export { type Expiry, expiresAt, type Life } from './definitions/life.ts'
export type { Severity } from './diagnostics/define-diagnostic.ts'
export type { Diagnostic } from './diagnostics/diagnostic.ts'
export { type FileContents, readLedger } from './ledger/file-store/file.ts'
export { ledgerPath, serviceOf } from './ledger/file-store/ledger-path.ts'
export type { FoundEntry } from './ledger/find-entry.ts'
export type { LedgerContents } from './ledger/ledger-location.ts'
export type { LedgerNews } from './ledger/ledger-news.ts'
export type {
  AdoptedRecord,
  AttemptId,
  ForgottenRecord,
  InstanceId,
  LedgerRecord,
} from './ledger/record.ts'
export { type EntryState, type State, toState } from './ledger/state.ts'
export { type ReadCostOptions, readCost } from './library/account-cost.ts'
export {
  type ImportedInstances,
  type ImportInstancesOptions,
  importInstances,
} from './library/account-import.ts'
export { type ListOffersOptions, listProducts } from './library/account-offers.ts'
export type { AccountOptions, TargetOptions } from './library/account-options.ts'
export { type ReadStatusOptions, readStatus } from './library/account-status.ts'
export { type AdoptInstanceOptions, adoptInstance } from './library/adopt-by-hand.ts'
export { type ConnectOptions, connect } from './library/connect.ts'
export type { EditLedgerOptions } from './library/edit-options.ts'
export { destroyFleet, reapFleet, startFleet, stopFleet } from './library/end-start-stop.ts'
export { type ForgetEntryOptions, forgetEntry } from './library/forget-by-hand.ts'
export { type FleetOptions, type LoadedFleet, loadFleet } from './library/loaded-fleet.ts'
export { applyFleet, type PlanFleetOptions, planFleet } from './library/plan-and-apply.ts'
export { type RecoverLedgerOptions, recoverLedger } from './library/rebuild-ledger.ts'
export type { ApplyFleetOptions, ChangeFleetOptions } from './library/run-goal.ts'
export type { AllowWord } from './model/allow-word.ts'
export { EXIT_CODES, type ExitStatus } from './model/exit-status.ts'
export { type Json, mask, Secret } from './model/secret.ts'
export { UserError } from './model/user-error.ts'
export {
  /** The version of this package. */
  VERSION as version,
} from './model/version.ts'
export type { FleetApplied } from './operations/apply-fleet.ts'
export type { Forgotten } from './operations/forget-entry.ts'
export type { FleetPlan } from './operations/plan-fleet.ts'
export type { StatusRead } from './operations/read-status.ts'
export type { Recovered } from './operations/recover-ledger.ts'
export type { ApplyReporter, LookReporter, Step } from './operations/reporter.ts'
export { explainReason, type Reason } from './output/text/reasons/explain-reason.ts'
export { explainStop } from './output/text/reasons/explain-stop.ts'
export {
  type Action,
  type ActionKind,
  type Creation,
  type Executable,
  isCreation,
  isExecutable,
  type Task,
} from './plan/action.ts'
export type { AccountSight, Adoption } from './plan/adoption.ts'
export type { Change, Drift } from './plan/change.ts'
export type { Forgetting } from './plan/forgetting.ts'
export { type Observations, plan } from './plan/make-plan.ts'
export type { PricedPlan } from './plan/priced-plan.ts'
export type { ActionReason } from './plan/reasons/action-reason.ts'
export type { Objection } from './plan/reasons/match-reason.ts'
export type { Recovery, RecoveryReport } from './plan/recovery.ts'
export { type Counts, countActions } from './plan/summary.ts'
export type { Billed } from './pricing/billed.ts'
export type { Period, PeriodCost, UnknownWhy } from './pricing/spending/period.ts'
export type { SpendingReport } from './pricing/spending/spending-report.ts'
export { decimalText, type PriceSeconds, type Spent } from './pricing/spending/spent.ts'
export {
  byDay as spentByDay,
  byEntry as spentByEntry,
  type SpentOnDay,
  type SpentOnEntry,
} from './pricing/spending/spent-by.ts'
export type { Limits } from './pricing/spending-limits-check.ts'
export type { Connection, Connections } from './status/connection.ts'
export type { OwnedStatus } from './status/owned-status.ts'
export type { DoubtStatus, StatusReport } from './status/status-report.ts'
export type { UnmanagedStatus } from './status/unmanaged-status.ts'
