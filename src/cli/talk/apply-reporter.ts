import type { AuditFinding } from '../../apply/audit.ts'
import type { ApplyEvent } from '../../apply/event.ts'
import { type ApplyResult, toResult } from '../../apply/result.ts'
import type { OpenFinding } from '../../apply/settle-open.ts'
import type { WaitEvent, WaitResult } from '../../apply/wait.ts'
import type { CommandLine, Flags } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { jsonText } from '../../output/json/compact-json.ts'
import { eventJson, settledJson, startJson, summaryJson } from '../../output/json/events-json.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { wrapTo } from '../../output/terminal/wrap-text.ts'
import { eventText, settledText } from '../../output/text/events-text.ts'
import { leftText } from '../../output/text/plan/left-text.ts'
import { planText } from '../../output/text/plan/plan-text.ts'
import { resultText } from '../../output/text/result-text.ts'
import {
  waitEventJson,
  waitEventText,
  waitResultJson,
  waitResultText,
} from '../../output/text/wait-text.ts'
import type { Action, Executable } from '../../plan/action.ts'
import type { PlanReport } from '../../plan/priced-plan.ts'
import type { Money } from '../../pricing/quote.ts'
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
  adopted(name: string, id: string): void
  event(event: ApplyEvent): void
  waiting(event: WaitEvent): void
  waited(result: WaitResult, connections: Connections, ms: number): void
  /** `left`: what is not as the files say. */
  end(
    result: ApplyResult,
    audit: readonly AuditFinding[],
    ending: ExitStatus,
    left: readonly Action[],
  ): void
  /** The run ended before its first call: a person hears only what is left, but machines wait for the last line. */
  unstarted(actions: readonly Executable[], ending: ExitStatus, left: readonly Action[]): void
  /** Nobody will speak any more. */
  close(): void
}

export function toVoice(context: Context, flags: Flags, format: 'text' | 'json'): ApplyVoice {
  const { stdout, stderr } = context
  const verbose = flags.verbose === true
  const text = textVoice(format === 'text' ? stdout : stderr, {
    live: stderr.live,
    verbose,
    quiet: flags.quiet === true,
    again: { flags, args: [] },
  })
  const file = openEventFile(context, flags)
  if (format === 'text' && file === undefined) return text
  const print = (value: unknown) => {
    const line = `${jsonText(value)}\n`
    if (format === 'json') stdout.write(line)
    file?.write(line)
  }
  let money: Money | undefined
  return {
    busy: text.busy,
    plan(report, asks) {
      money = report.money
      text.plan(report, asks)
      print(startJson(report))
    },
    settled(finding) {
      text.settled(finding)
      print(settledJson(finding))
    },
    adopted(name, id) {
      text.adopted(name, id)
      print({ type: 'adopted', name, id })
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
    end(result, audit, ending, left) {
      text.end(result, audit, ending, left)
      print(summaryJson(result, { audit, left, ending, quotes: money?.quotes }))
    },
    unstarted(actions, ending, left) {
      text.unstarted(actions, ending, left)
      print(summaryJson(toResult(actions, []), { audit: [], left, ending }))
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
    again,
  }: { live: LiveLine | undefined; verbose: boolean; quiet: boolean; again: CommandLine },
): ApplyVoice {
  const { style } = out
  const width = wrapWidth(out)
  const say = (text: string) => out.write(wrapTo(text, width))
  const progress = applyProgress(live)
  let money: Money | undefined
  let files = again
  let onlyById: string | undefined
  return {
    busy: progress.busy,
    plan(report, asks) {
      progress.busy(undefined)
      money = report.money
      files = report.again
      onlyById = report.unseenOwned > 0 ? report.planId : undefined
      if (!quiet || asks) out.write(`${planText(report, { style, verbose, width })}\n`)
    },
    settled(finding) {
      say(`${settledText(finding, style)}\n`)
    },
    adopted(name, id) {
      say(`${style.green('=')} ${shellWord(name)}  recorded as ${id}\n`)
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
      say(`\n${waitResultText(result, connections, { style, waitedMs, again })}`)
    },
    end(result, audit, _ending, left) {
      const tookMs = progress.elapsed()
      progress.busy(undefined)
      const waits = leftText(left, { style, again: files, onlyById })
      say(
        `\n${waits === '' ? '' : `${waits}\n`}${resultText(result, audit, { style, money, tookMs, again })}`,
      )
    },
    unstarted(_actions, _ending, left) {
      progress.busy(undefined)
      say(leftText(left, { style, again: files, onlyById }))
    },
    close() {
      progress.busy(undefined)
    },
  }
}
