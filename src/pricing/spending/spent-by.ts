import type { EntryKey } from '../../definitions/instance-spec.ts'
import { addTo } from '../../model/append-to.ts'
import type { Period } from './period.ts'
import { type Spent, spentIn } from './spent.ts'

export interface SpentOnEntry {
  readonly key: EntryKey
  readonly name: string | undefined
  /** How many instances it had; an attempt that may have made one counts as one. */
  readonly instances: number
  readonly spent: Spent
}

/** A day of UTC, as in `2026-11-28`. */
export interface SpentOnDay {
  readonly day: string
  readonly spent: Spent
}

/** What is left of periods after a moment in Unix seconds. One without a known beginning begins at that moment then. */
export function since(periods: readonly Period[], moment: number | undefined): readonly Period[] {
  if (moment === undefined) return periods
  return periods
    .filter(({ to }) => to > moment)
    .map((period) => ({ ...period, from: Math.max(moment, period.from ?? moment) }))
}

/** Entry by entry, in the order of their first period. */
export function byEntry(periods: readonly Period[]): readonly SpentOnEntry[] {
  const entries = new Map<EntryKey, Period[]>()
  for (const period of periods) addTo(entries, period.key, period)
  return [...entries].map(([key, own]) => ({
    key,
    name: own[0]?.name,
    instances: new Set(own.map(({ id }, at) => id ?? at)).size,
    spent: spentIn(own),
  }))
}

/** Day by day; days without a period are left out. */
export function byDay(periods: readonly Period[]): readonly SpentOnDay[] {
  const days = new Map<number, Period[]>()
  for (const period of periods) {
    for (const [day, part] of daysOf(period)) addTo(days, day, part)
  }
  return [...days]
    .toSorted(([one], [other]) => one - other)
    .map(([day, own]) => ({
      day: new Date(day * DAY * 1000).toISOString().slice(0, 10),
      spent: spentIn(own),
    }))
}

const DAY = 86_400

/** The parts of a period, each with the number of its day; one without a known beginning is on the day of its end. */
function daysOf(period: Period): readonly (readonly [day: number, part: Period])[] {
  const { from, to } = period
  const last = Math.floor((to - 1) / DAY)
  if (from === undefined) return [[last, period]]
  const first = Math.floor(from / DAY)
  return Array.from({ length: last - first + 1 }, (_, nth) => {
    const day = first + nth
    const part = { from: Math.max(from, day * DAY), to: Math.min(to, (day + 1) * DAY) }
    return [day, { ...period, ...part }]
  })
}
