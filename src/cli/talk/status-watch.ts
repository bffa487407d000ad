import type { Cancellation } from '../../operations/cancellation.ts'
import { type FollowOptions, followStatus } from '../../operations/follow-status.ts'
import type { ActingText } from '../../output/ci/log-command.ts'
import { cutTo, plain } from '../../output/terminal/terminal-text.ts'
import { rowOf, stateOf } from '../../output/text/status/owned-rows.ts'
import type { StatusReport } from '../../status/status-report.ts'
import type { Context } from '../context.ts'
import { handleSignals } from './signals.ts'

export interface Watching extends Pick<FollowOptions, 'isOver'> {
  /** Milliseconds; no end without it. */
  readonly limitMs: number | undefined
  /** Does what a look asks for, as that of `FollowOptions`. */
  readonly act?: (report: StatusReport, watched: Watched) => Promise<boolean>
}

/** What goes on while something is done between two looks. */
export interface Watched {
  readonly cancellation: Cancellation
  /** Writes for who watches; it stays above the lines of the looks after it. */
  readonly say: (text: string) => void
}

/**
 * Follows a status for who watches, until the time is over or somebody interrupts, and gives the last look. On a terminal
 * the lines are written over; elsewhere each change of a state is a line. An interrupt ends the watching, not the command.
 */
export async function watch(
  { stderr, elapsed = () => performance.now() }: Context,
  first: StatusReport,
  look: () => Promise<StatusReport>,
  { limitMs = Number.POSITIVE_INFINITY, isOver, act }: Watching,
): Promise<StatusReport> {
  const interrupts = handleSignals(() => {})
  const screen = stderr.isTerminal ? rewriting(stderr) : appending(stderr)
  try {
    return await followStatus(first, look, {
      limitMs,
      elapsed,
      cancellation: interrupts,
      show: screen.show,
      ...(isOver === undefined ? {} : { isOver }),
      ...(act === undefined
        ? {}
        : { act: (report) => act(report, { cancellation: interrupts, say: screen.say }) }),
    })
  } finally {
    interrupts.release()
  }
}

interface Screen {
  readonly show: (report: StatusReport) => void
  readonly say: Watched['say']
}

const unknownText = (why: string): string => `(not known in full: ${plain(why)})`

/** Writes the lines over those of the last look. */
function rewriting(out: Context['stderr']): Screen {
  let height = 0
  return {
    show({ instances, refresh }) {
      const lines = [
        ...instances.map((item) => rowOf(item).slice(0, 4).join('  ')),
        ...(refresh.why === undefined ? [] : [unknownText(refresh.why)]),
      ].map((line) => cutTo(line, out.width - 1))
      // Up to the first line, then from there to the end of the screen is cleared (ECMA-48 CUU and ED).
      if (height > 0) out.act(`\u001b[${height}A\u001b[J` as ActingText)
      out.write(lines.map((line) => `${line}\n`).join(''))
      height = lines.length
    },
    say(text) {
      out.write(text)
      height = 0
    },
  }
}

/** Writes a line for each state that changed, and for what is not known of the account, or known again. */
function appending(out: Context['stderr']): Screen {
  const last = new Map<string, string>()
  let unknown: string | undefined
  return {
    show({ instances, refresh: { why } }) {
      if (why !== unknown)
        out.write(`${why === undefined ? '(known in full)' : unknownText(why)}\n`)
      unknown = why
      for (const item of instances) {
        const state = stateOf(item)
        if (last.get(item.owned.id) === state) continue
        last.set(item.owned.id, state)
        const [name = '', id = ''] = rowOf(item)
        out.write(`${name}  ${id}  ${state}\n`)
      }
    },
    say: (text) => out.write(text),
  }
}
