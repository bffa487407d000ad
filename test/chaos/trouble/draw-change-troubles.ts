import type { Dice } from '../story/dice.ts'
import { type Call, type Change, callsOf, type Order } from '../story/order.ts'
import { CHANGES, changeKinds } from './change-kinds.ts'
import { CREATE_KINDS } from './create-kinds.ts'
import { drawConnection, drawList, drawPages, someCalls } from './draw-troubles.ts'
import { drawMeddling, FIELD_MEDDLINGS } from './meddling.ts'
import { mayHide, READ_KINDS } from './read-kinds.ts'
import type { Kind, Trouble } from './trouble.ts'
import { drawUnknown, UNKNOWN, UNKNOWN_ONCE } from './unknown.ts'

/** Draws what goes wrong at the service while instances are ended, stopped or started. */
export function drawChangeTroubles(
  dice: Dice,
  order: Order,
  {
    names,
    mayBeVeryLate,
  }: Readonly<{
    names: readonly (string | undefined)[]
    /** Whether an edit may come whenever it likes. */
    mayBeVeryLate: boolean
  }>,
): readonly Trouble[] {
  const { below, pick, chance } = dice
  const calls = callsOf(order)
  const troubles: Trouble[] = []
  const struck = pick([0, 1, 1, 1, 1, 2])
  for (let n = 0; n < struck; n += 1) {
    const on = pick(calls)
    const [name, fault] =
      on === 'edit' && mayBeVeryLate && chance(0.1)
        ? VERY_LATE_EDIT
        : pick(isStep(on) && chance(0.5) ? lostKinds(on) : kindsOn(on))
    // What comes after a step depends on the first of them.
    const nth = isStep(on) && chance(0.5) ? 1 : 1 + below(names.length + 1)
    troubles.push({ name, rule: { on, when: { nth }, do: fault } })
  }
  if (chance(0.3)) troubles.push(...drawUnknown(dice, names))
  else if (chance(0.35)) troubles.push(drawList(dice))
  else if (chance(0.1)) troubles.push(...drawPages(dice))
  if (chance(0.25)) {
    const on = pick(['list', 'get', 'get', 'get', 'products'] as const)
    const [name, fault] = pick(READ_KINDS)
    troubles.push({
      name: `${on} ${name}`,
      rule: { on, when: { nth: someCalls(dice) }, do: fault },
    })
  }
  if (chance(0.06)) troubles.push(drawConnection(dice))
  const isInPlace = calls.includes('edit') || calls.includes('upgrade')
  if (chance(isInPlace ? 0.3 : 0.2)) {
    const meddlings = isInPlace && chance(0.7) ? FIELD_MEDDLINGS : undefined
    troubles.push(drawMeddling(dice, names, [...calls, 'get', 'get', 'list'], meddlings))
  }
  return withoutDoubleDenial(troubles, calls.includes('create'))
}

/**
 * Of an instance that the list hides and that the service does not know twice in a row, nobody could know. What is not known
 * every other time only must not have the times between lost.
 */
function withoutDoubleDenial(troubles: readonly Trouble[], mayCreate: boolean): readonly Trouble[] {
  const isUnknownOnce = troubles.some(({ name }) => name === UNKNOWN_ONCE)
  // An old list has nothing of what was made since.
  const isListHiding = troubles.some(
    ({ name }) => mayHide(name) || (mayCreate && name === 'list stale'),
  )
  return troubles.filter((trouble) => {
    const { name } = trouble
    if (name === UNKNOWN || name === 'get 404') return !isListHiding && !isUnknownOnce
    return !(isUnknownOnce && isListHiding && losesGets(trouble))
  })
}

const losesGets = ({ name, rule: { on, do: fault } }: Trouble): boolean =>
  name !== UNKNOWN_ONCE && fault.fault !== 'meanwhile' && (on === 'get' || on === 'connection')

const isChange = (operation: string): operation is Change =>
  (CHANGES as readonly string[]).includes(operation)

const kindsOn = (operation: ReturnType<typeof callsOf>[number]): readonly Kind[] =>
  isChange(operation) ? changeKinds(operation) : CREATE_KINDS

const isStep = (operation: Call): operation is 'edit' | 'upgrade' =>
  operation === 'edit' || operation === 'upgrade'

/** Where only a look tells what came of a step, and where the next ones depend on it. */
const lostKinds = (step: 'edit' | 'upgrade'): readonly Kind[] =>
  changeKinds(step).filter(([name]) => LOST.test(name))

const LOST =
  /^\w+ (?:ignore|stuck|fails later|late|(?:hang|reset) (?:before|after)|(?:400|404|429) after|50[02] html \w+|cut in body, close)/

/** A disk that was to grow is waited for, however long it takes. */
const VERY_LATE_EDIT: Kind = ['edit late, very', { fault: 'late', ms: 2500 }]

/** Every kind of trouble that only changes meet. */
export const CHANGE_TROUBLE_NAMES: readonly string[] = [
  ...CHANGES.flatMap((change) => changeKinds(change).map(([name]) => name)),
  VERY_LATE_EDIT[0],
  UNKNOWN,
  UNKNOWN_ONCE,
]
