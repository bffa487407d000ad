import type { Kind, Trouble } from '../../trouble/trouble.ts'
import { type Act, calmAct, redefinedIn } from '../act.ts'
import type { Moment } from '../blow.ts'
import type { Dice } from '../dice.ts'
import { type Entry, plainEntry } from '../entry.ts'
import { applyWith } from '../order.ts'
import type { Scenario } from '../scenario.ts'
import { replaceable } from './reverted.ts'

/** How a payment in advance is lost, before it is made or after. */
export const LOST_PAYMENTS: readonly Kind[] = (['before', 'after'] as const).flatMap((at) =>
  (['close', 'reset'] as const).map((fault): Kind => [`to-monthly ${fault} ${at}`, { fault, at }]),
)

/**
 * A call is left without an outcome: one that makes an instance, one that makes the successor of another, or a payment. The
 * person records what is there with the command that a plan advises; the file may say something else by then.
 */
export function adopted(dice: Dice, acts: Scenario['acts']): readonly Act[] {
  const { pick, chance } = dice
  const { entries: before } = acts.at(-1) ?? acts[0]
  const what = pick(['made', 'successor', 'payment'] as const)
  const name =
    what === 'made' ? NEW : before.flatMap((entry) => (entry.prepaid ? [] : (entry.name ?? [])))[0]
  if (name === undefined) return []
  const all = what === 'made' ? [...before, plainEntry(NEW)] : before
  const entries = all.map((entry) => (entry.name === name ? replaceable(entry) : entry))
  const changed = entries.map((entry) => (entry.name === name ? CHANGED[what](entry) : entry))
  const now = chance(0.6) ? redefinedIn(dice, changed) : pick([changed, changed, entries])
  const settled = pick([['update', 'reset'], ['update', 'reset', 'replace'], []] as const)
  return [
    ...(what === 'made' ? [] : [calmAct(entries, applyWith(name))]),
    what === 'payment'
      ? {
          ...calmAct(changed, applyWith(name, 'pay')),
          troubles: [lostPayment(dice)],
          isCutShort: true,
        }
      : {
          ...calmAct(changed, applyWith(name, 'replace')),
          blows: [killAtCreate(dice)],
          isCutShort: true,
        },
    { ...calmAct(now, applyWith(undefined, ...settled)), aside: 'adopt' },
  ]
}

/** An entry that comes into the file. */
export const NEW = 'd'

const CHANGED = {
  made: (entry: Entry): Entry => entry,
  successor: (entry: Entry): Entry => ({ ...entry, gpus: entry.gpus === 2 ? 4 : 2 }),
  payment: (entry: Entry): Entry => ({ ...entry, prepaid: true }),
} as const

function lostPayment({ pick }: Dice): Trouble {
  const [name, fault] = pick(LOST_PAYMENTS)
  return { name, rule: { on: 'to-monthly', when: { nth: 1 }, do: fault } }
}

/** The program is killed once an instance is made, before it knows. */
export function killAtCreate({ pick }: Dice): Act['blows'][number] {
  const phase = pick(['committed', 'answering'] as const)
  const at: Moment = { operation: 'create', phase, nth: 1 }
  return { blow: 'at-call', at, signal: 'SIGKILL', lateMs: 0, again: undefined }
}
