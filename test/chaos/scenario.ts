import type { CallEvent } from '../../src/sandbox/answer-call.ts'
import { randomFrom } from '../../src/sandbox/fault-script.ts'
import type { FaultRule, ListFault } from '../../src/sandbox/faults.ts'
import { CREATE_FAULTS } from '../support/create-faults.ts'

/** One story: a fleet, what goes wrong at the service, and how each start of the program ends. Follows from the seed. */
export interface Scenario {
  readonly seed: number
  /** The names of the entries; `undefined` for one without a name. */
  readonly names: readonly (string | undefined)[]
  readonly faults: readonly FaultRule[]
  /** Somebody else had an instance with the name of the first entry, and has just removed it. */
  readonly stranger: boolean
  /** Somebody removes our instance of the first entry after the first start, so that it is to be made again. */
  readonly loss: boolean
  /** What is done to the first starts; those after them are left alone. */
  readonly blows: readonly Blow[]
}

/** What is done to one start of the program. */
export type Blow =
  | { readonly blow: 'none' }
  /** A signal when the service is this far with the n-th call of this kind; the service waits for a kill. */
  | {
      readonly blow: 'at-call'
      readonly signal: NodeJS.Signals
      readonly operation: 'create' | 'list'
      readonly phase: CallEvent['phase']
      readonly nth: number
    }
  /** A signal after a while, wherever the program is then. */
  | { readonly blow: 'after'; readonly signal: NodeJS.Signals; readonly ms: number }
  /** A second one is started at the same time. */
  | { readonly blow: 'twice' }
  /** Standard output is closed by its reader. */
  | { readonly blow: 'pipe' }

/** Seconds, for `--settle`: how long the list may lag for the program. */
export const SETTLE_S = 0.3

/** Draws the story of a seed. */
export function scenarioOf(seed: number): Scenario {
  // Neighbouring seeds begin alike, so the first draws are thrown away.
  const random = randomFrom(seed * 7919)
  for (let n = 0; n < 8; n += 1) random()
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  const chance = (probability: number) => random() < probability

  const names: (string | undefined)[] = ['a', 'b', 'c'].slice(0, 1 + below(3))
  if (chance(0.1)) names.push(undefined)

  const faults: FaultRule[] = []
  const creates = pick([0, 1, 1, 1, 2, 2])
  for (let n = 0; n < creates; n += 1) {
    const { fault } = pick(CREATE_FAULTS)
    faults.push({ on: 'create', when: { nth: 1 + below(names.length + 1) }, do: fault })
  }
  if (chance(0.5)) faults.push(listFault({ below, pick, chance }))
  if (chance(0.15)) {
    const at = pick(['accept', 'unread', 'before'] as const)
    const on = at === 'accept' ? 'connection' : pick(['list', 'get', 'create'] as const)
    faults.push({
      on,
      when: { nth: 1 + below(6), times: 1 },
      do: { fault: pick(['reset', 'close']), at },
    })
  }
  if (chance(0.1)) faults.push({ on: 'create', when: { nth: 1 }, do: { fault: 'deaf', ms: 400 } })

  const blows = Array.from({ length: pick([1, 1, 1, 2]) }, () => blow({ below, pick, chance }))
  // A stranger's instance that the list hides at first cannot be told from ours by anybody.
  const stranger = chance(0.2) && !faults.some(({ on }) => on === 'list')
  return { seed, names, faults, blows, stranger, loss: chance(0.2) }
}

interface Dice {
  readonly below: (limit: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  readonly chance: (probability: number) => boolean
}

function listFault({ below, pick, chance }: Dice): FaultRule {
  const lags: readonly ListFault[] = [
    { fault: 'list', how: 'lag', ms: 150 },
    { fault: 'list', how: 'lag', ms: 1500 },
    { fault: 'list', how: 'lag', ms: 3_600_000 },
    { fault: 'list', how: 'lag', lists: 2 },
    { fault: 'list', how: 'stale' },
  ]
  if (chance(0.4)) return { on: 'list', do: pick(lags) }
  const hows = [
    'empty',
    'missing',
    'null',
    'not-array',
    'null-record',
    'repeated-page',
    'short-page',
    'wrong-total',
    'no-total',
    'text-total',
    'first-page-one',
    'lingering',
    'unstable-order',
    'odd-types',
  ] as const
  const fault: FaultRule['do'] = chance(0.7)
    ? { fault: 'list', how: pick(hows) }
    : { fault: 'answer', at: 'before', status: pick([403, 429, 500, 502]), html: chance(0.5) }
  const from = 1 + below(6)
  const nth = Array.from({ length: 1 + below(5) }, (_, n) => from + n)
  return { on: 'list', when: { nth }, do: fault }
}

function blow({ below, pick, chance }: Dice): Blow {
  const signal = pick(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  if (chance(0.08)) return { blow: 'none' }
  if (chance(0.05)) return { blow: 'pipe' }
  if (chance(0.08)) return { blow: 'twice' }
  if (chance(0.2)) return { blow: 'after', signal: 'SIGKILL', ms: 80 + below(900) }
  const operation = chance(0.8) ? 'create' : 'list'
  const phases = ['received', 'committed', 'answering', 'answered'] as const
  const phase = operation === 'list' ? pick(['received', 'answered'] as const) : pick(phases)
  return { blow: 'at-call', signal, operation, phase, nth: 1 + below(2) }
}
