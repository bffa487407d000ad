import { shownField } from '../../../api/remote.ts'
import type { Departure } from '../../../ledger/state.ts'
import { durationText } from '../../../model/duration.ts'
import { invocation } from '../../../model/invocation.ts'
import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import type { Maker } from '../../../plan/decide/maker.ts'
import { amountWords, toHundredths, toPriceUnits } from '../../../pricing/amount-text.ts'
import type { Cost } from '../../../pricing/cost.ts'
import type { Currency } from '../../../pricing/currency.ts'
import type { StatusReport } from '../../../status/status-report.ts'
import type { UnmanagedStatus } from '../../../status/unmanaged-status.ts'
import { columns } from '../../terminal/columns.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { wayText } from '../plan/ways/way.ts'
import { waysOfMadeHere } from '../plan/ways/ways-of-conflict.ts'
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
  const made = unmanaged.filter(({ maker }) => maker.kind === 'here')
  const others = unmanaged.filter(
    ({ returned: was, maker }) => was === undefined && maker.kind !== 'here',
  )
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
    ...(made.length === 0
      ? []
      : [
          '',
          style.red('Made with this ledger, which does not hold it: each costs money.'),
          ...rowsOf(made).flatMap((line, at) => [line, ...madeLines(made[at], look)]),
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

/** How one that this ledger made is taken in, ended or let go. */
function madeLines(
  item: UnmanagedStatus | undefined,
  { style, commandLine }: StatusLook,
): readonly string[] {
  if (item === undefined) return []
  const { made, instance } = item
  if (made === undefined) {
    return [style.dim(`    to take it in: ${invocation()} recover, with the file of its entry`)]
  }
  const destroy = commandForThis('destroy', made, commandLine)
  const more = {
    isAlone: made.isAlone,
    destroy: destroy === undefined ? undefined : { typed: destroy },
  }
  return waysOfMadeHere(made, [instance], commandLine, more).map((line) =>
    style.dim(`    ${wayText(line)}`),
  )
}

const unmanagedRow = (
  { instance, returned, maker, made, cost }: UnmanagedStatus,
  currency: Currency,
): readonly string[] => [
  instance.name === '' ? '(no name)' : plain(shownField(instance, 'name') ?? ''),
  plain(instance.id),
  plain(instance.status),
  cost.age === undefined ? 'age unknown' : durationText(cost.age),
  `${instance.gpuNum ?? '?'} × ${plain(instance.productName ?? shownField(instance, 'productId') ?? 'unknown product')}`,
  strangerCost(cost, currency),
  ...(returned === undefined ? makerWords(maker, made) : [departedWords(returned.departure)]),
]

function makerWords(maker: Maker, made: UnmanagedStatus['made']): readonly string[] {
  switch (maker.kind) {
    case 'unsaid':
      return []
    case 'here':
      return made === undefined ? [] : [`made for ${plain(made.name ?? made.key)}`]
    case 'in-doubt':
      return ['made with this ledger, and in doubt']
    case 'forgotten':
      return ['made with this ledger, and forgotten']
    case 'elsewhere':
      return [`made with another ledger (${maker.ledger})`]
    default:
      return unreachable(maker)
  }
}

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
