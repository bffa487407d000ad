import type { Change } from '../../../src/sandbox/faults/faults.ts'
import { SECRETS } from '../secrets.ts'
import type { Dice } from '../story/dice.ts'
import type { Call } from '../story/order.ts'
import type { Trouble } from './trouble.ts'

/** What somebody else does to the account while a call is under way. */
export const MEDDLINGS = [
  'stop',
  'start',
  'delete',
  'vanish',
  'reclaim',
  'freeze',
  'ports',
  'resize',
  'image',
  'env',
  'rename',
  'twin',
] as const satisfies readonly Change['change'][]

type Meddling = (typeof MEDDLINGS)[number]

export const ANOTHER_KIND = 'meanwhile twin, another kind'

/** Somebody else changes an instance of one of these names, or makes another of the name, during one of these calls. */
export function drawMeddling(
  dice: Dice,
  names: readonly (string | undefined)[],
  operations: readonly (Call | 'list' | 'get')[],
  meddlings: readonly Meddling[] = MEDDLINGS,
): Trouble {
  const { pick, below } = dice
  const on = pick(operations)
  const change = changeOf(pick(meddlings), pick(names) ?? 'a', dice)
  // What the plan was made for is otherwise at the first look, or it is just about to be sent.
  const isEarly = meddlings === FIELD_MEDDLINGS && dice.chance(0.5)
  const at = isEarly ? 'before' : pick(['before', 'after'] as const)
  const isOfAnotherKind = change.change === 'twin' && change.gpuNum !== undefined
  return {
    name: isOfAnotherKind ? ANOTHER_KIND : `meanwhile ${change.change}`,
    rule: {
      on: isEarly ? 'get' : on,
      when: { nth: 1 + below(isEarly ? 2 : 4) },
      do: { fault: 'meanwhile', at, change },
    },
  }
}

/** What can be changed in place, too. */
export const FIELD_MEDDLINGS = [
  'ports',
  'resize',
  'image',
  'env',
] as const satisfies readonly Meddling[]

/** Somebody else changes by hand what a file says of an instance of one of these names. */
export const drawHandwork = (dice: Dice, names: readonly (string | undefined)[]): Change =>
  changeOf(dice.pick(FIELD_MEDDLINGS), dice.pick(names) ?? 'a', dice)

function changeOf(change: Meddling, name: string, { pick, chance }: Dice): Change {
  switch (change) {
    case 'ports':
      return { change, name, ports: '80/http' }
    case 'resize':
      return { change, name, rootfsSize: 77 }
    case 'image':
      return { change, name, imageUrl: 'other:1' }
    case 'env':
      return {
        change,
        name,
        key: pick(['OPS_NOTE', 'OPS_NOTE', 'HF_TOKEN']),
        value: SECRETS.foreign,
      }
    case 'rename':
      return { change, name, to: 'renamed' }
    case 'twin':
      return { change, name, ...(chance(0.5) ? { gpuNum: 8 } : {}) }
    case 'freeze':
    case 'stop':
    case 'start':
    case 'delete':
    case 'vanish':
    case 'reclaim':
      return { change, name }
  }
}
