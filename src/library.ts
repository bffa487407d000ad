/**
 * The operations of the program for other programs: typed, silent, without a look at the process. What is exported here
 * is the public interface; everything else may change.
 *
 * `loadFleet` reads definitions, `planFleet` says what would be done, `applyFleet` does it; `destroyFleet`, `reapFleet`,
 * `startFleet` and `stopFleet` end, start and stop; `readStatus` tells what is there, `readCost` what was spent,
 * `adoptInstance` and `forgetEntry` correct the ledger by hand, `recoverLedger` rebuilds a lost one: the same code as that of
 * the commands, so that a program is as safe as they are. The parts (`plan`, `toState`, `readLedger`) are for those who show
 * things in another way; nothing that is exported here creates an instance but `applyFleet`.
 */

import { parseBaseUrl } from './api/base-url.ts'
import { type Client, createClient, type TraceLine } from './api/client.ts'
import type { ClientLimits } from './api/client-limits.ts'
import { OWN_PROCESS } from './cli/this-process.ts'
import { readVariables } from './config/variable-file.ts'
import { readFleet } from './definitions/load-fleet.ts'
import { select, selectsAll } from './definitions/selection.ts'
import { type Diagnostic, hasErrors } from './diagnostics/diagnostic.ts'
import type { PathBase } from './ledger/definition-file.ts'
import type { EditRefusal } from './ledger/edit-refusal.ts'
import { locateLedger } from './ledger/file-store/file-location.ts'
import { serviceOf } from './ledger/file-store/ledger-path.ts'
import { findProject } from './ledger/file-store/project.ts'
import type { InstanceId } from './ledger/record.ts'
import type { AllowWord } from './model/allow-word.ts'
import { projectRoot } from './model/files/project-root.ts'
import { Secret } from './model/secret.ts'
import { unreachable } from './model/unreachable.ts'
import { UserError } from './model/user-error.ts'
import { VERSION } from './model/version.ts'
import { adoptInstance as runAdopt } from './operations/adopt-instance.ts'
import { type FleetApplied, applyFleet as runApply } from './operations/apply-fleet.ts'
import { cancelBy } from './operations/cancellation.ts'
import { followStatus } from './operations/follow-status.ts'
import { type Forgotten, forgetEntry as runForget } from './operations/forget-entry.ts'
import { type CheckedFleet, type FleetPlan, planFleet as runPlan } from './operations/plan-fleet.ts'
import { readCost as runCost } from './operations/read-cost.ts'
import { type Follow, readStatus as runStatus, type StatusRead } from './operations/read-status.ts'
import { type Recovered, recoverLedger as runRecover } from './operations/recover-ledger.ts'
import {
  type ApplyReporter,
  type LookReporter,
  lookReporterOf,
  reporterOf,
} from './operations/reporter.ts'
import type { Target } from './operations/target.ts'
import { editRefused } from './output/text/edit-refusal-text.ts'
import type { Adoption } from './plan/adoption.ts'
import type { Goal } from './plan/decide/goal.ts'
import type { Forgetting } from './plan/forgetting.ts'
import type { PricedPlan } from './plan/priced-plan.ts'
import type { RecoveryReport } from './plan/recovery.ts'
import type { SpendingReport } from './pricing/spending/spending-report.ts'
import type { Limits } from './pricing/spending-limits-check.ts'
import type { LimitSet } from './schema/limit-sets.ts'
import type { StatusReport } from './status/status-report.ts'

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
export { type LedgerContents, readLedger } from './ledger/file-store/file.ts'
export { ledgerPath, serviceOf } from './ledger/file-store/ledger-path.ts'
export type { FoundEntry } from './ledger/find-entry.ts'
export type { LedgerNews } from './ledger/ledger-news.ts'
export type {
  AdoptedRecord,
  AttemptId,
  ForgottenRecord,
  InstanceId,
  LedgerRecord,
} from './ledger/record.ts'
export { type EntryState, type State, toState } from './ledger/state.ts'
export type { AllowWord } from './model/allow-word.ts'
export { EXIT_CODES, type ExitStatus } from './model/exit-status.ts'
export { type Json, mask, Secret } from './model/secret.ts'
export { UserError } from './model/user-error.ts'
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

/** The version of this package. */
export const version: string = VERSION

export interface FleetOptions {
  /** Files, folders or patterns; the default file of `cwd` when there are none. */
  readonly files?: readonly string[]
  /** What relative paths count from; absolute. */
  readonly cwd: string
  /** The variables that references see. Nothing else is looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Further files of variables, absolute; `env` wins. */
  readonly varFiles?: readonly string[]
  /** Names or globs (`*`, `?`) of the variables that the files may read; all but the API key's without it. */
  readonly envAllow?: readonly string[]
  /** The variable that holds the API key, where it is not called like one; no file may refer to it. */
  readonly apiKeyVariable?: string
  /** Which page of the vendor the limits of entries are taken from; `reference` without it. */
  readonly limits?: LimitSet
  /** Names or globs of the entries to select. */
  readonly only?: readonly string[]
  readonly exclude?: readonly string[]
}

/** What the files say: specs where nothing is wrong, and every finding. */
export interface LoadedFleet extends CheckedFleet {
  /** `specs` is empty while there is an error among them. */
  readonly diagnostics: readonly Diagnostic[]
  /** What `only` selected them by: a protected instance that is named so is refused, and not left out. */
  readonly named?: readonly string[]
  /** All that is secret in them, for `connect`: what no answer of the service may show. */
  readonly secrets: readonly Secret[]
}

/**
 * Reads, expands and checks definition files. What is wrong in them comes back as findings. Throws a `UserError` for an
 * variable file that cannot be read, and for a selection that matches nothing.
 */
export async function loadFleet(options: FleetOptions): Promise<LoadedFleet> {
  const { cwd, env, files = [], varFiles = [], only = [], exclude = [] } = options
  const { envAllow, apiKeyVariable = 'PPIO_API_KEY', limits = 'reference' } = options
  const known = await readVariables(env, varFiles, { namedBy: 'person', root: projectRoot(cwd) })
  const read = await readFleet(
    { cwd, readStdin: noStdin },
    { files, variables: known, envAllow, apiKeyVariable, limits },
  )
  const selection = { only, exclude }
  return {
    specs: read.diagnostics.some(({ severity }) => severity === 'error')
      ? []
      : select(read.specs, selection),
    diagnostics: read.diagnostics,
    named: only,
    coversAll: selectsAll(selection),
    files: read.files,
    variables: read.variables.map(({ name }) => ({
      name,
      isSet: known.lookup(name) !== undefined,
    })),
    cwd,
    limits,
    secrets: read.secrets().map((secret) => new Secret(secret, '(secret)')),
  }
}

const noStdin = async (): Promise<Uint8Array> => {
  throw new UserError(
    'the library does not read the standard input: write the text to a file first',
  )
}

export interface ConnectOptions {
  /** Such as `https://api.ppinfra.com`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** Put before our own name in the requests. */
  readonly userAgent?: string
  /** Strings that no answer may show, `LoadedFleet.secrets` for instance: what a client creates is added by itself. */
  readonly secrets?: readonly Secret[]
  /** How long the calls may take. */
  readonly clientLimits?: Partial<ClientLimits>
  /** Told after each request; never a header, a body or a secret. */
  readonly trace?: (line: TraceLine) => void
}

/** The client of one account. Close it, or its connections keep the process alive. */
export function connect(options: ConnectOptions): Client {
  const { baseUrl, apiKey, userAgent, secrets, clientLimits: limits, trace } = options
  const own = `ppi-apply/${VERSION}`
  return createClient({
    base: parseBaseUrl(baseUrl),
    apiKey: new Secret(apiKey, '(secret)'),
    userAgent: userAgent === undefined ? own : `${userAgent} ${own}`,
    ...(secrets === undefined ? {} : { secrets: secrets.map((secret) => secret.reveal()) }),
    ...(limits === undefined ? {} : { limits }),
    ...(trace === undefined ? {} : { trace }),
  })
}

/** Which account and which ledger an operation is about. */
export interface TargetOptions extends ConnectOptions {
  /** The working folder, absolute: its project has the ledger. */
  readonly cwd: string
  /** Another ledger than that of the project; absolute. */
  readonly ledger?: string
  /** `auto` by default: the account is listed, and nothing is created from an account that could not be seen. */
  readonly refresh?: 'auto' | 'always' | 'never'
  /** Takes an API key that is new to the ledger for one of the same account. */
  readonly acceptAccount?: boolean
}

export interface AccountOptions extends TargetOptions {
  /** How long a new instance may take to show up in the list, in milliseconds; a minute by default. */
  readonly settleMs?: number
  /** Whether `PPI_APPLY_ID` is added to what is created, by which a lost answer is settled; it is by default. */
  readonly marker?: boolean
  /**
   * What may be done of a plan besides creating what is new: `recreate` makes again what the account no longer has. The id
   * of a plan covers all of it; what is not covered is left, and told in `left`.
   */
  readonly allow?: readonly AllowWord[]
  /** Ends what no file defines any more, where `allow` has `destroy` or a plan id covers it. Only for all entries. */
  readonly prune?: boolean
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<ApplyReporter>
  /** Asks the run to stop. */
  readonly signal?: AbortSignal
}

export interface PlanFleetOptions extends AccountOptions {
  /** What the plan is for; an apply without it. `destroy` and the like plan what `destroyFleet` and the like do. */
  readonly goal?: Exclude<Goal['kind'], 'apply'>
}

/** What a run that ends, starts or stops instances needs as well. */
export interface ChangeFleetOptions extends ApplyFleetOptions {
  /** How long each change is waited for until it is seen, in milliseconds; two minutes by default. */
  readonly changeMs?: number
  /** Refuses to end more instances than that; 10 by default. */
  readonly maxDestroys?: number
  /** It is right that the account shows none of two or more instances of the ledger. */
  readonly acceptGone?: boolean
}

export interface ApplyFleetOptions extends AccountOptions {
  /**
   * Whether this plan, and nothing else, may be carried out: every instance in it costs money from then on. Asked once,
   * where there is something to do.
   */
  readonly approve: (plan: PricedPlan) => boolean | Promise<boolean>
  /** Goes ahead only with the plan of this id, as `planFleet` gave it. */
  readonly planId?: string
  /** What the run may spend. Without it nothing is paid in advance, and what is paid by the hour has no limit. */
  readonly limits?: Partial<Limits>
  /** Stops at the first rejection. */
  readonly failFast?: boolean
  /** Records what exists already, and agrees, as ours. */
  readonly adopt?: boolean
  /** How long to wait until what was created runs, in milliseconds; not at all without it. */
  readonly waitMs?: number
}

/**
 * What `applyFleet` would do, and what it would cost. Changes nothing. Throws a `UserError` for definitions with errors,
 * and for a ledger that is damaged or another account's.
 */
export async function planFleet(fleet: LoadedFleet, options: PlanFleetOptions): Promise<FleetPlan> {
  refuseInvalid(fleet)
  return withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
    runPlan(
      fleet,
      target,
      { ...planOptionsOf(options, fleet), root, goal: goalOf(options.goal ?? 'apply', options) },
      reporterOf(options.reporter),
      options.signal,
    ),
  )
}

/**
 * Makes true what the definitions say, exactly once, however often and from wherever it is called: locks the ledger,
 * settles what an earlier run left open, asks the account for each instance that its list does not show, has the plan
 * approved, creates one instance after the other, and audits. `ending` in what it gives is `done` only when everything
 * is as the files say. Throws a `UserError` for what forbids the run before anything is sent.
 */
export const applyFleet = (
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> => runGoal('apply', fleet, options)

/**
 * Ends what the ledger owns for these entries, by id and after a fresh look at each, and sees it gone; protected instances
 * are left alone. `ending` is `done` only when all are seen gone. Throws a `UserError` for what forbids the run before
 * anything is sent, such as an account that is not seen in full.
 */
export const destroyFleet = (
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> => runGoal('destroy', fleet, options)

/** Ends what has expired, and nothing else; as safe as `destroyFleet`. */
export const reapFleet = (fleet: LoadedFleet, options: ChangeFleetOptions): Promise<FleetApplied> =>
  runGoal('reap', fleet, options)

/** Starts what is stopped. A start that is refused stays refused: nothing is created in its place. */
export const startFleet = (
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> => runGoal('start', fleet, options)

/** Stops what runs. A stopped instance goes on paying for its disk. */
export const stopFleet = (fleet: LoadedFleet, options: ChangeFleetOptions): Promise<FleetApplied> =>
  runGoal('stop', fleet, options)

async function runGoal(
  kind: Goal['kind'],
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> {
  refuseInvalid(fleet)
  const { signal = new AbortController().signal, limits, approve, clientLimits } = options
  const cancellation = cancelBy(signal)
  try {
    return await withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
      runApply(
        fleet,
        target,
        {
          ...planOptionsOf(options, fleet),
          version: VERSION,
          own: OWN_PROCESS,
          command: `${kind}Fleet`,
          root,
          goal: goalOf(kind, options),
          consent: {
            allow: new Set(options.allow ?? []),
            isWhole: kind !== 'apply' || options.planId !== undefined,
          },
          callMs: clientLimits?.create?.answerMs,
          limits: { ...NO_LIMITS, ...limits },
          planId: options.planId,
          failFast: options.failFast === true,
          adopt: options.adopt === true,
          waitMs: options.waitMs,
          changeMs: options.changeMs,
          maxDestroys: options.maxDestroys,
          acceptGone: options.acceptGone,
          canAsk: false,
          approve: async (plan) => approve(plan),
        },
        reporterOf(options.reporter),
        cancellation,
      ),
    )
  } finally {
    cancellation.release()
  }
}

function goalOf(kind: Goal['kind'], { prune = false, allow = [] }: AccountOptions): Goal {
  switch (kind) {
    case 'apply':
      return { kind, prune, endsExpired: allow.includes('destroy') }
    case 'destroy':
      return { kind, scope: 'files' }
    case 'reap':
    case 'start':
    case 'stop':
      return { kind }
    default:
      return unreachable(kind)
  }
}

export interface ReadStatusOptions extends TargetOptions {
  /** Tells which entries no file has. A fleet with errors, or one that was cut down by names, cannot. */
  readonly fleet?: LoadedFleet
  /** Names or globs of what is told of the ledger and the account; all by default. */
  readonly only?: readonly string[]
  readonly exclude?: readonly string[]
  /** How long a new instance may take to show up in the list, in milliseconds; a minute by default. */
  readonly settleMs?: number
  /** Looks again until nothing starts or stops any more, for so many milliseconds at most; once without it. */
  readonly watchMs?: number
  /** Gets each look where `watchMs` is given, the first one included. */
  readonly onLook?: (report: StatusReport) => void
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<LookReporter>
  /** Ends the watching with the last look, and soon after that a call that is under way. */
  readonly signal?: AbortSignal
}

/**
 * What the ledger and the account hold, what it costs, and how to reach it. Changes nothing. Throws a `UserError` for a
 * ledger that is damaged or another account's.
 */
export async function readStatus(options: ReadStatusOptions): Promise<StatusRead> {
  const { fleet, watchMs, onLook = () => undefined, only = [], exclude = [] } = options
  const { signal = new AbortController().signal } = options
  const isValid = fleet !== undefined && !hasErrors(fleet.diagnostics)
  const cancellation = cancelBy(signal)
  const follow: Follow = (first, look) =>
    followStatus(first, look, {
      limitMs: watchMs ?? 0,
      elapsed: () => performance.now(),
      cancellation,
      show: onLook,
    })
  try {
    return await withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
      runStatus(
        isValid ? fleet : undefined,
        target,
        {
          ...lookOptionsOf(options),
          root,
          only,
          exclude,
          ...(watchMs === undefined ? {} : { follow }),
        },
        lookReporterOf(options.reporter),
        cancellation.lastLook,
      ),
    )
  } finally {
    cancellation.release()
  }
}

export interface ReadCostOptions extends TargetOptions {
  /** Only what was spent since then; all that the ledger tells of without it. */
  readonly since?: Date
  /** Names or globs of the entries; all by default. */
  readonly only?: readonly string[]
  readonly exclude?: readonly string[]
  /** How long a new instance may take to show up in the list, in milliseconds; a minute by default. */
  readonly settleMs?: number
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<LookReporter>
  /** Ends the calls that are under way. */
  readonly signal?: AbortSignal
}

/**
 * What was spent, from the ledger and its prices: `spentByEntry` and `spentByDay` add up the periods in it. The service is
 * asked only where something is there that the ledger has no price of. Changes nothing. Throws a `UserError` for a ledger
 * that is damaged or another account's.
 */
export async function readCost(options: ReadCostOptions): Promise<SpendingReport> {
  const { since, only = [], exclude = [], reporter, signal } = options
  const seconds = since === undefined ? undefined : Math.floor(since.getTime() / 1000)
  return withAccount(options, ({ target }) =>
    runCost(
      target,
      { ...lookOptionsOf(options), since: seconds, only, exclude },
      lookReporterOf(reporter),
      signal,
    ),
  )
}

/** How the ledger is changed by hand. */
export interface EditLedgerOptions extends TargetOptions {
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<LookReporter>
  /** Stops the run as long as nothing is recorded. */
  readonly signal?: AbortSignal
}

export interface AdoptInstanceOptions extends EditLedgerOptions {
  /** The name of the entry, or its key where it has none. */
  readonly name: string
  /** The id of the instance. */
  readonly id: string
  /** Where the entry is defined; not needed for one that the ledger knows. */
  readonly fleet?: LoadedFleet
}

/**
 * Records an instance as the one that an entry means, and settles the entry's attempts in doubt as made. Nothing in the
 * account changes. Throws a `UserError` for an unknown entry, an instance of another entry, one that the account does
 * not have, and a ledger that is damaged or another account's.
 */
export async function adoptInstance(options: AdoptInstanceOptions): Promise<Adoption> {
  const { name, id, fleet, cwd } = options
  if (fleet !== undefined) refuseInvalid(fleet)
  if (id.trim() === '') {
    throw new UserError('the id of the instance is empty', { nothingDone: 'changed' })
  }
  return withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
    runAdopt(
      { name, id: id as InstanceId },
      { specs: fleet?.specs ?? [], cwd: fleet?.cwd ?? cwd },
      target,
      { ...editOptionsOf(options, 'adoptInstance'), root },
      lookReporterOf(options.reporter),
      options.signal,
    ),
  )
}

export interface ForgetEntryOptions extends EditLedgerOptions {
  /** The name of the entry, or its key where it has none. */
  readonly name: string
  /** Of the instances to drop; without any, all of the entry is dropped, its attempts in doubt included. */
  readonly ids?: readonly string[]
  /** Whether this, and nothing else, may be dropped: what still runs of it costs money, and nobody remembers it. */
  readonly approve: (forgetting: Forgetting) => boolean | Promise<boolean>
}

/**
 * Closes the attempts of an entry that are in doubt as not made, and drops its instances from the ledger. Nothing in the
 * account changes. Throws a `UserError` for an unknown entry, an instance that it does not have, and a ledger that is
 * damaged or another account's.
 */
export async function forgetEntry(options: ForgetEntryOptions): Promise<Forgotten> {
  const { name, ids, approve } = options
  if (ids?.length === 0) {
    throw new UserError('no instance to forget is named', {
      nothingDone: 'changed',
      hint: 'without `ids`, all of the entry is dropped',
    })
  }
  return withAccount(options, ({ target }) =>
    runForget(
      { name, ids: ids ?? [] },
      target,
      {
        ...editOptionsOf(options, 'forgetEntry'),
        approve: async (forgetting) => approve(forgetting),
      },
      lookReporterOf(options.reporter),
      options.signal,
    ),
  )
}

export interface RecoverLedgerOptions extends EditLedgerOptions {
  /** The id of the lost ledger, where the markers of the account name several. */
  readonly ledgerId?: string
  /** Whether what was found may be recorded as ours. Asked only where something was found. */
  readonly approve: (report: RecoveryReport) => boolean | Promise<boolean>
}

/**
 * Rebuilds a lost ledger, or lost lines of one, from the markers that the account shows. Sends only calls that read.
 * Throws a `UserError` for definitions with errors, for an account that cannot be seen in full, for markers that do not
 * say which ledger was lost, and for a ledger that is damaged or another account's.
 */
export async function recoverLedger(
  fleet: LoadedFleet,
  options: RecoverLedgerOptions,
): Promise<Recovered> {
  refuseInvalid(fleet)
  const { ledgerId, approve, reporter, signal } = options
  return withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
    runRecover(
      fleet,
      target,
      {
        ...editOptionsOf(options, 'recoverLedger'),
        root,
        ledgerId,
        approve: async (report) => approve(report),
      },
      { ...lookReporterOf(reporter), recovery: () => undefined },
      signal,
    ),
  )
}

const editOptionsOf = (
  { refresh = 'auto', acceptAccount = false }: EditLedgerOptions,
  command: string,
) => ({
  own: OWN_PROCESS,
  version: VERSION,
  command,
  refresh,
  acceptAccount,
  refusal: (refusal: EditRefusal) => editRefused(refusal, { flags: {}, args: [] }),
})

const lookOptionsOf = ({
  refresh = 'auto',
  settleMs = 60_000,
  acceptAccount = false,
}: TargetOptions & Pick<AccountOptions, 'settleMs'>) => ({ refresh, settleMs, acceptAccount })

const NO_LIMITS: Limits = {
  maxHourly: undefined,
  maxUpfront: undefined,
  allowPrepaid: false,
  allowUnavailable: false,
}

const planOptionsOf = (options: AccountOptions, { named = [] }: Pick<LoadedFleet, 'named'>) => ({
  ...lookOptionsOf(options),
  named,
  marker: options.marker ?? true,
  allow: new Set(options.allow ?? []),
})

/** The one list for every call: what the caller names, and all that is secret in the files. */
const withSecretsOf = <Options extends ConnectOptions>(
  fleet: LoadedFleet | undefined,
  options: Options,
): Options => ({ ...options, secrets: [...(options.secrets ?? []), ...(fleet?.secrets ?? [])] })

function refuseInvalid({ diagnostics }: LoadedFleet): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return
  throw new UserError(`the definitions have errors: ${first.message}`, {
    nothingDone: 'sent',
    hint: `There are ${errors.length} in all, in the diagnostics of the fleet`,
  })
}

type AccountTarget = Pick<PathBase, 'root'> & {
  readonly target: Target & { readonly client: Client }
}

async function withAccount<Result>(
  options: TargetOptions,
  use: (account: AccountTarget) => Promise<Result>,
): Promise<Result> {
  const { baseUrl, apiKey, cwd, ledger } = options
  const name = serviceOf(new URL(parseBaseUrl(baseUrl).root))
  const { folder, root } = findProject(cwd, undefined)
  const client = connect(options)
  try {
    const target = {
      name,
      ledgerIsNamed: ledger !== undefined,
      ledger: locateLedger(ledger, folder, name),
      client,
      apiKey: new Secret(apiKey, '(secret)'),
    }
    return await use({ target, root })
  } finally {
    client.close()
  }
}
