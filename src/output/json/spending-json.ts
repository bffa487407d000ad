import { priceText } from '../../api/product.ts'
import type { CommandLine } from '../../config/flags.ts'
import type { Json } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { type Period, type PeriodCost, secondsOf } from '../../pricing/spending/period.ts'
import type { SpendingReport } from '../../pricing/spending/spending-report.ts'
import { costOver, decimalText, type Spent } from '../../pricing/spending/spent.ts'
import { byDay, byEntry } from '../../pricing/spending/spent-by.ts'
import { plain } from '../terminal/terminal-text.ts'
import { spendingWhy } from '../text/spending/spending-why.ts'
import { compact } from './plan-json.ts'

/** What was spent, for machines. Amounts are decimal strings; `null` is unknown. */
export const spendingJson = (
  report: SpendingReport,
  by: NonNullable<CommandLine['flags']['by']>,
): Json =>
  compact({
    formatVersion: '1.0',
    target: report.target,
    ledger: plain(report.ledger),
    currency: report.currency.code ?? null,
    sandbox: report.currency.pretended,
    refresh: compact({ ...report.refresh }),
    since: report.since === undefined ? null : isoText(report.since),
    until: isoText(report.until),
    quotedAt: report.quotedAt,
    entries: by === 'entry' ? entriesJson(report) : undefined,
    days: by === 'day' ? daysJson(report) : undefined,
    periods: report.periods.map(periodJson),
    total: spentJson(report.total),
  })

const entriesJson = ({ periods }: SpendingReport): Json =>
  byEntry(periods).map(({ key, name, instances, spent }) => ({
    name: name ?? null,
    key,
    instances,
    ...spentJson(spent),
  }))

const daysJson = ({ periods }: SpendingReport): Json =>
  byDay(periods).map(({ day, spent }) => ({ day, ...spentJson(spent) }))

const spentJson = ({ known, seconds, knownPeriods, unknownPeriods, atMost }: Spent) =>
  ({
    seconds,
    known: knownPeriods === 0 && unknownPeriods > 0 ? null : decimalText(known),
    unknown: unknownPeriods,
    ...(atMost === undefined || unknownPeriods === 0 ? {} : { unknownAtMost: decimalText(atMost) }),
  }) satisfies Json

const periodJson = (period: Period): Json =>
  compact({
    name: period.name ?? null,
    key: period.key,
    id: period.id,
    from: period.from === undefined ? null : isoText(period.from),
    to: isoText(period.to),
    ...costJson(period.cost, secondsOf(period)),
  })

function costJson(cost: PeriodCost, seconds: number): { readonly [member: string]: Json } {
  switch (cost.kind) {
    case 'known':
      return {
        amount: decimalText(costOver(cost.price, seconds)),
        hourly: priceText(cost.price),
        priceFrom: cost.from,
      }
    case 'unknown':
      return {
        amount: null,
        ...(cost.atMost === undefined
          ? {}
          : { atMost: decimalText(costOver(cost.atMost, seconds)) }),
        unknownCode: cost.why.code,
        unknownBecause: spendingWhy(cost.why),
      }
    default:
      return unreachable(cost)
  }
}

const isoText = (seconds: number): string => new Date(seconds * 1000).toISOString()
