import type { OrphanAction } from '../../../../plan/action.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import type { Group } from '../plan-groups.ts'
import { costLines, oursWords } from './instance-words.ts'

/** What runs on in no file, one instance a line; of a fold one line with sums. For every view, safe to print. */
export function orphanWords(group: Group<OrphanAction>, plan: PricedPlan): readonly string[] {
  const seen = group.flatMap(({ instances }) => instances)
  const lines = group.length === 1 ? seen.map((each) => [each]) : [seen]
  return lines.map((each) => [oursWords(each), ...costLines(each, plan)].join('; '))
}
