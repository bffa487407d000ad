import type { Change } from '../../../src/sandbox/faults/faults.ts'
import type { Dice } from '../story/dice.ts'
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
  'rename',
  'twin',
] as const satisfies readonly Change['change'][]

type Meddling = (typeof MEDDLINGS)[number]

export const ANOTHER_KIND = 'meanwhile twin, another kind'

/** Somebody else changes an instance of one of these names, or makes another of the name, during one of these calls. */
export function drawMeddling(
  dice: Dice,
  names: readonly (string | undefined)[],
  operations: readonly ('create' | 'delete' | 'start' | 'stop' | 'list' | 'get')[],
): Trouble {
  const { pick, below, chance } = dice
  const on = pick(operations)
  const change = changeOf(pick(MEDDLINGS), pick(names) ?? 'a', chance(0.5) ? { gpuNum: 8 } : {})
  const at = pick(['before', 'after'] as const)
  const isOfAnotherKind = change.change === 'twin' && change.gpuNum !== undefined
  return {
    name: isOfAnotherKind ? ANOTHER_KIND : `meanwhile ${change.change}`,
    rule: { on, when: { nth: 1 + below(4) }, do: { fault: 'meanwhile', at, change } },
  }
}

function changeOf(change: Meddling, name: string, twin: { readonly gpuNum?: number }): Change {
  switch (change) {
    case 'ports':
      return { change, name, ports: '80/http' }
    case 'resize':
      return { change, name, rootfsSize: 77 }
    case 'rename':
      return { change, name, to: 'renamed' }
    case 'twin':
      return { change, name, ...twin }
    case 'freeze':
    case 'stop':
    case 'start':
    case 'delete':
    case 'vanish':
    case 'reclaim':
      return { change, name }
  }
}
