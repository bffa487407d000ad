import { type Protection, protectionsIn } from '../../../plan/decide/protection.ts'
import type { PricedPlan } from '../../../plan/priced-plan.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** What an apply records of the protection of instances, beside its actions: nothing is sent for it. Safe to print. */
export function protectionLines({
  actions,
  goal,
}: Pick<PricedPlan, 'actions' | 'goal'>): readonly string[] {
  if (goal.kind !== 'apply') return []
  const protections = protectionsIn(actions)
  return [
    ...lineOf(
      protections.filter(({ protect }) => protect),
      'protected from now on',
    ),
    ...lineOf(
      protections.filter(({ protect }) => !protect),
      'no longer protected',
    ),
  ]
}

/** More are counted. */
const MAX_NAMES = 5

function lineOf(protections: readonly Protection[], what: string): readonly string[] {
  if (protections.length === 0) return []
  const names = protections.slice(0, MAX_NAMES).map(({ name, key }) => plain(name ?? key))
  const more = protections.length - names.length
  const are = protections.length === 1 ? 'is' : 'are'
  return [`apply records: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${are} ${what}`]
}
