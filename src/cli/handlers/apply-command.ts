import type { ApplyResult } from '../../apply/result.ts'
import type { CommandLine } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import { selectsAll } from '../../definitions/selection.ts'
import { durationText } from '../../model/duration.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
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
import type { Context } from '../context.ts'
import { type LoadedFleet, loadFleet } from '../input/checked-fleet.ts'
import { openService, requireAccess, type Service } from '../input/open-target.ts'
import { planOptions } from '../input/run-options.ts'
import { type ApplyVoice, toVoice } from '../talk/apply-reporter.ts'
import { checkPlanIdFlag, isApproved, willAsk } from '../talk/approval.ts'
import { showFindings } from '../talk/plan-review.ts'
import { handleSignals, type Interrupts } from '../talk/signals.ts'
import { stepText } from '../talk/step-text.ts'
import { timeLimit } from '../talk/time-limit.ts'

/** Read → parse → expand → check, then `applyFleet`, told to a person or a machine. Owns the signals. */
export async function applyCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  const waitMs = timeLimit(flags, 'wait')
  const voice = toVoice(context, flags, format)
  checkPlanIdFlag(flags)
  const settings = await loadSettings(line, context)
  const fleet = await loadFleet(context, settings)
  const service = await openService({ context, settings, flags, secrets: fleet.secrets })
  const interrupts = handleSignals(
    () =>
      context.stderr.write('\nInterrupted: ending within 5 s. Interrupt again to stop at once.\n'),
    () =>
      context.stderr.write(
        '\nStopped at once. A call that was under way may have created an instance that is billed: the ledger holds it as in doubt, and the same command looks it up before it sends anything.\n',
      ),
  )
  const run: ApplyCommandRun = { context, line, settings, fleet, service, interrupts, voice }
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

interface ApplyCommandRun {
  readonly context: Context
  readonly line: CommandLine
  readonly settings: Settings
  readonly fleet: LoadedFleet
  readonly service: Service
  readonly interrupts: Interrupts
  readonly voice: ApplyVoice
}

function applyOptions(
  { context, line, settings, service, interrupts }: ApplyCommandRun,
  waitMs: number | undefined,
): ApplyOptions {
  const { flags } = line
  return {
    ...planOptions({ settings, service }, flags),
    version: context.version,
    own: context.own,
    command: 'apply',
    consent: consentOf(line, settings),
    callMs: settings.timeoutMs,
    limits: settings,
    planId: flags['plan-id'],
    failFast: flags['fail-fast'] === true,
    adopt: flags.adopt === true,
    waitMs,
    canAsk: context.stdin.isTTY === true,
    approve: (plan) => isApproved({ context, flags, settings, interrupts }, plan),
    elapsed: context.elapsed,
  }
}

/** An id names this very plan, and without `--yes` somebody answers a question about it; `--yes` alone covers creating. */
const consentOf = ({ flags }: CommandLine, { allow }: Settings): Consent => ({
  allow,
  isWhole: flags['plan-id'] !== undefined || flags.yes !== true,
})

function reporterFor(run: ApplyCommandRun): ApplyReporter {
  const { context, line, fleet, voice, settings } = run
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
      const consent = consentOf(line, settings)
      const asks =
        hasWork(plan, { adopt: flags.adopt === true, consent }) &&
        willAsk({ ...run, flags }, withinConsent(plan, consent))
      voice.plan({ ...plan, again: line, applyWith: undefined }, asks)
    },
    stale: (waitedMs) =>
      stderr.write(
        `The answer came after ${durationText(waitedMs / 1000)}: looking at the account once more.\n`,
      ),
    adopted: ({ name, key, remote }) => voice.adopted(name ?? key, remote.id),
    event: voice.event,
    waiting: voice.waiting,
    waited: voice.waited,
  }
}

function tellEnd({ context, voice }: ApplyCommandRun, applied: FleetApplied): void {
  const { ending, approved, result, audit, left } = applied
  if (approved && hasNews(result)) voice.end(result, audit, ending, left)
  else {
    if (!approved && ending === 'interrupted') context.stderr.write('Nothing was sent.\n')
    voice.unstarted(result.skipped, ending, left)
  }
}

/** Whether there was anything to do, and so something to sum up. */
const hasNews = ({ done, rejected, notSent, inDoubt, skipped }: ApplyResult): boolean =>
  done.length + rejected.length + notSent.length + inDoubt.length + skipped.length > 0
