import type { CommandLine } from '../../../config/flags.ts'
import { asTyped, invocation } from '../../../model/invocation.ts'
import type { Action } from '../../../plan/action.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'
import { waysOutOf } from './plan-details.ts'
import { SYMBOLS } from './plan-text.ts'

/** As many as a reader takes in at the end of a run. */
const MAX_SHOWN = 20

/** What is not as the files say when a run ends, and what to do about each: printed also with `--quiet`. */
export function leftText(
  left: readonly Action[],
  {
    style,
    again,
    onlyById,
  }: {
    readonly style: Style
    readonly again: CommandLine
    /** The id of the plan, where no word is enough for it. */
    readonly onlyById?: string | undefined
  },
): string {
  if (left.length === 0) return ''
  const lines = left
    .slice(0, MAX_SHOWN)
    .flatMap((action) => [
      style.yellow(
        `  ${SYMBOLS[action.kind]} ${plain(action.name ?? action.key)}  ${plain(asTyped(explainReason(action.reason)))}`,
      ),
      ...waysOutOf(action, again, onlyById).map((line) => style.dim(`      ${line}`)),
    ])
  const more = left.length - MAX_SHOWN
  return [
    style.bold(
      left.length === 1
        ? 'One entry is not as the files say:'
        : `${left.length} entries are not as the files say:`,
    ),
    ...lines,
    ...(more > 0 ? [`  … and ${more} more, which ${invocation()} plan shows`] : []),
    '',
  ].join('\n')
}
