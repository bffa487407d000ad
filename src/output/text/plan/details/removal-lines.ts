import type { BlockedAction, DestroyAction, ExpiredAction } from '../../../../plan/action.ts'
import { appliedDrift } from '../../../../plan/decide/applied-drift.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { type Group, whereOf } from '../plan-groups.ts'
import { costLines, oursWords, type Seen, savingLines, sinceWords } from './instance-words.ts'
import { lossWords } from './loss-words.ts'

/** What is to end, what that saves, what it takes away, and what a file still says of it: for every view, safe to print. */
export function destroyWords(group: Group<DestroyAction>, plan: PricedPlan): readonly string[] {
  const [{ reason, because, spec }] = group
  const where = [
    ...(spec === undefined && because === 'destroy' ? ['in no file of this run'] : []),
    ...(spec === undefined || because !== 'destroy' ? [] : [remadeWords(group)]),
  ]
  switch (reason.code) {
    case 'gone-already':
      return where
    case 'leaving-already':
      return [...whichWords(group), ...where]
    case 'destroy-asked':
    case 'pruned':
    case 'replaced':
    case 'expired':
      return [...whichWords(group), ...savingLines(group, plan), ...lossWords(group), ...where]
  }
}

/** Nobody should agree to an end without having seen the name of each. */
function whichWords(group: Group<DestroyAction>): readonly string[] {
  if (group.length === 1) return [oursWords(group)]
  const named = group
    .slice(0, MAX_NAMED)
    .map(({ name, key, owned }) => `${plain(name ?? key)} (${plain(owned.id)})`)
  const more = group.length > MAX_NAMED ? ` and ${group.length - MAX_NAMED} more` : ''
  return [`${named.join(', ')}${more}`, sinceWords(group)]
}

/** As many as somebody reads before an answer. */
const MAX_NAMED = 100

/** What is destroyed and still in a file is created by the next apply: nobody should find that out by the bill. */
const remadeWords = (group: Group): string =>
  `still defined at ${plain(whereOf(group) ?? '')}: the next apply makes ${group.length === 1 ? 'it' : 'them'} again`

/** Drift of what is to end, by what the ledger says was applied. A group has none: what drifted is shown by itself. */
export const removalDrift = ({ owned, remote }: DestroyAction) => appliedDrift(owned, remote)

/** What was asked for and is left alone, or has expired: which instances, and what they cost. For every view, safe to print. */
export function leftWords(
  group: Group<BlockedAction | ExpiredAction>,
  plan: PricedPlan,
): readonly string[] {
  const seen = group.flatMap(({ owned, remote }): readonly Seen[] =>
    owned === undefined ? [] : [{ owned, remote }],
  )
  return seen.length === 0 ? [] : [oursWords(seen), ...costLines(seen, plan)]
}
