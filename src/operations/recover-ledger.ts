import { instancesOf, type RemoteInstance } from '../api/remote.ts'
import type { PathBase } from '../ledger/definition-file.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { toState } from '../ledger/state.ts'
import type { ExitStatus } from '../model/exit-status.ts'
import { invocation, shellQuoted } from '../model/invocation.ts'
import type { OwnProcess } from '../model/own-process.ts'
import { UserError } from '../model/user-error.ts'
import { markerIn } from '../plan/marker.ts'
import { markedByLedger, type RecoveryReport, recover } from '../plan/recovery.ts'
import { completeListed } from './account/complete-listed.ts'
import { refresh } from './account/refresh.ts'
import { unknownInstances } from './account/unknown-instances.ts'
import type { LiveTarget } from './apply-fleet.ts'
import { refuseAborted } from './cancellation.ts'
import { adoptedRecord } from './ledger/adopted-record.ts'
import { refuseOtherLedgers } from './ledger/check-other-ledgers.ts'
import { chooseLostLedger } from './ledger/choose-lost-ledger.ts'
import { type EditOptions, editLedger } from './ledger/edit-ledger.ts'
import { notMadeBy, refuseSleepers } from './ledger/refuse-sleepers.ts'
import type { CheckedFleet } from './plan-fleet.ts'
import { during, type LookReporter } from './reporter.ts'

export interface RecoverOptions extends Omit<EditOptions, 'refusal'> {
  /** The id of the lost ledger, where the markers of the account name several. */
  readonly ledgerId: string | undefined
  /** Whether what was found may be recorded as ours. Asked only where something was found. */
  readonly approve: (report: RecoveryReport) => Promise<boolean>
}

export interface RecoverReporter extends LookReporter {
  /** What the markers say, before anything is asked or recorded. */
  recovery(report: RecoveryReport): void
}

/** What was recovered, and what is left. */
export interface Recovered extends RecoveryReport {
  /** `unknown` where an entry has several instances, `partial` where it cannot be told whose some instances are. */
  readonly ending: ExitStatus
  /** Whether what was found is recorded. */
  readonly recorded: boolean
}

/**
 * Rebuilds a lost ledger, or lost lines of one, from the markers that the account shows: locks the ledger, lists the
 * account in full, and asks. Sends only calls that read. Throws a `UserError` for an account that cannot be seen in full, for
 * another ledger that holds what this one lacks, for markers that do not say which ledger was lost, and for whatever else
 * forbids it, before the ledger is changed.
 */
export async function recoverLedger(
  fleet: Pick<CheckedFleet, 'specs' | 'cwd'>,
  target: LiveTarget,
  options: RecoverOptions,
  reporter: RecoverReporter,
  signal?: AbortSignal,
): Promise<Recovered> {
  // What another ledger holds was not lost.
  await refuseOtherLedgers({ ...fleet, target })
  return editLedger(target, options, reporter, signal, async (ledger) => {
    const instances = await unknownIn(target, ledger, reporter, signal)
    const report = await completed(
      reportOf(instances, fleet, options, ledger),
      ledger,
      target,
      signal,
    )
    refuseAborted(signal)
    reporter.recovery(report)
    await refuseUnsent(report, ledger, { label: target.ledger.label, ...options })
    const { found } = report.recovery
    const isApproved = found.length > 0 && (await options.approve(report))
    refuseAborted(signal)
    if (isApproved) await record(report, ledger, { cwd: fleet.cwd, root: options.root })
    const isRefused = found.length > 0 && !isApproved
    const ending = isRefused ? 'refused' : exitStatusOf(report, fleet, ledger)
    return { ...report, ending, recorded: isApproved }
  })
}

/**
 * Throws where to record an instance would close an attempt that made another one, or none yet: it would no longer keep the
 * entry from its call, should the run that sent it be asleep.
 */
async function refuseUnsent(
  { recovery: { found } }: RecoveryReport,
  { records }: Ledger,
  { label, own }: { readonly label: string; readonly own: OwnProcess },
): Promise<void> {
  const { entries } = toState(records)
  for (const { spec, instance } of found) {
    const open = entries.get(spec.key)?.open ?? []
    const attempts = notMadeBy(open, markerIn(instance))
    const forget = `${invocation()} forget ${shellQuoted(spec.name ?? spec.key)} --holder-is-gone`
    const onceGone = `${forget}, then recover again`
    await refuseSleepers({ attempts }, records, { label, own, onceGone })
  }
}

async function unknownIn(
  { client }: LiveTarget,
  { records }: Ledger,
  reporter: RecoverReporter,
  signal: AbortSignal | undefined,
): Promise<readonly RemoteInstance[]> {
  const remote = await during(reporter, { kind: 'looking' }, () =>
    refresh(client, { refresh: 'always' }, { records, signal }),
  )
  refuseAborted(signal)
  if (remote.kind !== 'complete') {
    throw new UserError(`the account could not be listed in full (${remote.why})`, {
      nothingDone: 'changed',
      hint: 'What a part of the account shows may be one of two instances of an entry. Try again',
    })
  }
  const unknown = await unknownInstances(instancesOf(remote), toState(records), client, signal)
  refuseAborted(signal)
  return unknown
}

function reportOf(
  instances: readonly RemoteInstance[],
  { specs }: Pick<CheckedFleet, 'specs'>,
  options: Pick<RecoverOptions, 'ledgerId'>,
  { records }: Ledger,
): RecoveryReport {
  const state = toState(records)
  const groups = markedByLedger(instances, state)
  const { ledgerId, marked } = chooseLostLedger(groups, records, options.ledgerId)
  const unseen = instances.filter(({ envs }) => envs === undefined).length
  return { ledgerId, recovery: recover(marked, specs, state), unseen }
}

/** What is recorded as applied is what an instance has: what the list does not tell of one is asked for. */
async function completed(
  report: RecoveryReport,
  { records }: Ledger,
  { client }: LiveTarget,
  signal: AbortSignal | undefined,
): Promise<RecoveryReport> {
  const { recovery } = report
  const told = await completeListed(
    recovery.found.map(({ instance }) => instance),
    {
      state: toState(records),
      // An entry without a name is told by its marker.
      specs: recovery.found.map(({ spec, instance: { name } }) => ({ ...spec, name })),
      client,
      signal,
    },
  )
  const found = recovery.found.map(({ spec, instance }) => ({
    spec,
    instance: told.get(instance.id) ?? instance,
  }))
  return { ...report, recovery: { ...recovery, found } }
}

function exitStatusOf(
  { recovery, unseen }: RecoveryReport,
  { specs }: Pick<CheckedFleet, 'specs'>,
  { records }: Ledger,
): ExitStatus {
  if (recovery.doubled.length > 0) return 'unknown'
  const after = toState(records)
  const isMissing = specs.some(({ key }) => after.entries.get(key) === undefined)
  // What cannot be told matters where an entry has nothing: one of these instances may be its own.
  return recovery.unplaced.length > 0 || (unseen > 0 && isMissing) ? 'partial' : 'done'
}

async function record(
  { ledgerId, recovery: { found } }: RecoveryReport,
  ledger: Ledger,
  paths: PathBase,
): Promise<void> {
  const opened = ledger.records.find((entry) => entry.type === 'opened')
  const time = new Date().toISOString()
  // From now on markers carry the id of the lost ledger, so that old and new ones are seen to belong together.
  if (ledgerId !== undefined && opened !== undefined) {
    const { seq: _seq, ...first } = opened
    await ledger.append({ ...first, time, ledgerId })
  }
  const state = toState(ledger.records)
  for (const { spec, instance } of found) {
    const open = state.entries.get(spec.key)?.open ?? []
    const settles = open.map(({ attempt }) => attempt)
    const recording = { time: new Date().toISOString(), settles, paths }
    await ledger.append(adoptedRecord(spec, instance, recording))
  }
}
