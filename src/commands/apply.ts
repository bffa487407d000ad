import { addTo } from '../add-to.ts'
import { instancesOf, type Remote } from '../api/remote.ts'
import { applyCreates } from '../apply/apply.ts'
import { type AuditFinding, audit } from '../apply/audit.ts'
import type { ApplyEvent } from '../apply/event.ts'
import type { ApplyPorts } from '../apply/ports.ts'
import { type Budget, budgetOf } from '../apply/resolve.ts'
import { type ApplyResult, endingOf, toResult } from '../apply/result.ts'
import { type OpenFinding, settleOpen } from '../apply/settle-open.ts'
import { durationText } from '../duration-text.ts'
import type { Ending } from '../exit-code.ts'
import { definitionFile } from '../ledger/definition-file.ts'
import type { InstanceId } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { ledgerIdOf } from '../ledger/ledger-id.ts'
import { type State, toState } from '../ledger/state.ts'
import { applyPorts } from '../operations/apply-ports.ts'
import { confirmMissing } from '../operations/confirm-missing.ts'
import { pricePlan } from '../operations/price-plan.ts'
import { refuseUnseen, survey } from '../operations/refresh.ts'
import { type Look, lookAgain } from '../operations/replan-if-stale.ts'
import { type Creation, type ExistsAction, isCreation } from '../plan/action.ts'
import { hourlyByKey } from '../plan/quote.ts'
import type { PricedPlan } from '../plan/report.ts'
import type { CommandLine, Flags } from '../settings/flags.ts'
import { loadSettings, type Settings } from '../settings/settings.ts'
import type { InstanceSpec } from '../spec/instance-spec.ts'
import { mask } from '../spec/secret.ts'
import { selectsAll } from '../spec/selection.ts'
import { UserError } from '../user-error.ts'
import { labelOf } from '../view/events-text.ts'
import { checkPlanIdFlag, isApproved, refuseMoved } from './approve.ts'
import type { Context } from './context.ts'
import { FORMATS } from './formats.ts'
import { type Interrupts, takeInterrupts } from './interrupts.ts'
import { type LoadedFleet, loadFleet } from './load-fleet.ts'
import { showFindings } from './plan-review.ts'
import { formatOf } from './report.ts'
import { openService, requireAccess, type Service } from './service.ts'
import { type ApplyVoice, toVoice } from './voice.ts'
import { waitBudget, waitForCreated } from './wait.ts'
import { withLedger } from './with-ledger.ts'

/** Read → parse → expand → check → lock → settle → refresh → plan → ask → apply → audit. Owns signals and the lock. */
export async function applyCommand(context: Context, line: CommandLine): Promise<Ending> {
  const { flags } = line
  const waitMs = waitBudget(flags)
  const voice = toVoice(context, flags, formatOf(flags, FORMATS.apply))
  checkPlanIdFlag(flags)
  const settings = await loadSettings(line, context)
  const fleet = await loadFleet(context, settings)
  const service = await openService({ context, settings, flags, lookup: fleet.lookup })
  const interrupts = takeInterrupts(
    () => context.stderr.write('\nInterrupted: ending within 5 s. Once more leaves at once.\n'),
    () =>
      context.stderr.write(
        '\nLeft at once. A call that was under way may have created an instance that is billed: the ledger holds it as in doubt, and the same command looks it up before it sends anything.\n',
      ),
  )
  try {
    return await underLock({
      context,
      flags,
      line,
      settings,
      fleet,
      service,
      interrupts,
      voice,
      waitMs,
    })
  } finally {
    interrupts.release()
    voice.close()
    await service.close()
  }
}

interface Setting {
  readonly context: Context
  readonly flags: Flags
  readonly line: CommandLine
  readonly settings: Settings
  readonly fleet: LoadedFleet
  readonly service: Service
  readonly interrupts: Interrupts
  readonly voice: ApplyVoice
  /** How long to wait for what was created; `undefined` for not at all. */
  readonly waitMs: number | undefined
}

async function underLock(setting: Setting): Promise<Ending> {
  const { service, settings, interrupts } = setting
  const { client } = requireAccess(service, settings)
  const signal = interrupts.deadline
  return withLedger({ ...setting, command: 'apply', signal }, (ledger) =>
    run(
      setting,
      ledger,
      applyPorts({ client, ledger, refresh: settings.refresh, cancellation: interrupts }),
    ),
  )
}

async function run(setting: Setting, ledger: Ledger, ports: ApplyPorts): Promise<Ending> {
  const { context, settings, fleet, service, interrupts, voice, flags, waitMs } = setting
  const budget = budgetOf(settings.settleMs, settings.timeoutMs)
  const before = toState(ledger.entries)
  tellSettling(setting, before)
  if ([...before.entries.values()].some(({ open }) => open.length > 0)) voice.busy('Settling')
  const settled = await settleOpen(before, budget, ports)
  for (const finding of settled) voice.settled(finding)
  refuseUnrecorded(settled)
  if (interrupts.requested()) return nothingSent(setting)
  const state = settled.length === 0 ? before : toState(ledger.entries)
  const first = await look(setting, state, ports)
  if (interrupts.requested()) return nothingSent(setting)
  showFindings(first.report, fleet, context)
  voice.plan({ ...first.report, again: setting.line, applyWith: undefined })
  refuseUnseen(first.report, settings)
  if (interrupts.requested()) return nothingSent(setting)
  refuseMoved(first.report, flags)
  const planned = first.report.actions.filter(isCreation)
  const hasWork = planned.length > 0 || adoptionsOf(first.report, flags).length > 0
  const { elapsed = ports.elapsed } = context
  const asked = elapsed()
  if (hasWork && !(await isApproved(setting, first.report))) {
    if (interrupts.requested()) return nothingSent(setting, planned)
    voice.unstarted(planned, 'refused')
    return 'refused'
  }
  const { remote, report } = await lookAgain(first, elapsed() - asked, {
    look: () => look(setting, state, ports),
    check: (fresh) => refuseUnseen(fresh, settings),
    interrupted: interrupts.requested,
    onStale: (waitedMs) =>
      context.stderr.write(
        `The answer came after ${durationText(waitedMs / 1000)}: looking at the account once more.\n`,
      ),
  })
  if (interrupts.requested()) return nothingSent(setting, planned)
  const creations = report.actions.filter(isCreation)
  const adoptions = adoptionsOf(report, flags)
  for (const adoption of adoptions) await adopt(adoption, ports, setting)
  const result = await carryOut(creations, { state, remote, report, setting, ports, ledger })
  voice.busy('Looking at the account once more')
  const findings =
    result.created.length + result.inDoubt.length + result.rejected.length > 0
      ? await closingAudit(result, () => toState(ledger.entries), budget, ports)
      : []
  if (waitMs !== undefined && result.created.length > 0 && !interrupts.requested()) {
    await waitForCreated({ result, budgetMs: waitMs, service, ports, interrupts, voice })
  }
  const ending = endingOf(result, {
    audit: findings,
    doubts: report.counts['in-doubt'],
    conflicts: report.counts.conflict,
    interrupted: interrupts.requested(),
  })
  if (creations.length > 0) voice.end(result, findings, ending)
  else voice.unstarted([], ending)
  return ending
}

/** One look at the account, and what it decides. */
async function look(
  { settings, fleet, service, interrupts, voice }: Setting,
  state: State,
  ports: ApplyPorts,
): Promise<Look> {
  const client = service.access?.client
  voice.busy('Looking at the account')
  const remote = await confirmMissing(await ports.list(), {
    state,
    specs: fleet.specs,
    settleMs: settings.settleMs,
    now: Date.now(),
    client,
    signal: interrupts.lastLook,
  })
  const basis = survey(service.name, fleet.specs, state, remote, selectsAll(settings))
  const signal = interrupts.deadline
  voice.busy('Asking for prices and stock')
  const { refresh, marker } = settings
  const { variables } = fleet
  return { remote, report: await pricePlan(basis, { client, refresh, variables, marker, signal }) }
}

/** Waiting without a word looks like hanging. */
function tellSettling({ context, settings }: Setting, state: State): void {
  const open = [...state.entries.values()].flatMap((entry) => entry.open.map(() => labelOf(entry)))
  if (open.length === 0) return
  const seconds = Math.ceil(settings.settleMs / 1000)
  context.stderr.write(
    `Settling ${open.join(', ')}: an attempt has no recorded outcome, and a new one may take up to ${seconds} s to be listed.\n`,
  )
}

/** A find that the ledger could not take: going on would only lose more. */
function refuseUnrecorded(findings: readonly OpenFinding[]): void {
  const lost = findings.find(({ unrecorded }) => unrecorded !== undefined)?.unrecorded
  if (lost === undefined) return
  throw new UserError(lost.reason, {
    ending: 'ledger',
    hint:
      lost.rescue === undefined
        ? 'Nothing new was sent. The attempt stays in doubt, and the next run looks again.'
        : `Nothing new was sent. What was found is kept in ${lost.rescue}.`,
  })
}

function nothingSent({ context, voice }: Setting, creations: readonly Creation[] = []): Ending {
  context.stderr.write('Nothing was sent.\n')
  voice.unstarted(creations, 'interrupted')
  return 'interrupted'
}

const adoptionsOf = ({ actions }: PricedPlan, flags: Flags): readonly ExistsAction[] =>
  flags.adopt === true ? actions.filter((action) => action.kind === 'exists') : []

const fileOf = ({ context, service }: Setting, { place }: InstanceSpec) =>
  definitionFile(place.file, { cwd: context.cwd, root: service.project.root })

async function adopt(
  { spec, remote, key, name }: ExistsAction,
  ports: ApplyPorts,
  setting: Setting,
): Promise<void> {
  const recorded = await ports.record({
    type: 'adopted',
    time: ports.now(),
    key,
    name,
    digest: spec.digest,
    spec: mask(spec.body),
    id: remote.id,
    listed: true,
    settles: [],
    file: fileOf(setting, spec),
  })
  if (recorded.kind === 'failed') {
    throw new UserError(`the ledger could not be written: ${recorded.reason}`, { ending: 'ledger' })
  }
  setting.voice.adopted(name ?? key, remote.id)
}

interface Carrying {
  readonly state: State
  readonly remote: Remote
  readonly report: PricedPlan
  readonly setting: Setting
  readonly ports: ApplyPorts
  readonly ledger: Ledger
}

async function carryOut(
  creations: readonly Creation[],
  { state, remote, report, setting, ports, ledger }: Carrying,
): Promise<ApplyResult> {
  const events: ApplyEvent[] = []
  const input = {
    creations,
    seen: remote.kind === 'complete' ? idsByName(remote) : undefined,
    known: knownIds(state, remote),
    failFast: setting.flags['fail-fast'] === true,
    ledgerId: setting.settings.marker ? ledgerIdOf(ledger.entries) : undefined,
    budget: budgetOf(setting.settings.settleMs, setting.settings.timeoutMs),
    hourly: hourlyByKey(report.money),
    fileOf: (spec: InstanceSpec) => fileOf(setting, spec),
  }
  for await (const event of applyCreates(input, ports)) {
    events.push(event)
    setting.voice.event(event)
  }
  return toResult(creations, events)
}

function idsByName(remote: Remote): ReadonlyMap<string, readonly InstanceId[]> {
  const ids = new Map<string, InstanceId[]>()
  for (const { id, name } of instancesOf(remote)) addTo(ids, name, id)
  return ids
}

const knownIds = (state: State, remote: Remote): ReadonlySet<InstanceId> =>
  new Set([
    ...instancesOf(remote).map(({ id }) => id),
    ...[...state.entries.values()].flatMap(({ instances }) => instances.map(({ id }) => id)),
  ])

/** Looks again while something of this run is missing: a new instance may take its time to be listed. */
async function closingAudit(
  result: ApplyResult,
  state: () => State,
  { settleMs }: Budget,
  ports: ApplyPorts,
): Promise<readonly AuditFinding[]> {
  const created = result.created.map(({ id }) => id)
  const refused = result.rejected.flatMap(({ creation: { name } }) => name ?? [])
  let findings: readonly AuditFinding[] = []
  for (const pause of [0, 1000, 2000, 4000]) {
    if (pause > 0) await ports.wait(Math.min(pause, settleMs))
    if (ports.interrupted()) return findings
    findings = audit(state(), created, await ports.list(), refused)
    if (pause >= settleMs || !findings.some(({ kind }) => kind === 'missing')) break
  }
  return findings
}
