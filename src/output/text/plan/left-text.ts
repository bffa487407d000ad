import type { CommandLine } from '../../../config/flags.ts'
import { asTyped, invocation } from '../../../model/invocation.ts'
import { type Action, type BlockedAction, isUnasked } from '../../../plan/action.ts'
import { protectedIn } from '../../../plan/consent.ts'
import type { PricedPlan } from '../../../plan/priced-plan.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'
import { costWords } from './cost-text.ts'
import { SYMBOLS } from './symbols.ts'
import { wayText } from './ways/way.ts'
import { waysOutOf } from './ways/ways-out.ts'

/** As many as a reader takes in at the end of a run. */
const MAX_SHOWN = 20

/** What is not as the files say when a run ends, and what to do about each: printed also with `--quiet`. */
export function leftText(
  left: readonly Action[],
  {
    style,
    commandLine,
    onlyById,
    prices,
  }: {
    readonly style: Style
    readonly commandLine: CommandLine
    /** The id of the plan, where no word is enough for it. */
    readonly onlyById?: string | undefined
    /** What is known of prices; `undefined` where there was no plan. */
    readonly prices: Pick<PricedPlan, 'costs' | 'money'> | undefined
  },
): string {
  const kept = protectedIn(left)
  const asideLines = [...unknownLines(left.filter(isUnasked)), ...protectedLines(kept, prices)]
  const isKept = new Set<Action>(kept)
  const waiting = left.filter((action) => !isKept.has(action) && !isUnasked(action))
  if (waiting.length === 0) return [...asideLines, ''].join('\n')
  const lines = waiting
    .slice(0, MAX_SHOWN)
    .flatMap((action) => [
      style.yellow(
        `  ${SYMBOLS[action.kind]} ${plain(action.name ?? action.key)}  ${plain(asTyped(explainReason(action.reason)))}`,
      ),
      ...waysOutOf(action, commandLine, onlyById).map((way) => style.dim(`      ${wayText(way)}`)),
    ])
  const more = waiting.length - MAX_SHOWN
  return [
    style.bold(
      waiting.length === 1
        ? 'One entry is not as the files say:'
        : `${waiting.length} entries are not as the files say:`,
    ),
    ...lines,
    ...(more > 0 ? [`  … and ${more} more, which ${invocation()} plan shows`] : []),
    ...asideLines,
    '',
  ].join('\n')
}

/** What nobody looked at is not otherwise, and not as it should be either. */
function unknownLines(unseen: readonly Action[]): readonly string[] {
  if (unseen.length === 0) return []
  const names = unseen.slice(0, MAX_SHOWN).map(({ name, key }) => plain(name ?? key))
  const more = unseen.length - names.length
  const count = unseen.length === 1 ? '1 entry is' : `${unseen.length} entries are`
  return [
    `The account was not asked, so it is not known whether ${count} as the files say: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  ]
}

/** What was to end and is protected: it keeps costing, and nothing is wrong with that. */
function protectedLines(
  kept: readonly BlockedAction[],
  prices: Pick<PricedPlan, 'costs' | 'money'> | undefined,
): readonly string[] {
  const lines = kept.slice(0, MAX_SHOWN).map((action) => {
    const { owned } = action
    const cost = owned && prices?.costs.get(owned.id)
    const words =
      cost === undefined || prices === undefined
        ? ''
        : `, ${costWords(cost, prices.money.currency)}`
    const id = owned === undefined ? '' : ` (${plain(owned.id)})`
    return `Left alone, since it is protected: ${plain(action.name ?? action.key)}${id}${words}`
  })
  const more = kept.length - MAX_SHOWN
  return more > 0 ? [...lines, `  … and ${more} more that are protected`] : lines
}
