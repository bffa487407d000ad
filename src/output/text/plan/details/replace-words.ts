import type { ReplaceBy } from '../../../../definitions/life.ts'
import type { ReplaceAction } from '../../../../plan/action.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import { costLines, oursWords } from './instance-words.ts'
import { lossWords } from './loss-words.ts'

/** In which order an instance is replaced, which one ends, and what is lost with it: lines for every view, safe to print. */
export const replaceWords = (
  action: ReplaceAction,
  plan: Pick<PricedPlan, 'costs' | 'money'>,
): readonly string[] => [
  ORDER[action.by],
  [`the old one is ${oursWords([action])}`, ...costLines([action], plan)].join('; '),
  ...lossWords([action]),
]

const ORDER = {
  'create-first':
    'a new instance is made first, and the old one ends once that runs: both are billed until the old one is gone',
  'destroy-first':
    'the old one ends first, and a new instance is made once it is gone: nothing runs in between',
} as const satisfies Record<ReplaceBy, string>
