import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { unreachable } from '../../../src/model/unreachable.ts'
import type { CallEvent } from '../../../src/sandbox/routes/handle-request.ts'
import type { LedgerOfStory } from '../keeping/ledger-of-story.ts'
import type { Blow, Moment } from '../story/blow.ts'

type Hook = (event: CallEvent) => void | Promise<void>

interface Struck {
  readonly child: ChildProcess
  readonly signal: (which: NodeJS.Signals) => void
  readonly ledger: LedgerOfStory
}

/** What a blow does when the service tells how far a call has come. */
export function hookOf(blow: Blow, { child, signal, ledger }: Struck): Hook {
  const gone = once(child, 'exit')
  const isRunning = () => child.exitCode === null && child.signalCode === null
  switch (blow.blow) {
    case 'none':
    case 'after':
    case 'twice':
    case 'pipe':
    case 'full':
      return () => {}
    case 'at-call':
      return whenever(blow.at, async () => {
        if (!isRunning()) return
        if (blow.again !== undefined) setTimeout(signal, AGAIN_MS, blow.again).unref()
        if (blow.lateMs > 0) {
          setTimeout(signal, blow.lateMs, blow.signal)
          return
        }
        signal(blow.signal)
        if (blow.signal === 'SIGKILL') await gone
      })
    case 'silence':
      return whenever(blow.at, async () => {
        if (!isRunning()) return
        setTimeout(signal, SILENCE_MS, blow.signal)
        await gone
      })
    case 'full-at-call':
      return whenever(blow.at, () => {
        if (isRunning()) spawnSync('prlimit', [`--pid=${child.pid}`, `--fsize=${blow.bytes}`])
      })
    case 'away':
      return whenever(blow.at, () => ledger.crash(blow.ms))
    default:
      return unreachable(blow)
  }
}

/** Beyond the time in which npm may repeat a signal, so that it counts as the second one. */
const AGAIN_MS = 300

const SILENCE_MS = 100

function whenever(at: Moment, strike: () => void | Promise<void>): Hook {
  let seen = 0
  return ({ operation, phase }) => {
    if (operation !== at.operation || phase !== at.phase) return
    seen += 1
    return seen === at.nth ? strike() : undefined
  }
}
