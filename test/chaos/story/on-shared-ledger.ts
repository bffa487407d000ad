import { unreachable } from '../../../src/model/unreachable.ts'
import type { Blow } from './blow.ts'
import type { Scenario } from './scenario.ts'

/**
 * The same story on a ledger that a server keeps. What happens to a file there happens to the server here: it crashes, and
 * no line that was told is lost by it. By another name of the service there is no other ledger to go to.
 */
export const onSharedLedger = (scenario: Scenario): Scenario => {
  const { acts, mishap, ways, home } = scenario
  const [first, ...more] = acts.map((act) => ({
    ...act,
    blows: act.blows.map((blow) => blowOnServer(blow, home)),
  }))
  return {
    ...scenario,
    acts: first === undefined ? acts : [first, ...more],
    ways: ways.map((way) => ({ ...way, host: 'address' })),
    hasInnerLedger: false,
    mishap: { ...mishap, tear: undefined, crash: mishap.tear !== undefined },
  }
}

/** How long a server is away that has no room, or none at a moment: shorter than a run tries to reach it. */
const AWAY_MS = 700

function blowOnServer(blow: Blow, home: Scenario['home']): Blow {
  switch (blow.blow) {
    case 'full-at-call':
      return { blow: 'away', at: blow.at, ms: AWAY_MS }
    case 'full': {
      // Nobody sees the calls of a service that the program brings along.
      if (home === 'embedded') return { blow: 'none' }
      const phase = blow.blocks % 2 === 0 ? 'received' : 'committed'
      return { blow: 'away', at: { operation: 'create', phase, nth: 1 }, ms: AWAY_MS }
    }
    case 'none':
    case 'at-call':
    case 'silence':
    case 'after':
    case 'twice':
    case 'pipe':
    case 'away':
      return blow
    default:
      return unreachable(blow)
  }
}
