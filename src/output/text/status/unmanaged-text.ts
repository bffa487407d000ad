import { shownField } from '../../../api/remote.ts'
import type { Departure } from '../../../ledger/state.ts'
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
  const returned = unmanaged.filter((item) => item.returned !== undefined)
  const others = unmanaged.filter((item) => item.returned === undefined)
  const shown = verbose ? others : others.slice(0, MAX_UNMANAGED)
  const more = others.length - shown.length
  const rowsOf = (items: readonly UnmanagedStatus[]) =>
    columns(items.map((item) => unmanagedRow(item, currency))).map((line) => `  ${line}`)
  return [
    ...(['replaced', 'destroyed'] as const).flatMap((kind) => {
      const items = returned.filter((item) => item.returned?.departure.kind === kind)
      if (items.length === 0) return []
      const rows = rowsOf(items).flatMap((line, at) => [line, ...endLines(items[at], look)])
      return ['', style.red(RETURNED[kind]), ...rows]
    }),
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

const RETURNED = {
  replaced: 'Ours, and back after another one was made in its place:',
  destroyed: 'Destroyed by us, and there again: each costs money.',
} as const satisfies Record<Departure['kind'], string>

/** How one that is there again ends; where the entry has another one by now, plan tells them apart. */
function endLines(
  item: UnmanagedStatus | undefined,
  { style, commandLine }: StatusLook,
): readonly string[] {
  const returned = item?.returned
  if (returned === undefined) return []
  const typed = commandForThis('destroy', returned, commandLine)
  if (typed === undefined) return [style.dim('    plan names the ways out')]
  const again = returned.departure.kind === 'destroyed' ? ' again' : ''
  const words = returned.isAlone
    ? `to end it${again}`
    : 'both cost money, and plan names the ways out; to end all that its entry has'
  return [style.dim(`    ${words}: ${typed}`)]
}

const unmanagedRow = (
  { instance, returned, cost }: UnmanagedStatus,
  currency: Currency,
): readonly string[] => [
  instance.name === '' ? '(no name)' : plain(shownField(instance, 'name') ?? ''),
  plain(instance.id),
  plain(instance.status),
  cost.age === undefined ? 'age unknown' : durationText(cost.age),
  `${instance.gpuNum ?? '?'} × ${plain(instance.productName ?? shownField(instance, 'productId') ?? 'unknown product')}`,
  strangerCost(cost, currency),
  ...(returned === undefined ? [] : [departedWords(returned.departure)]),
]

const departedWords = (departure: Departure): string =>
  departure.kind === 'replaced'
    ? `replaced by ${plain(departure.by)}`
    : `destroyed at ${timeText(departure.at)}`

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
