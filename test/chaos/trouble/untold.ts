import type { Change } from '../../../src/sandbox/faults/faults.ts'
import { SECRETS } from '../secrets.ts'
import type { Dice } from '../story/dice.ts'
import type { Trouble } from './trouble.ts'

/** What is left out by one call about an instance, or by both; and how the list fails in the middle of a run. */
export const UNTOLD = {
  get: 'get untold',
  list: 'list untold',
  failing: 'list 500, in the middle',
} as const

/** What somebody gave an instance by hand and no file speaks of, and what the service does not tell of it. */
type Untold = readonly [byHand: Change | undefined, fields: readonly string[]]

/** What the service never tells of these, no step is sent without. */
const NEVER_TOLD: readonly Untold[] = [
  [{ change: 'container', storageId: '7c9e6679-7425-40de-944b-e07fc1f90ae7' }, ['volumeMounts']],
  [{ change: 'ports', ports: '9999/tcp' }, ['portMappings']],
  [{ change: 'env', key: 'OPS_NOTE', value: SECRETS.foreign }, ['envs']],
  [undefined, ['portMappings', 'envs']],
]

/** Of these as well: where the plan saw them, no step goes without. */
const SEEN_BEFORE: readonly Untold[] = [
  ...NEVER_TOLD,
  [{ change: 'container', command: 'sleep infinity' }, ['command']],
  [{ change: 'container', entrypoint: '/bin/of-another' }, ['entrypoint']],
  [{ change: 'container', entrypoint: '/bin/of-another' }, ['command', 'entrypoint', 'imageUrl']],
]

/** The get leaves fields out; so does the list, or it fails once the plan has seen all of it. */
export function drawUntold({ pick, chance, below }: Dice): {
  readonly byHand: Change | undefined
  readonly troubles: readonly Trouble[]
} {
  const isFailing = chance(0.65)
  const [byHand, fields] = pick(isFailing ? SEEN_BEFORE : NEVER_TOLD)
  const lacking = { fault: 'list', how: 'untold', fields } as const
  const get: Trouble = { name: UNTOLD.get, rule: { on: 'get', do: lacking } }
  if (!isFailing) {
    return { byHand, troubles: [get, { name: UNTOLD.list, rule: { on: 'list', do: lacking } }] }
  }
  // The list of the plan is on two pages.
  const nth = Array.from({ length: 2 + below(12) }, (_, n) => 3 + n)
  const failure = { fault: 'answer', at: 'before', status: 500 } as const
  const list: Trouble = { name: UNTOLD.failing, rule: { on: 'list', when: { nth }, do: failure } }
  return { byHand, troubles: [get, list] }
}
