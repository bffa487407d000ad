import type { FaultRule } from '../../../src/sandbox/faults/faults.ts'
import { FIRST_PRODUCT } from '../story/definition.ts'
import type { Dice } from '../story/dice.ts'
import { CREATE_KINDS, LIES } from './create-kinds.ts'
import { drawMeddling } from './meddling.ts'
import { LIST_KINDS, READ_KINDS, UNKNOWN_TO_GET } from './read-kinds.ts'
import { isListSound, isMeddledWith, type Trouble } from './trouble.ts'

const SOLD_OUT = { fault: 'sold-out', productId: FIRST_PRODUCT } as const

/** The account shows nothing that there is, whichever way it is asked. */
export const VANISHING: readonly (readonly [name: string, rule: FaultRule])[] = [
  ['vanished from the list', { on: 'list', do: { fault: 'list', how: 'empty' } }],
  ['vanished for a get', { on: 'get', do: UNKNOWN_TO_GET }],
]

/** There is no stock of what every entry wants first: the service says so at once, or nothing tells of it before the call. */
export const SHORTAGES: readonly (readonly [name: string, rule: FaultRule])[] = [
  ['sold out', { on: ['create', 'products'], do: SOLD_OUT }],
  ['sold out, unannounced', { on: 'create', do: SOLD_OUT }],
]

/** Draws what goes wrong at the service while a fleet is made. Its log does not tell of connections that it never took. */
export function drawTroubles(dice: Dice, names: readonly (string | undefined)[]): Trouble[] {
  const { below, pick, chance } = dice
  const troubles: Trouble[] = []
  const add = (name: string, rule: FaultRule) => troubles.push({ name, rule })
  const creates = pick([0, 1, 1, 1, 1, 2, 2])
  for (let n = 0; n < creates; n += 1) {
    const [name, fault] = pick(CREATE_KINDS)
    add(name, { on: 'create', when: { nth: 1 + below(names.length + 1) }, do: fault })
  }
  if (chance(0.2)) {
    const [name, rule] = pick(SHORTAGES)
    add(name, rule)
  }
  if (chance(0.5)) troubles.push(drawList(dice))
  // An order that changes shows only where there are pages.
  if (chance(0.1)) troubles.push(...drawPages(dice))
  if (chance(0.06)) {
    const when = { nth: Array.from({ length: 60 }, (_, n) => n + 3 + below(3)) }
    for (const [name, { on, do: fault }] of VANISHING) add(name, { on, when, do: fault })
  }
  if (chance(0.3)) {
    const on = pick(['list', 'list', 'list', 'get', 'products'] as const)
    const [name, fault] = pick(READ_KINDS)
    add(`${on} ${name}`, { on, when: { nth: someCalls(dice) }, do: fault })
    // One instance alone is asked for only when the list does not show it.
    if (on === 'get') add(...pick(HIDING))
  }
  if (chance(0.08)) troubles.push(drawConnection(dice))
  if (chance(0.12)) troubles.push(drawMeddling(dice, names, ['create', 'create', 'list']))
  if (isListSound(troubles) && !isMeddledWith(troubles) && chance(0.2)) {
    const [name, fault] = pick(LIES)
    add(name, { on: 'create', when: { nth: 1 + below(names.length) }, do: fault })
  }
  return troubles
}

/** A list that misleads always or for some calls. */
export function drawList(dice: Dice): Trouble {
  const [name, fault] = dice.pick(LIST_KINDS)
  const when = dice.chance(0.4) ? {} : { when: { nth: someCalls(dice) } }
  return { name, rule: { on: 'list', ...when, do: fault } }
}

export function drawPages({ pick }: Dice): readonly Trouble[] {
  const how = pick(['unstable-order', 'page-total', 'no-total'] as const)
  return [
    {
      name: 'list small-page',
      rule: { on: 'list', do: { fault: 'list', how: 'small-page', by: 2 } },
    },
    { name: `list ${how}`, rule: { on: 'list', do: { fault: 'list', how } } },
  ]
}

/** A connection that is never taken. */
export function drawConnection({ pick, below }: Dice): Trouble {
  const fault = pick(['reset', 'close'] as const)
  const when = { nth: 1 + below(6), times: 1 }
  return {
    name: `connection ${fault}`,
    rule: { on: 'connection', when, do: { fault, at: 'accept' } },
  }
}

/** A list that shows nothing, for good. */
const HIDING: readonly (readonly [name: string, rule: FaultRule])[] = [
  ['list empty', { on: 'list', do: { fault: 'list', how: 'empty' } }],
  ['list lag, for ever', { on: 'list', do: { fault: 'list', how: 'lag', ms: 3_600_000 } }],
]

/** Hides what there is from the first looks, so that it turns up after an attempt. */
export function hiddenAtFirst({ below }: Dice): Trouble {
  const nth = Array.from({ length: 1 + below(3) }, (_, n) => 1 + n)
  return {
    name: 'list empty',
    rule: { on: 'list', when: { nth }, do: { fault: 'list', how: 'empty' } },
  }
}

/** Whether it keeps an instance out of presence, or makes it after the next look: then nobody could know of it. */
export const hidesWhatIsMade = (trouble: string): boolean => HIDES.test(trouble)

const HIDES =
  /^(list (empty|lag|stale|no-envs)|vanished|create (delay|deaf)|meanwhile (delete|vanish|reclaim|rename|twin))/

/** Whether it keeps an instance out of presence for longer than any run looks for it. */
export const hidesForLong = ({ name, rule: { when } }: Trouble): boolean =>
  GONE.test(name) || (when === undefined && HIDES_ALWAYS.test(name))

const GONE = /^(vanished|meanwhile (delete|vanish|reclaim|rename|twin))/
const HIDES_ALWAYS = /^list (empty|stale|lag, (long|for ever))/

/** Some calls in a row. */
export function someCalls({ below }: Dice): number[] {
  const from = 1 + below(6)
  return Array.from({ length: 1 + below(5) }, (_, n) => from + n)
}
