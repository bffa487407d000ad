import { CREATE_KINDS } from '../../trouble/create-kinds.ts'
import type { Trouble } from '../../trouble/trouble.ts'
import { type Act, calmAct } from '../act.ts'
import type { Blow } from '../blow.ts'
import type { Dice } from '../dice.ts'
import { plainEntry } from '../entry.ts'
import { applyWith, PLAIN_APPLY, REAP, WATCH } from '../order.ts'
import type { Scenario } from '../scenario.ts'
import { killAtCreate, NEW } from './adopted.ts'

/**
 * An instance that lives for a second, and whose create was answered late, or which the person recorded by hand. It is reaped,
 * and the file with its entry is applied once more.
 */
export function reaped(dice: Dice, { acts, driver }: Scenario): readonly Act[] {
  const { pick, chance } = dice
  const { entries: before } = acts.at(-1) ?? acts[0]
  const brief = { ...plainEntry(NEW), expires: 'soon' } as const
  const entries = [...before.filter(({ name }) => name !== NEW), brief]
  const made = calmAct(entries, applyWith(NEW))
  const how = pick(['killed', 'killed', 'lost', 'plain'] as const)
  const isWatched = driver === 'command' && chance(0.5)
  const reap = calmAct(entries, isWatched ? WATCH : REAP)
  return [
    how === 'killed'
      ? { ...made, blows: [killAtCreate(dice)], isCutShort: true }
      : { ...made, troubles: how === 'lost' ? [lostAnswer(dice)] : [] },
    ...(how === 'killed' && driver === 'command' ? [{ ...made, aside: 'adopt' } as const] : []),
    { ...reap, aside: 'wait', blows: isWatched ? [endOfWatch(dice)] : [] },
    calmAct(entries, PLAIN_APPLY),
  ]
}

/** An answer that does not come, of a create that is done. */
function lostAnswer({ pick }: Dice): Trouble {
  const [name, fault] = pick(CREATE_KINDS.filter(([each]) => /^create \w+ after$/.test(each)))
  return { name, rule: { on: 'create', when: { nth: 1 }, do: fault } }
}

/** Who watches looks away once something was ended, or when they have seen enough. */
const endOfWatch = ({ pick, below, chance }: Dice): Blow =>
  chance(0.5)
    ? {
        blow: 'at-call',
        at: { operation: 'delete', phase: 'answered', nth: 1 },
        signal: 'SIGINT',
        lateMs: pick([1, 300, 1500]),
        again: undefined,
      }
    : { blow: 'after', signal: pick(['SIGINT', 'SIGTERM'] as const), ms: 2000 + below(2000) }
