import { SECRETS } from '../secrets.ts'
import type { Dice } from './dice.ts'

/** Somebody else's instance with the name of the first entry, from before the first start. */
export interface Stranger {
  /** Already removed, made an hour ago, or made just now. */
  readonly age: 'removed' | 'old' | 'young'
  /** The one field in which it is not what the entry says. */
  readonly differs: Difference
}

/**
 * A field of a stranger, and a value that no entry has. `none`: only its variables are not those of the entry. `age`: it is
 * what the entry says in everything, and only older than every attempt.
 */
export const DIFFERENCES = {
  age: { envs: [{ key: 'HF_TOKEN', value: SECRETS.token }] },
  none: {},
  productId: { productId: '3090.16c92g' },
  gpuNum: { gpuNum: 8 },
  rootfsSize: { rootfsSize: 70 },
  imageUrl: { imageUrl: 'pytorch:2.8' },
  ports: { ports: '8888/tcp' },
  month: { month: 1 },
  networkId: { networkId: 'vpc-of-another' },
  command: { command: 'sleep infinity' },
  entrypoint: { entrypoint: '/bin/other' },
} as const

export type Difference = keyof typeof DIFFERENCES

/** In what one differs that comes when there is an instance of ours. */
export const NAMESAKES = ['productId', 'gpuNum', 'rootfsSize', 'month'] as const

export type Namesake = (typeof NAMESAKES)[number]

export function drawStranger({ pick, chance }: Dice): Stranger {
  const age = pick(['removed', 'removed', 'old', 'old', 'young'] as const)
  // The record of one that was just the same is the hardest to tell from ours.
  const isSame = age === 'removed' && chance(0.4)
  const differs = isSame ? 'age' : pick(Object.keys(DIFFERENCES) as Difference[])
  // One that was made just now and is the same in everything could be told from ours by its mark alone.
  return { age, differs: differs === 'age' && age === 'young' ? 'none' : differs }
}
