import { shownField } from '../../../api/remote.ts'
import { durationText } from '../../../model/duration.ts'
import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { amountWords, toHundredths, toPriceUnits } from '../../../pricing/amount-text.ts'
import type { Cost } from '../../../pricing/cost.ts'
import type { Currency } from '../../../pricing/currency.ts'
import type { StatusReport } from '../../../status/status-report.ts'
import type { UnmanagedStatus } from '../../../status/unmanaged-status.ts'
import { columns } from '../../terminal/columns.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { commandForThis } from './command-for-this.ts'
import type { StatusLook } from './status-look.ts'

/** More than these are a list to be asked for. */
const MAX_UNMANAGED = 20

/** What the account has and the ledger does not own: what once was ours, and what never was. */
export function unmanagedLines(
  { unmanaged, currency }: StatusReport,
  look: StatusLook,
): readonly string[] {
  const { style, verbose } = look
  const replaced = unmanaged.filter(({ replacedBy }) => replacedBy !== undefined)
  const destroyed = unmanaged.filter((item) => item.destroyed !== undefined)
  const others = unmanaged.filter((item) => !replaced.includes(item) && !destroyed.includes(item))
  const shown = verbose ? others : others.slice(0, MAX_UNMANAGED)
  const more = others.length - shown.length
  const rowsOf = (items: readonly UnmanagedStatus[]) =>
    columns(items.map((item) => unmanagedRow(item, currency))).map((line) => `  ${line}`)
  return [
    ...(replaced.length === 0
      ? []
      : [
          '',
          style.red(
            'Ours, and back after another one was made in its place: both cost money. plan names the ways out.',
          ),
          ...rowsOf(replaced),
        ]),
    ...(destroyed.length === 0
      ? []
      : [
          '',
          style.red('Destroyed by us, and there again: each costs money.'),
          ...rowsOf(destroyed).flatMap((line, at) => [line, ...endLines(destroyed[at], look)]),
        ]),
    ...(others.length === 0
      ? []
      : [
          '',
          style.bold(`Not in the ledger (${others.length}), by the list prices of now:`),
          ...rowsOf(shown),
        ]),
    ...(more > 0 ? [style.dim(`  and ${more} more; --verbose lists all`)] : []),
  ]
}

/** How one ends again that was destroyed; where the entry has another one by now, plan tells them apart. */
function endLines(
  item: UnmanagedStatus | undefined,
  { style, commandLine }: StatusLook,
): readonly string[] {
  const destroyed = item?.destroyed
  if (destroyed === undefined) return []
  const typed = destroyed.isAlone ? commandForThis('destroy', destroyed, commandLine) : undefined
  return [
    style.dim(
      `    ${typed === undefined ? 'plan names the ways out' : `to end it again: ${typed}`}`,
    ),
  ]
}

const unmanagedRow = (
  { instance, replacedBy, destroyed, cost }: UnmanagedStatus,
  currency: Currency,
): readonly string[] => [
  instance.name === '' ? '(no name)' : plain(shownField(instance, 'name') ?? ''),
  plain(instance.id),
  plain(instance.status),
  cost.age === undefined ? 'age unknown' : durationText(cost.age),
  `${instance.gpuNum ?? '?'} × ${plain(instance.productName ?? shownField(instance, 'productId') ?? 'unknown product')}`,
  strangerCost(cost, currency),
  ...(replacedBy === undefined ? [] : [`replaced by ${plain(replacedBy)}`]),
  ...(destroyed === undefined ? [] : [`destroyed at ${timeText(destroyed.at)}`]),
]

function strangerCost({ rate, soFar }: Cost, currency: Currency): string {
  switch (rate.kind) {
    case 'hourly':
      return `${amountWords(toPriceUnits(rate.price), currency)} an hour${soFar === undefined ? '' : `, ${amountWords(toHundredths(soFar), currency)} so far`}`
    case 'prepaid':
      return 'paid in advance'
    case 'unknown':
      return `price unknown (${plain(rate.why)})`
    default:
      return unreachable(rate)
  }
}
