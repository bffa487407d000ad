import {
  type Change,
  type Fault,
  type FaultRule,
  LIST_FAULTS,
} from '../../src/sandbox/faults/faults.ts'
import { CREATE_FAULTS } from '../support/create-faults.ts'
import type { Dice } from './dice.ts'

/** Something that goes wrong at the service, with the name under which the figures count it. */
export interface Trouble {
  readonly name: string
  readonly rule: FaultRule
}

/** One kind of trouble, and how often the call that it strikes comes up in a story. */
type Kind = readonly [name: string, fault: Fault]

/** How a create call goes wrong: the whole decision table, and answers that come when nobody waits any more. */
const CREATE_KINDS: readonly Kind[] = [
  ...CREATE_FAULTS.map(({ name, fault }): Kind => [`create ${name}`, fault]),
  ['create delay unread', { fault: 'delay', at: 'unread', ms: 300 }],
  // Longer than the program waits for an answer, so that the instance is made after its look-up.
  ['create delay before', { fault: 'delay', at: 'before', ms: 1200 }],
  ['create delay after', { fault: 'delay', at: 'after', ms: 1200 }],
  ['create deaf', { fault: 'deaf', ms: 400 }],
]

/** Refusals that say that nothing was made. Where that is a lie, only a list that can be trusted shows it. */
const LIES: readonly Kind[] = [
  ...[400, 403, 404, 422].map(
    (status): Kind => [`create ${status} after`, { fault: 'answer', at: 'after', status }],
  ),
  [
    'create 400 sold out after',
    { fault: 'answer', at: 'after', status: 400, reason: 'INSUFFICIENT_RESOURCE' },
  ],
  ['create 429 after', { fault: 'answer', at: 'after', status: 429, retryAfter: 1 }],
]

export const isLie = (trouble: string): boolean => LIES.some(([name]) => name === trouble)

/** How the list misleads. */
const LIST_KINDS: readonly Kind[] = LIST_FAULTS.flatMap((how): readonly Kind[] => {
  const fault = { fault: 'list', how } as const
  if (how === 'small-page') return [[`list ${how}`, { ...fault, by: 2 }]]
  if (how !== 'lag') return [[`list ${how}`, fault]]
  return [
    ['list lag, short', { ...fault, ms: 150 }],
    ['list lag, long', { ...fault, ms: 1500 }],
    ['list lag, for ever', { ...fault, ms: 3_600_000 }],
    ['list lag, two walks', { ...fault, lists: 2 }],
  ]
})

/** How a reading call goes wrong as a call. */
const READ_KINDS: readonly (readonly [name: string, fault: Fault])[] = [
  ...(['unread', 'before'] as const).flatMap((at) =>
    (['reset', 'close'] as const).map((fault): Kind => [`${fault} ${at}`, { fault, at }]),
  ),
  ...[401, 403, 429, 500, 502, 503].map(
    (status): Kind => [
      `${status}`,
      { fault: 'answer', at: 'before', status, html: status >= 500, retryAfter: 1 },
    ],
  ),
  ...[404, 405, 501].map(
    (status): Kind => [`${status}`, { fault: 'answer', at: 'before', status }],
  ),
  ['404 of a gateway', { fault: 'answer', at: 'before', status: 404, html: true }],
  ['200 web page', { fault: 'answer', at: 'before', status: 200, html: true }],
  ['200 with another body', { fault: 'answer', at: 'before', status: 200, body: '{"data":[]}' }],
  ['redirect', { fault: 'answer', at: 'before', status: 302 }],
  ['cut in body', { fault: 'cut', in: 'body' }],
  ['cut in headers', { fault: 'cut', in: 'headers', ending: 'reset' }],
  ['delay', { fault: 'delay', at: 'before', ms: 300 }],
]

const READS = ['list', 'get', 'products'] as const

/** What somebody else does to the account while a call is under way. */
const CHANGES = [
  'stop',
  'start',
  'delete',
  'vanish',
  'reclaim',
  'ports',
  'resize',
  'rename',
  'twin',
]

/** The account shows nothing that there is, whichever way it is asked. */
const VANISHING: readonly (readonly [name: string, rule: FaultRule])[] = [
  ['vanished from the list', { on: 'list', do: { fault: 'list', how: 'empty' } }],
  [
    'vanished for a get',
    {
      on: 'get',
      do: { fault: 'answer', at: 'before', status: 404, reason: 'RESOURCE_NOT_FOUND' },
    },
  ],
]

/** A service that offers no call that reads. */
export const BARE: Trouble = {
  name: 'bare',
  rule: {
    on: ['list', 'get', 'products', 'cpu-products', 'clusters'],
    do: { fault: 'answer', at: 'before', status: 404 },
  },
}

/** Every kind of trouble that a story can draw and the log of the service shows. */
export const TROUBLE_NAMES: readonly string[] = [
  ...[...CREATE_KINDS, ...LIES, ...LIST_KINDS].map(([name]) => name),
  ...READS.flatMap((on) => READ_KINDS.map(([name]) => `${on} ${name}`)),
  ...VANISHING.map(([name]) => name),
  ...CHANGES.map((change) => `meanwhile ${change}`),
  'meanwhile twin, another kind',
  BARE.name,
]

/** Draws what goes wrong at the service. The log of the service does not tell of connections that it never took. */
export function drawTroubles(dice: Dice, names: readonly (string | undefined)[]): Trouble[] {
  const { below, pick, chance } = dice
  const troubles: Trouble[] = []
  const add = (name: string, rule: FaultRule) => troubles.push({ name, rule })
  const creates = pick([0, 1, 1, 1, 1, 2, 2])
  for (let n = 0; n < creates; n += 1) {
    const [name, fault] = pick(CREATE_KINDS)
    add(name, { on: 'create', when: { nth: 1 + below(names.length + 1) }, do: fault })
  }
  if (chance(0.5)) {
    const [name, fault] = pick(LIST_KINDS)
    add(name, { on: 'list', ...(chance(0.4) ? {} : { when: { nth: some(dice) } }), do: fault })
  }
  // An order that changes shows only where there are pages.
  if (chance(0.1)) {
    add('list small-page', { on: 'list', do: { fault: 'list', how: 'small-page', by: 2 } })
    const how = pick(['unstable-order', 'page-total', 'no-total'] as const)
    add(`list ${how}`, { on: 'list', do: { fault: 'list', how } })
  }
  if (chance(0.06)) {
    const when = { nth: Array.from({ length: 60 }, (_, n) => n + 3 + below(3)) }
    for (const [name, { on, do: fault }] of VANISHING) add(name, { on, when, do: fault })
  }
  if (chance(0.3)) {
    const on = pick(['list', 'list', 'list', 'get', 'products'] as const)
    const [name, fault] = pick(READ_KINDS)
    add(`${on} ${name}`, { on, when: { nth: some(dice) }, do: fault })
    // One instance alone is asked for only when the list does not show it.
    if (on === 'get') add(...pick(HIDING))
  }
  if (chance(0.08)) {
    const fault = pick(['reset', 'close'] as const)
    const when = { nth: 1 + below(6), times: 1 }
    add(`connection ${fault}`, { on: 'connection', when, do: { fault, at: 'accept' } })
  }
  if (chance(0.12)) {
    const on = pick(['create', 'create', 'list'] as const)
    const twin = chance(0.5) ? { gpuNum: 8 } : {}
    const change = changeOf(pick(CHANGES), pick(names) ?? 'a', twin)
    const at = pick(['before', 'after'] as const)
    const differs = change.change === 'twin' && change.gpuNum !== undefined ? ', another kind' : ''
    add(`meanwhile ${change.change}${differs}`, {
      on,
      when: { nth: 1 + below(4) },
      do: { fault: 'meanwhile', at, change },
    })
  }
  if (
    troubles.every(({ rule }) => rule.on === 'create' && rule.do.fault !== 'meanwhile') &&
    chance(0.2)
  ) {
    const [name, fault] = pick(LIES)
    add(name, { on: 'create', when: { nth: 1 + below(names.length) }, do: fault })
  }
  return troubles
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

/** Some calls in a row. */
function some({ below }: Dice): number[] {
  const from = 1 + below(6)
  return Array.from({ length: 1 + below(5) }, (_, n) => from + n)
}

function changeOf(change: string, name: string, twin: { readonly gpuNum?: number }): Change {
  switch (change) {
    case 'ports':
      return { change, name, ports: '80/http' }
    case 'resize':
      return { change, name, rootfsSize: 77 }
    case 'rename':
      return { change, name, to: 'renamed' }
    case 'twin':
      return { change, name, ...twin }
    default:
      return { change: change as 'stop', name }
  }
}
