import { unreachable } from '../../../model/unreachable.ts'
import { isMarked } from '../../../plan/action.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import type { PlanReport, PricedPlan } from '../../../plan/priced-plan.ts'
import { summarise } from '../../../plan/summary.ts'
import { inPieces } from '../../terminal/in-pieces.ts'
import type { Style } from '../../terminal/style.ts'
import { displayWidth, plain } from '../../terminal/terminal-text.ts'
import { widest } from '../../terminal/widest.ts'
import { wrapTo } from '../../terminal/wrap-text.ts'
import type { Look } from './details/look.ts'
import { effectLines } from './effects-text.ts'
import { moneyLines } from './money-text.ts'
import { detailsOf } from './plan-details.ts'
import { fold, type Group, reasonOf, titleOf, whereOf } from './plan-groups.ts'
import { DOES, titleWords } from './plan-title.ts'
import { protectionLines } from './protection-text.ts'
import { legendText, paintOf, SYMBOLS } from './symbols.ts'

/**
 * The plan for a person: what would be done and why, a legend of the symbols used, and the sum. It comes in pieces of
 * whole lines, as that of a large fleet would take more memory than all else about it.
 */
export function* planText(report: PlanReport, look: Look): Generator<string> {
  for (const piece of inPieces(linesOf(report, look))) yield wrapTo(piece, look.width)
}

function* linesOf(report: PlanReport, look: Look): Generator<string> {
  const { style } = look
  const { actions, goal } = report
  const groups = fold(actions)
  const titles = groups.map(titleOf)
  const aligned = widest(titles, displayWidth)
  // Where a reason would not fit beside the widest title, columns only waste what room there is.
  const width = aligned + LEAST_REASON > (look.width ?? Number.POSITIVE_INFINITY) ? 0 : aligned
  yield `${style.bold(titleWords(goal))} ${plain(report.target)}${scopeOf(report)}`
  yield ''
  for (const [at, group] of groups.entries()) {
    yield blockOf(group, titles[at] ?? '', width, report, look)
  }
  if (groups.length > 0) yield* ['', legendText(actions, style)]
  yield* ['', style.bold(summarise(report))]
  yield* spaced(moneyLines(report.money, style, look.width))
  yield* spaced(effectLines(report, look))
  yield* spaced(protectionLines(report))
  yield* spaced(markerLines(report).map((line) => style.dim(line)))
  yield* spaced(report.notes.map((note) => style.yellow(plain(note))))
  yield* ['', `Plan id: ${style.bold(report.planId)}`]
  if (report.applyWith !== undefined) {
    yield `${DOES[goal.kind]} exactly this: ${style.cyan(report.applyWith)}`
  }
}

/** Cells for the sign, the gap, a reason and a place. */
const LEAST_REASON = 60

/** One line for all: the variable is in no file, and a reader should not first meet it in the instance. */
export const markerLines = ({ marker, limits, actions }: PricedPlan): readonly string[] =>
  marker && actions.some((action) => isMarked(action, limits))
    ? [
        `${MARKER_KEY} (added by ppi-apply): an extra variable of each created instance, which settles a lost answer.`,
      ]
    : []

/** Lines as a paragraph of their own. */
const spaced = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', ...lines]

function blockOf(
  group: Group,
  title: string,
  width: number,
  report: PlanReport,
  look: Look,
): string {
  const { style } = look
  const [{ kind }] = group
  const color = paintOf(kind, style)
  const gap = ' '.repeat(Math.max(0, width - displayWidth(title)))
  const head = `${color(`${SYMBOLS[kind]} ${title}`)}${gap}   ${plain(reasonOf(group))}${whereText(group, style)}`
  return [head, ...detailsOf(group, report, look)].join('\n    ')
}

function whereText(group: Group, style: Style): string {
  const where = group[0].kind === 'no-op' ? undefined : whereOf(group)
  return where === undefined ? '' : style.dim(`  ${plain(where)}`)
}

const scopeOf = ({ refresh }: PlanReport): string => {
  switch (refresh.kind) {
    case 'complete':
      return ''
    case 'partial':
      return refresh.seen === 0 ? ', the account not seen' : ', the account seen in part'
    case 'not-offered':
    case 'not-asked':
      return ', from the ledger alone'
    default:
      return unreachable(refresh.kind)
  }
}
