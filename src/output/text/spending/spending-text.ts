import type { CommandLine } from '../../../config/flags.ts'
import { durationText } from '../../../model/duration.ts'
import { minuteText } from '../../../model/time-text.ts'
import { amountText, amountWords } from '../../../pricing/amount-text.ts'
import type { Currency } from '../../../pricing/currency.ts'
import { type Period, secondsOf } from '../../../pricing/spending/period.ts'
import type { SpendingReport } from '../../../pricing/spending/spending-report.ts'
import { amountOf, costOver, type Spent } from '../../../pricing/spending/spent.ts'
import { byDay, byEntry } from '../../../pricing/spending/spent-by.ts'
import { columns } from '../../terminal/columns.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { spendingWhy } from './spending-why.ts'

export interface SpendingLook {
  readonly style: Style
  readonly by: NonNullable<CommandLine['flags']['by']>
  /** Every unknown period, not only the first. */
  readonly verbose: boolean
}

/** What was spent, for a person. */
export function spendingText(report: SpendingReport, look: SpendingLook): string {
  const { style, by } = look
  const { refresh, periods, ledger } = report
  const lines = [
    titleOf(report, style),
    ...(refresh.kind === 'partial'
      ? [style.yellow(`The account is not known in full: ${plain(refresh.why ?? '')}.`)]
      : []),
    ...(refresh.hint === undefined ? [] : [style.dim(`  hint: ${plain(refresh.hint)}`)]),
    '',
    ...(periods.length === 0
      ? [`Nothing was spent, by the ledger ${plain(ledger)}.`]
      : [
          ...(by === 'day' ? dayTable(report, style) : entryTable(report, style)),
          ...unknownLines(report, look),
          '',
          ...remarks(report, by).map((remark) => style.dim(remark)),
        ]),
  ]
  return `${lines.join('\n')}\n`
}

function titleOf({ target, currency, since, until }: SpendingReport, style: Style): string {
  const unit = currency.code === undefined ? '' : ` in ${currency.code}`
  const pretended = currency.pretended ? ', which nobody pays' : ''
  const from = since === undefined ? '' : `since ${momentText(since)}, `
  return `${style.bold('Spent')} on ${plain(target)}${unit}${pretended}: ${from}until ${momentText(until)}`
}

const ENTRY_HEADS = ['ENTRY', 'INSTANCES', 'RUNNING', 'SPENT', 'UNKNOWN']
const DAY_HEADS = ['DAY (UTC)', 'RUNNING', 'SPENT', 'UNKNOWN']

function entryTable({ periods, total }: SpendingReport, style: Style): readonly string[] {
  const entries = byEntry(periods)
  const rows = entries.map(({ key, name, instances, spent }) => [
    plain(name ?? key),
    String(instances),
    ...spentCells(spent),
  ])
  const count = entries.reduce((sum, { instances }) => sum + instances, 0)
  const last = ['total', String(count), ...spentCells(total)]
  return table([ENTRY_HEADS, ...rows, last], new Set([1, 2, 3]), style)
}

function dayTable({ periods, total }: SpendingReport, style: Style): readonly string[] {
  const rows = byDay(periods).map(({ day, spent }) => [day, ...spentCells(spent)])
  return table([DAY_HEADS, ...rows, ['total', ...spentCells(total)]], new Set([1, 2]), style)
}

function table(
  rows: readonly (readonly string[])[],
  numbers: ReadonlySet<number>,
  style: Style,
): readonly string[] {
  const last = rows.length - 1
  return columns(rows, numbers).map((line, at) =>
    at === 0 ? style.dim(line) : at === last ? style.bold(line) : line,
  )
}

function spentCells(spent: Spent): readonly string[] {
  const { known, seconds, knownPeriods, unknownPeriods } = spent
  const isUnknown = knownPeriods === 0 && unknownPeriods > 0
  return [
    durationText(seconds),
    isUnknown ? 'unknown' : amountText(amountOf(known)),
    unknownPeriods === 0 ? '-' : unknownText(spent),
  ]
}

function unknownText({ unknownPeriods, atMost }: Spent): string {
  const count = unknownPeriods === 1 ? '1 period' : `${unknownPeriods} periods`
  return atMost === undefined ? count : `${count}, at most ${amountText(amountOf(atMost))} more`
}

/** More than these are a list to be asked for. */
const MAX_UNKNOWN = 20

function unknownLines(
  { periods, currency }: SpendingReport,
  { style, verbose }: SpendingLook,
): readonly string[] {
  const unknown = periods.filter(({ cost }) => cost.kind === 'unknown')
  if (unknown.length === 0) return []
  const shown = verbose ? unknown : unknown.slice(0, MAX_UNKNOWN)
  const more = unknown.length - shown.length
  return [
    '',
    style.yellow('Unknown, which is not nothing:'),
    ...columns(shown.map((period) => unknownRow(period, currency))).map((line) => `  ${line}`),
    ...(more > 0 ? [style.dim(`  and ${more} more; --verbose lists all`)] : []),
  ]
}

function unknownRow(period: Period, currency: Currency): readonly string[] {
  const { key, name, id, from, to, cost } = period
  if (cost.kind === 'known') return []
  const until = momentText(to)
  const most =
    cost.atMost === undefined
      ? ''
      : `: at most ${amountWords(amountOf(costOver(cost.atMost, secondsOf(period))), currency)}`
  return [
    plain(name ?? key),
    id === undefined ? '-' : plain(id),
    from === undefined ? `until ${until}` : `${momentText(from)} – ${until}`,
    `${plain(spendingWhy(cost.why))}${most}`,
  ]
}

function remarks(
  { refresh, quotedAt, periods, until }: SpendingReport,
  by: SpendingLook['by'],
): readonly string[] {
  const isCounted = periods.some(({ cost }) => cost.kind === 'known')
  const isUnseen = refresh.kind === 'not-asked' || refresh.kind === 'not-offered'
  return [
    ...(isCounted
      ? ['List price × time, without disk beyond the free size and network storage.']
      : []),
    ...(isUnseen && periods.some(({ to }) => to === until)
      ? [
          `The account was not looked at (${plain(refresh.why ?? '')}): what is there by the ledger counts until now.`,
        ]
      : []),
    ...(quotedAt === undefined
      ? []
      : [
          `Prices that the ledger does not have are those of ${minuteText(quotedAt)}, for all the time.`,
        ]),
    ...(by === 'day' ? ['Days are those of UTC.'] : []),
  ]
}

const momentText = (seconds: number): string => minuteText(new Date(seconds * 1000).toISOString())
