import type { ApplyResult } from '../../apply/result.ts'
import type { CommandLine, RunCommand } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import { selectsAll } from '../../definitions/selection.ts'
import { durationText } from '../../model/duration.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'
import {
  type ApplyOptions,
  applyFleet,
  type FleetApplied,
  hasWork,
} from '../../operations/apply-fleet.ts'
import type { ApplyReporter } from '../../operations/reporter.ts'
import { labelOf } from '../../output/text/events-text.ts'
import { ledgerNewsText } from '../../output/text/ledger-news-text.ts'
import { type Consent, withinConsent } from '../../plan/consent.ts'
import type { Goal } from '../../plan/decide/goal.ts'
import type { Context } from '../context.ts'
import { type LoadedFleet, loadFleet } from '../input/checked-fleet.ts'
import { openService, requireAccess, type Service } from '../input/open-target.ts'
import { planOptions } from '../input/run-options.ts'
import { timeLimit } from '../input/time-limit.ts'
import { type ApplyVoice, toVoice } from './apply-reporter.ts'
import { checkPlanIdFlag, isApproved, willAsk } from './approval.ts'
import { showFindings } from './plan-review.ts'
import { handleSignals, type Interrupts } from './signals.ts'
import { stepText } from './step-text.ts'

/** What a command that carries out a plan does in its own way. */
export interface Running {
  /** As the lock names it. */
  readonly command: RunCommand
  readonly goal: (settings: Settings) => Goal
  /** The definitions; those of the files where nothing else is said. */
  readonly load?: (context: Context, settings: Settings) => Promise<LoadedFleet>
}

/** Read → parse → expand → check, then `applyFleet`, told to a person or a machine. Owns the signals. */
export async function runFleet(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
  { command, goal: goalOf, load = loadFleet }: Running,
): Promise<ExitStatus> {
  const { flags } = line
  const waitMs = timeLimit(flags, 'wait')
  const voice = toVoice(context, { command, flags, format })
  checkPlanIdFlag(flags)
  const settings = await loadSettings(line, context)
  const fleet = await load(context, settings)
  const service = await openService({ context, settings, flags, secrets: fleet.secrets })
  const interrupts = handleSignals(
    () =>
      context.stderr.write('\nInterrupted: ending within 5 s. Interrupt again to stop at once.\n'),
    () => context.stderr.write(STOPPED_AT_ONCE[command === 'apply' ? 'apply' : 'change']),
  )
  const goal = goalOf(settings)
  const run: FleetRun = {
    context,
    line,
    settings,
    fleet,
    service,
    interrupts,
    voice,
    command,
    goal,
  }
  try {
    const { client } = requireAccess(service, settings)
    const applied = await applyFleet(
      { ...fleet, coversAll: selectsAll(settings), cwd: context.cwd },
      { ...service, client },
      applyOptions(run, waitMs),
      reporterFor(run),
      interrupts,
    )
    tellEnd(run, applied)
    return applied.ending
  } finally {
    interrupts.release()
    voice.close()
    await service.close()
  }
}

const STOPPED_AT_ONCE = {
  apply:
    '\nStopped at once. A call that was under way may have created an instance that is billed: the ledger holds it as in doubt, and the same command looks it up before it sends anything.\n',
  change:
    '\nStopped at once. A call that was under way may have been carried out: the ledger holds it as open, and the next run looks at the instance before it sends anything.\n',
} as const

interface FleetRun {
  readonly context: Context
  readonly line: CommandLine
  readonly settings: Settings
  readonly fleet: LoadedFleet
  readonly service: Service
  readonly interrupts: Interrupts
  readonly voice: ApplyVoice
  readonly command: Running['command']
  readonly goal: Goal
}

function applyOptions(run: FleetRun, waitMs: number | undefined): ApplyOptions {
  const { context, line, settings, service, command, goal } = run
  const { flags } = line
  const consent = consentOf(run)
  const untilAvailableMs = timeLimit(flags, 'until-available')
  if (untilAvailableMs !== undefined && settings.refresh === 'never') {
    throw new UserError('--until-available asks the service, and --refresh never forbids that', {
      ending: 'usage',
      hint: 'leave one of them out',
    })
  }
  return {
    ...planOptions({ settings, service }, flags),
    goal,
    version: context.version,
    own: context.own,
    command,
    lockTimeoutMs: timeLimit(flags, 'lock-timeout'),
    consent,
    destroys: flags.destroys,
    maxDestroys: settings.maxDestroys,
    acceptGone: flags['accept-gone'] === true,
    changeMs: waitMs,
    callMs: settings.timeoutMs,
    limits: settings,
    untilAvailableMs,
    planId: flags['plan-id'],
    failFast: flags['fail-fast'] === true,
    adopt: flags.adopt === true,
    waitMs: goal.kind === 'apply' ? waitMs : undefined,
    canAsk: context.stdin.isTTY === true,
    approve: (plan) => isApproved({ ...run, ...line, consent }, plan),
    elapsed: context.elapsed,
  }
}

/**
 * An id names this very plan, and without `--yes` somebody answers a question about it; `--yes` alone covers creating. A
 * command that ends, stops or starts is itself the word for that.
 */
const consentOf = ({ line: { flags }, settings: { allow }, goal }: FleetRun): Consent => ({
  allow,
  isWhole: goal.kind !== 'apply' || flags['plan-id'] !== undefined || flags.yes !== true,
})

function reporterFor(run: FleetRun): ApplyReporter {
  const { context, line, fleet, voice } = run
  const { flags } = line
  const { stderr } = context
  return {
    progress: (step) => voice.busy(stepText(step)),
    ledger: (news) => stderr.write(`${stderr.style.yellow(ledgerNewsText(news))}\n`),
    settling(entries, settleMs) {
      const open = entries.flatMap((entry) => entry.open.map(() => labelOf(entry)))
      stderr.write(
        `Settling ${open.join(', ')}: an attempt has no recorded outcome, and a new one may take up to ${Math.ceil(settleMs / 1000)} s to be listed.\n`,
      )
    },
    settled: voice.settled,
    plan(plan) {
      showFindings(plan, fleet, context)
      const consent = consentOf(run)
      const asks =
        hasWork(plan, { adopt: flags.adopt === true, consent }) &&
        willAsk({ ...run, ...line, consent }, withinConsent(plan, consent))
      voice.plan({ ...plan, commandLine: line, applyWith: undefined }, asks)
    },
    refused: voice.refused,
    stale: (waitedMs) =>
      stderr.write(
        `The answer came after ${durationText(waitedMs / 1000)}: looking at the account once more.\n`,
      ),
    awaitingStock: (budgetMs) =>
      stderr.write(
        `Nothing of it can be deployed now, says the service: looking again every 10 s, for up to ${durationText(budgetMs / 1000)}. The ledger is held meanwhile.\n`,
      ),
    settlingChanges(changes, settleMs) {
      const open = changes.map(({ entry }) => labelOf(entry))
      stderr.write(
        `Settling ${open.join(', ')}: a change of an earlier run has no recorded outcome, and may take up to ${Math.ceil(settleMs / 1000)} s to show.\n`,
      )
    },
    changeSettled: voice.changeSettled,
    protection: voice.protection,
    adopted: ({ name, key, remote }) => voice.adopted(name ?? key, remote.id),
    event: voice.event,
    waiting: voice.waiting,
    waited: voice.waited,
  }
}

function tellEnd({ context, voice }: FleetRun, applied: FleetApplied): void {
  const { ending, approved, result } = applied
  if (approved && hasNews(result)) voice.end(applied)
  else {
    if (!approved && ending === 'interrupted') context.stderr.write('Nothing was sent.\n')
    voice.unstarted(applied)
  }
}

/** Whether there was anything to do, and so something to sum up. */
const hasNews = ({ done, rejected, notSent, inDoubt, skipped }: ApplyResult): boolean =>
  done.length + rejected.length + notSent.length + inDoubt.length + skipped.length > 0
