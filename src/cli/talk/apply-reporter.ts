import type { ChangeFinding } from '../../apply/change/settle-changes.ts'
import type { ApplyEvent } from '../../apply/event.ts'
import type { OpenFinding } from '../../apply/settle-open.ts'
import type { WaitEvent, WaitResult } from '../../apply/wait.ts'
import type { CommandLine, Flags, RunCommand } from '../../config/flags.ts'
import type { FleetApplied } from '../../operations/apply-fleet.ts'
import { jsonText } from '../../output/json/compact-json.ts'
import {
  billedEventJson,
  changeSettledJson,
  eventJson,
  protectionJson,
  settledJson,
  startJson,
} from '../../output/json/events-json.ts'
import { summaryJson } from '../../output/json/summary-json.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { wrapTo } from '../../output/terminal/wrap-text.ts'
import { billedText } from '../../output/text/billed-text.ts'
import { changeSettledText, protectionText } from '../../output/text/change-settled-text.ts'
import { eventText, settledText } from '../../output/text/events-text.ts'
import { nextCommand } from '../../output/text/next-command.ts'
import { leftText } from '../../output/text/plan/left-text.ts'
import { planText } from '../../output/text/plan/plan-text.ts'
import { resultText } from '../../output/text/result-text.ts'
import {
  waitEventJson,
  waitEventText,
  waitResultJson,
  waitResultText,
} from '../../output/text/wait-text.ts'
import type { Protection } from '../../plan/decide/protection.ts'
import type { PlanReport } from '../../plan/priced-plan.ts'
import type { Billed } from '../../pricing/billed.ts'
import type { Connections } from '../../status/connection.ts'
import { type Context, wrapWidth } from '../context.ts'
import { applyProgress } from './apply-progress.ts'
import { openEventFile } from './event-file.ts'
import type { LiveLine } from './progress-line.ts'

/** How an apply speaks: text for people, or one JSON event a line with the text beside it on standard error. */
export interface ApplyVoice {
  /** What takes a while from now on, for who watches; nothing more with the next plan, event or end. */
  busy(words: string): void
  /** `asks`: a question about it follows, so that it is shown in any case. */
  plan(report: PlanReport, asks: boolean): void
  settled(finding: OpenFinding): void
  /** The same for a change of an instance. */
  changeSettled(finding: ChangeFinding): void
  adopted(name: string, id: string): void
  protection(protection: Protection): void
  event(event: ApplyEvent): void
  waiting(event: WaitEvent): void
  waited(result: WaitResult, connections: Connections, ms: number): void
  end(applied: FleetApplied): void
  /** The run ended before its first call: a person hears only what is left, but machines wait for the last line. */
  unstarted(applied: FleetApplied): void
  /** The run is refused: what is billed comes before its error. */
  refused(billed: Billed): void
  /** Nobody will speak any more. */
  close(): void
}

export function toVoice(
  context: Context,
  {
    command,
    flags,
    format,
  }: {
    readonly command: RunCommand
    readonly flags: Flags
    readonly format: 'text' | 'json'
  },
): ApplyVoice {
  const { stdout, stderr } = context
  const verbose = flags.verbose === true
  const text = textVoice(format === 'text' ? stdout : stderr, {
    live: stderr.live,
    verbose,
    quiet: flags.quiet === true,
    commandLine: { flags, args: [] },
    command,
  })
  const file = openEventFile(context, flags)
  if (format === 'text' && file === undefined) return text
  const print = (value: unknown) => {
    const line = `${jsonText(value)}\n`
    if (format === 'json') stdout.write(line)
    file?.write(line)
  }
  const summary = ({ result, plan, ...ended }: FleetApplied) =>
    summaryJson(result, { ...ended, quotes: plan?.money.quotes })
  return {
    busy: text.busy,
    plan(report, asks) {
      text.plan(report, asks)
      print(startJson(report))
    },
    settled(finding) {
      text.settled(finding)
      print(settledJson(finding))
    },
    changeSettled(finding) {
      text.changeSettled(finding)
      print(changeSettledJson(finding))
    },
    adopted(name, id) {
      text.adopted(name, id)
      print({ type: 'adopted', name, id })
    },
    protection(protection) {
      text.protection(protection)
      print(protectionJson(protection))
    },
    event(event) {
      text.event(event)
      print(eventJson(event))
    },
    waiting(event) {
      text.waiting(event)
      print(waitEventJson(event))
    },
    waited(result, connections, ms) {
      text.waited(result, connections, ms)
      print(waitResultJson(result, connections))
    },
    end(applied) {
      text.end(applied)
      print(summary(applied))
    },
    unstarted(applied) {
      text.unstarted(applied)
      print(summary(applied))
    },
    refused(billed) {
      text.refused(billed)
      print(billedEventJson(billed))
    },
    close() {
      text.close()
      file?.close()
    },
  }
}

function textVoice(
  out: Context['stdout'],
  {
    live,
    verbose,
    quiet,
    commandLine,
    command,
  }: {
    live: LiveLine | undefined
    verbose: boolean
    quiet: boolean
    commandLine: CommandLine
    command: RunCommand
  },
): ApplyVoice {
  const { style } = out
  const width = wrapWidth(out)
  const say = (text: string) => out.write(wrapTo(text, width))
  const progress = applyProgress(live)
  let files = commandLine
  let onlyById: string | undefined
  return {
    busy: progress.busy,
    plan(report, asks) {
      progress.busy(undefined)
      files = report.commandLine
      onlyById = report.unseenOwned > 0 ? report.planId : undefined
      if (quiet && !asks) return
      for (const piece of planText(report, { style, verbose, width })) out.write(piece)
      out.write('\n')
    },
    settled(finding) {
      say(`${settledText(finding, style)}\n`)
    },
    changeSettled(finding) {
      say(`${changeSettledText(finding, style)}\n`)
    },
    adopted(name, id) {
      say(`${style.green('=')} ${shellWord(name)}  recorded as ${id}\n`)
    },
    protection(protection) {
      say(`${protectionText(protection, style)}\n`)
    },
    event(event) {
      const line = eventText(event, style, progress.follow(event))
      if (line !== undefined) say(`${line}\n`)
    },
    waiting(event) {
      say(`${waitEventText(event, style)}\n`)
    },
    waited(result, connections, waitedMs) {
      progress.busy(undefined)
      say(`\n${waitResultText(result, connections, { style, waitedMs, commandLine })}`)
    },
    end({ result, audit, left, plan, billed }) {
      const tookMs = progress.elapsed()
      progress.busy(undefined)
      const waits = leftText(left, { style, commandLine: files, onlyById, prices: plan })
      say(
        `\n${waits === '' ? '' : `${waits}\n`}${resultText(result, audit, { style, plan, billed, tookMs, commandLine: files, goOn: goOnWith(command, files) })}`,
      )
    },
    unstarted({ left, billed, plan }) {
      progress.busy(undefined)
      say(leftText(left, { style, commandLine: files, onlyById, prices: plan }))
      if (billed !== undefined && !quiet) say(`${billedText(billed)}\n`)
    },
    refused(billed) {
      progress.busy(undefined)
      if (!quiet) say(`${billedText(billed)}\n`)
    },
    close() {
      progress.busy(undefined)
    },
  }
}

/**
 * The command that does the rest; `undefined` where it is this one. The number and the plan that somebody approved are over
 * once a part of it is done.
 */
function goOnWith(command: RunCommand, { flags, args }: CommandLine): string | undefined {
  if (flags.destroys === undefined && flags['plan-id'] === undefined) return undefined
  const words = command === 'apply' && flags.prune === true ? ['--prune'] : []
  return nextCommand(command, words, { flags, args })
}
