import type { Kind } from '../trouble/trouble.ts'
import { isListSound } from '../trouble/trouble.ts'
import type { Act } from './act.ts'
import type { Dice } from './dice.ts'
import type { Scenario } from './scenario.ts'

/** The service makes two instances of one create call. */
export const TWICE: readonly Kind[] = [
  ['create twice', { fault: 'twice' }],
  ['create twice, the first told', { fault: 'twice', tells: 'first' }],
]

/** The list does not show either of them at once. */
const LAGS: readonly Kind[] = [
  ['list lag, short', { fault: 'list', how: 'lag', ms: 150 }],
  ['list lag, two walks', { fault: 'list', how: 'lag', lists: 2 }],
]

/** A story in which that can be told: some of them have it besides, at a creation or where one instance takes the place of another. */
export function withMadeTwice(scenario: Scenario, { chance, pick }: Dice): Scenario {
  if (!canBeTold(scenario) || !chance(0.6)) return scenario
  const [first, ...others] = scenario.acts
  const at = pick([first, ...others.filter(replaces)])
  const [name, fault] = pick(TWICE)
  const nth = pick([1, 1, ...first.entries.map((_, entry) => entry + 1)])
  const lag = chance(0.3) ? [pick(LAGS)] : []
  const more = [
    { name, rule: { on: 'create', when: { nth }, do: fault } },
    ...lag.map(([called, how]) => ({ name: called, rule: { on: 'list', do: how } }) as const),
  ] as const
  const added = (act: Act): Act =>
    act === at ? { ...act, troubles: [...act.troubles, ...more] } : act
  return { ...scenario, acts: [added(first), ...others.map(added)] }
}

const replaces = ({ order, counted }: Act): boolean =>
  order.order === 'apply' && (order.allow.includes('replace') || counted === 'by-id')

/** The list shows both from some look on, and each has its mark or its name. */
function canBeTold(scenario: Scenario): boolean {
  const { home, bare, flags, marker, mishap, ways, hasInnerLedger, acts } = scenario
  const troubles = acts.flatMap((act) => act.troubles)
  const isNamed = acts.every(({ entries }) => entries.every(({ name }) => name !== undefined))
  return (
    home !== 'embedded' &&
    !bare &&
    !flags.includes('--refresh=never') &&
    (marker || isNamed) &&
    // What another ledger made is nothing of this one, and a service that was started again shows no marks.
    !mishap.amnesia &&
    !mishap.restart &&
    !hasInnerLedger &&
    ways.every(({ host }) => host === 'address') &&
    isListSound(troubles) &&
    // A copy, mark and all, is somebody else's.
    !troubles.some(({ name }) => name.startsWith('meanwhile twin'))
  )
}
