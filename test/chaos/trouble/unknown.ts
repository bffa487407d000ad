import type { Dice } from '../story/dice.ts'
import { drawList, someCalls } from './draw-troubles.ts'
import { mayHide, UNKNOWN_TO_GET } from './read-kinds.ts'
import type { Trouble } from './trouble.ts'

export const UNKNOWN = 'get unknown'
export const UNKNOWN_ONCE = 'get unknown, once'

/**
 * The service says of an instance that it does not know it, again and again while the list shows it; or once at a time,
 * and then the list may hide it as well.
 */
export function drawUnknown(
  dice: Dice,
  names: readonly (string | undefined)[],
): readonly Trouble[] {
  const { chance, pick } = dice
  const list = chance(0.5) ? [drawList(dice)] : []
  if (chance(0.5)) {
    const nth = Array.from({ length: 20 }, (_, n) => 2 * n + 1)
    const when = { name: pick(names) ?? '', nth }
    const rule = { on: 'get', when, do: UNKNOWN_TO_GET } as const
    return [{ name: UNKNOWN_ONCE, rule }, ...list, ...(chance(0.5) ? [always('empty')] : [])]
  }
  const when = chance(0.5) ? {} : { when: { nth: someCalls(dice) } }
  const rule = { on: 'get', ...when, do: UNKNOWN_TO_GET } as const
  const seen = list.filter((each) => !mayHide(each.name))
  return [{ name: UNKNOWN, rule }, ...seen, ...(chance(0.3) ? [always('stale')] : [])]
}

const always = (how: 'empty' | 'stale'): Trouble => ({
  name: `list ${how}`,
  rule: { on: 'list', do: { fault: 'list', how } },
})
