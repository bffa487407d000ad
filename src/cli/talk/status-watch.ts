import { phaseOf } from '../../api/instance-phase.ts'
import type { ActingText } from '../../output/ci/log-command.ts'
import { cutTo } from '../../output/terminal/terminal-text.ts'
import { rowOf, stateOf } from '../../output/text/status-text.ts'
import type { StatusReport } from '../../status/status-report.ts'
import type { Context } from '../context.ts'
import { takeInterrupts } from './signals.ts'

const FIRST_PAUSE_MS = 2000
const LONGEST_PAUSE_MS = 15_000

/**
 * Looks again until every instance is settled, the time is over or somebody interrupts, and gives the last look. On a terminal the
 * lines are written over; elsewhere each change of a state is a line. An interrupt ends the watching, not the command.
 */
export async function watch(
  { context }: { readonly context: Context },
  first: StatusReport,
  look: () => Promise<StatusReport>,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<StatusReport> {
  const { elapsed = () => performance.now() } = context
  const interrupts = takeInterrupts(() => {})
  const show = context.stderr.isTerminal ? rewriting(context.stderr) : appending(context.stderr)
  try {
    const started = elapsed()
    let report = first
    show(report)
    for (let nth = 0; !isSettled(report) && !interrupts.requested(); nth += 1) {
      const left = limitMs - (elapsed() - started)
      if (left <= 0) break
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** nth)
      await interrupts.wait(Math.min(left, longest * (0.75 + Math.random() / 4)))
      if (interrupts.requested()) break
      report = await look()
      show(report)
    }
    return report
  } finally {
    interrupts.release()
  }
}

/** Nothing moves any more by itself; what cannot be seen may, so it is not settled. */
const isSettled = ({ instances }: StatusReport): boolean =>
  instances.every(({ sight }) =>
    sight.kind === 'seen' ? phaseOf(sight.instance) !== 'moving' : sight.kind === 'gone',
  )

/** Writes the lines over those of the last look. */
function rewriting(out: Context['stderr']): (report: StatusReport) => void {
  let height = 0
  return ({ instances, refresh }) => {
    const lines = [
      ...instances.map((item) => rowOf(item).slice(0, 4).join('  ')),
      ...(refresh.why === undefined ? [] : [`(not known in full: ${refresh.why})`]),
    ].map((line) => cutTo(line, out.width - 1))
    // Up to the first line, then from there to the end of the screen is cleared (ECMA-48 CUU and ED).
    if (height > 0) out.act(`\u001b[${height}A\u001b[J` as ActingText)
    out.write(lines.map((line) => `${line}\n`).join(''))
    height = lines.length
  }
}

/** Writes a line for each state that changed. */
function appending(out: Context['stderr']): (report: StatusReport) => void {
  const last = new Map<string, string>()
  return ({ instances }) => {
    for (const item of instances) {
      const state = stateOf(item)
      if (last.get(item.owned.id) === state) continue
      last.set(item.owned.id, state)
      const [name = '', id = ''] = rowOf(item)
      out.write(`${name}  ${id}  ${state}\n`)
    }
  }
}
