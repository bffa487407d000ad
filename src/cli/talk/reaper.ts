import type { CommandLine } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { InvalidFiles } from '../../definitions/files/invalid-files.ts'
import { selectsAll } from '../../definitions/selection.ts'
import { durationText } from '../../model/duration.ts'
import { UserError } from '../../model/user-error.ts'
import {
  type ApplyOptions,
  applyFleet,
  type FleetApplied,
  type LiveTarget,
} from '../../operations/apply-fleet.ts'
import { reporterOf } from '../../operations/reporter.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { eventText, labelOf } from '../../output/text/events-text.ts'
import { ledgerNewsText } from '../../output/text/ledger-news-text.ts'
import { isReapable } from '../../status/reapable.ts'
import type { Context } from '../context.ts'
import { requireAccess, type Service } from '../input/open-target.ts'
import type { ReapedBy, ReapedFiles } from '../input/reaped-files.ts'
import { planOptions } from '../input/run-options.ts'
import { applyProgress } from './apply-progress.ts'
import { leftBy, QUICK_RUNS, reapPace, SLOW_PAUSE_MS } from './reap-pace.ts'
import type { Watched, Watching } from './status-watch.ts'

export interface Reaping {
  readonly context: Context
  readonly line: CommandLine
  readonly settings: Settings
  readonly files: ReapedFiles
  readonly service: Service
}

/**
 * Destroys what a look shows as expired, as `reap --yes` does, and says so as it happens. Gives whether anything was
 * destroyed. The files are read again for each run: somebody may have moved a time, or protected an instance. What forbids a
 * run, such as an error in them, is told once, and tried again with a later look: the account may be out of reach for a while, or
 * another run may have the ledger. What runs leave, `reapPace` says when to try again.
 */
export function reaper(reaping: Reaping): NonNullable<Watching['act']> {
  const { context } = reaping
  const { red, yellow } = context.stderr.style
  const { client } = requireAccess(reaping.service, reaping.settings)
  const pace = reapPace(context.elapsed ?? (() => performance.now()))
  let told: string | undefined
  return async (report, watched) => {
    const due = report.instances.filter((each) => isReapable(each) && pace.isDue(each.owned.id))
    if (due.length === 0) return false
    try {
      const by = await reaping.files.readAgain()
      const applied = await reap({ ...reaping, ...by }, { ...reaping.service, client }, watched)
      const left = leftBy(applied)
      for (const { owned, name, key } of due) {
        const why = left.get(owned.id)
        if (why === undefined || !pace.leave(owned.id)) continue
        watched.say(`${yellow(`${labelOf({ name, key })}  ${leftText(why)}`)}\n`)
      }
      told = undefined
      return applied.result.done.length > 0
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const words = `${red('Not destroyed:')} ${refusalText(error)}`
      if (words !== told) watched.say(words)
      told = words
      return false
    }
  }
}

const leftText = (why: string): string =>
  `not destroyed by ${QUICK_RUNS} runs: ${plain(why)}; trying again every ${durationText(SLOW_PAUSE_MS / 1000)}`

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
