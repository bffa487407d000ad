import type { AllowWord } from '../../../../src/model/allow-word.ts'
import { type Act, calmAct } from '../act.ts'
import type { Moment } from '../blow.ts'
import type { Dice } from '../dice.ts'
import type { Entry } from '../entry.ts'
import type { Order } from '../order.ts'
import type { Scenario } from '../scenario.ts'

/**
 * The file has more GPUs for one entry, which takes another instance; the run is killed once that is made and before the old
 * one ends; and the file is as it was again.
 */
export function reverted(dice: Dice, acts: Scenario['acts']): readonly Act[] {
  const { pick, chance } = dice
  const { entries: before } = acts.at(-1) ?? acts[0]
  const [name] = before.flatMap((entry) => (entry.prepaid ? [] : (entry.name ?? [])))
  if (name === undefined) return []
  const entries = before.map((entry) => (entry.name === name ? replaceable(entry) : entry))
  const others = entries.map(
    (entry): Entry => (entry.name === name ? { ...entry, gpus: entry.gpus === 2 ? 4 : 2 } : entry),
  )
  const phase = pick(['committed', 'answering', 'answered'] as const)
  const at: Moment = { operation: 'create', phase, nth: 1 }
  const kill = { blow: 'at-call', at, signal: 'SIGKILL', lateMs: 0, again: undefined } as const
  const only = chance(0.7) ? name : undefined
  const order: Order = { order: 'apply', prune: false, allow: ['replace'], only }
  const again: Order = { ...order, allow: pick(AGAIN) }
  return [
    // There is one to be replaced.
    calmAct(entries, { ...order, allow: [] }),
    { ...calmAct(others, order), blows: [kill], isCutShort: true },
    { ...calmAct(entries, again), counted: pick(['by-hand', 'by-hand', 'by-id'] as const) },
  ]
}

/** The words of the apply of the file that is as it was. */
const AGAIN: readonly (readonly AllowWord[])[] = [['replace'], ['replace', 'update', 'reset'], []]

/** Nothing of the file is in the way of another instance. */
export const replaceable = (entry: Entry): Entry => ({
  ...entry,
  protect: false,
  desiredStatus: undefined,
  expires: undefined,
})
