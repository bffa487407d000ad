import type { CommandLine } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { InvalidFiles } from '../../definitions/files/invalid-files.ts'
import { selectsAll } from '../../definitions/selection.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { UserError } from '../../model/user-error.ts'
import {
  type ApplyOptions,
  applyFleet,
  type FleetApplied,
  type LiveTarget,
} from '../../operations/apply-fleet.ts'
import { reporterOf } from '../../operations/reporter.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { eventText } from '../../output/text/events-text.ts'
import { ledgerNewsText } from '../../output/text/ledger-news-text.ts'
import { isReapable } from '../../status/reapable.ts'
import type { Context } from '../context.ts'
import { requireAccess, type Service } from '../input/open-target.ts'
import type { ReapedBy, ReapedFiles } from '../input/reaped-files.ts'
import { planOptions } from '../input/run-options.ts'
import { applyProgress } from './apply-progress.ts'
import type { Watched, Watching } from './status-watch.ts'

export interface Reaping {
  readonly context: Context
  readonly line: CommandLine
  readonly settings: Settings
  readonly files: ReapedFiles
  readonly service: Service
}

/** Runs in which an instance may have its deletion refused before it is left to a person. */
const MAX_RUNS = 5

/**
 * Destroys what a look shows as expired, as `reap --yes` does, and says so as it happens. Gives whether anything was
 * destroyed. The files are read again for each run: somebody may have moved a time, or protected an instance. What forbids a
 * run, such as an error in them, is told once, and tried again with a later look: the account may be out of reach for a while, or
 * another run may have the ledger.
 */
export function reaper(reaping: Reaping): NonNullable<Watching['act']> {
  const { red } = reaping.context.stderr.style
  const { client } = requireAccess(reaping.service, reaping.settings)
  const runs = new Map<InstanceId, number>()
  let told: string | undefined
  return async (report, watched) => {
    const due = report.instances
      .filter(isReapable)
      .filter(({ owned }) => (runs.get(owned.id) ?? 0) < MAX_RUNS)
    if (due.length === 0) return false
    try {
      const by = await reaping.files.readAgain()
      const { result } = await reap({ ...reaping, ...by }, { ...reaping.service, client }, watched)
      for (const { owned } of due) runs.set(owned.id, (runs.get(owned.id) ?? 0) + 1)
      told = undefined
      return result.done.length > 0
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const words = `${red('Not destroyed:')} ${refusalText(error)}`
      if (words !== told) watched.say(words)
      told = words
      return false
    }
  }
}

function refusalText(error: UserError): string {
  if (error instanceof InvalidFiles) {
    return 'the files have errors\n  ppi-apply validate shows them\n'
  }
  const hint = error.hint === undefined ? '' : `  ${plain(error.hint)}\n`
  return `${plain(error.message)}\n${hint}`
}

function reap(
  { context, settings, fleet, ...reaping }: Omit<Reaping, 'files'> & ReapedBy,
  target: LiveTarget,
  { cancellation, say }: Watched,
): Promise<FleetApplied> {
  const { style } = context.stderr
  const progress = applyProgress(undefined)
  const reporter = reporterOf({
    ledger: (news) => say(`${style.yellow(ledgerNewsText(news))}\n`),
    event(event) {
      const words = eventText(event, style, progress.follow(event))
      if (words !== undefined) say(`${words}\n`)
    },
  })
  return applyFleet(
    { ...fleet, coversAll: selectsAll(settings), cwd: context.cwd },
    target,
    optionsOf({ context, settings, ...reaping }),
    reporter,
    cancellation,
  )
}

/** As `reap --yes`: what has expired was to end by its file, and `--max-destroys` holds. */
function optionsOf({ context, line, settings, service }: Omit<Reaping, 'files'>): ApplyOptions {
  return {
    ...planOptions({ settings, service }, line.flags),
    goal: { kind: 'reap' },
    version: context.version,
    own: context.own,
    command: 'reap',
    consent: { allow: settings.allow, isWhole: true },
    maxDestroys: settings.maxDestroys,
    callMs: settings.timeoutMs,
    limits: settings,
    planId: undefined,
    failFast: false,
    adopt: false,
    waitMs: undefined,
    canAsk: false,
    approve: async () => true,
    elapsed: context.elapsed,
  }
}
