import { unreachable } from '../../../model/unreachable.ts'
import type { Action, ActionKind } from '../../../plan/action.ts'
import { isMarked } from '../../../plan/action.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import type { PlanReport, PricedPlan } from '../../../plan/priced-plan.ts'
import { summarise } from '../../../plan/summary.ts'
import type { Style } from '../../terminal/style.ts'
import { displayWidth, plain } from '../../terminal/terminal-text.ts'
import { widest } from '../../terminal/widest.ts'
import { wrapTo } from '../../terminal/wrap-text.ts'
import { moneyLines } from './money-text.ts'
import { detailsOf, type Look } from './plan-details.ts'
import { fold, type Group, linesOf, reasonOf, titleOf } from './plan-groups.ts'

/** The plan for a person: what would be done and why, a legend of the symbols used, and the sum. */
export function planText(report: PlanReport, look: Look): string {
  const { style } = look
  const { actions } = report
  const groups = fold(actions)
  const titles = groups.map(titleOf)
  const aligned = widest(titles, displayWidth)
  // Where a reason would not fit beside the widest title, columns only waste what room there is.
  const width = aligned + LEAST_REASON > (look.width ?? Number.POSITIVE_INFINITY) ? 0 : aligned
  const blocks = groups.map((group, at) => blockOf(group, titles[at] ?? '', width, report, look))
  const text = [
    `${style.bold('Plan')} for ${plain(report.target)}${scopeOf(report)}`,
    '',
    ...blocks,
    ...(blocks.length === 0 ? [] : ['', legend(actions, style)]),
    '',
    style.bold(summarise(report.actions, report.elsewhere)),
    ...spaced(moneyLines(report.money, style, look.width)),
    ...spaced(markerLines(report).map((line) => style.dim(line))),
    ...spaced(report.notes.map((note) => style.yellow(plain(note)))),
    '',
    `Plan id: ${style.bold(report.planId)}`,
    ...(report.applyWith === undefined
      ? []
      : [`Apply exactly this: ${style.cyan(report.applyWith)}`]),
    '',
  ].join('\n')
  return wrapTo(text, look.width)
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

/** The sign of each kind of action. */
export const SYMBOLS = {
  create: '+',
  recreate: '+',
  'no-op': '=',
  exists: '=',
  change: '~',
  failed: '!',
  'in-doubt': '?',
  conflict: '!',
  orphan: '!',
} as const satisfies Record<ActionKind, string>

const MEANINGS = {
  '+': 'create',
  '=': 'there already',
  '~': 'differs: waits for a person',
  '?': 'in doubt: never created again by itself',
  '!': 'needs a person',
} as const satisfies Record<(typeof SYMBOLS)[ActionKind], string>

function paint(kind: ActionKind, style: Style): (text: string) => string {
  switch (kind) {
    case 'create':
    case 'recreate':
      return style.green
    case 'no-op':
    case 'exists':
      return style.dim
    case 'change':
      return style.yellow
    case 'in-doubt':
    case 'conflict':
    case 'failed':
    case 'orphan':
      return style.red
    default:
      return unreachable(kind)
  }
}

function legend(actions: readonly Action[], style: Style): string {
  const used = new Set(actions.map(({ kind }) => SYMBOLS[kind]))
  const parts = Object.entries(MEANINGS)
    .filter(([symbol]) => used.has(symbol as keyof typeof MEANINGS))
    .map(([symbol, meaning]) => `${symbol} ${meaning}`)
  return style.dim(parts.join('   '))
}

function blockOf(
  group: Group,
  title: string,
  width: number,
  report: PlanReport,
  look: Look,
): string {
  const { style } = look
  const [action] = group
  const color = paint(action.kind, style)
  const gap = ' '.repeat(Math.max(0, width - displayWidth(title)))
  const reason = reasonOf(group)
  const head = `${color(`${SYMBOLS[action.kind]} ${title}`)}${gap}   ${plain(reason)}${placeOf(group, style)}`
  return [head, ...detailsOf(action, report, look)].join('\n    ')
}

function placeOf(group: Group, style: Style): string {
  const [action] = group
  if (action.kind === 'orphan' || action.kind === 'no-op') return ''
  return style.dim(`  ${plain(action.spec.place.file.path)}:${linesOf(group)}`)
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
