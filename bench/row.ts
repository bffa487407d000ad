import type { Summary } from './statistics.ts'

/** One line of the table. */
export interface Row {
  readonly part: string
  readonly name: string
  /** Milliseconds of the whole process. */
  readonly time: Summary
  /** What `time` is compared with: milliseconds, of the same run. */
  readonly base: number
  readonly ratio: number
  /** MiB; of the programs on Node alone. */
  readonly peak?: number | undefined
  readonly target?: Target | undefined
  /** What people would use instead, which should take longer. */
  readonly rivals?: readonly Rival[]
}

export interface Rival {
  readonly name: string
  /** Milliseconds, of the same run. */
  readonly median: number
}

/** What `performance.md` asks of a row, each where it is given. */
export interface Target {
  readonly ratio?: number
  /** Milliseconds more than the base. */
  readonly more?: number
  readonly peak?: number
}

/** How a cost grew while its size doubled twice. */
export interface Growth {
  readonly name: string
  readonly sizes: readonly number[]
  /** Milliseconds beyond the start of Node, the median of each size. */
  readonly times: readonly number[]
  /** MiB for the largest size. */
  readonly peak: number
  /** For each doubling: 2 is linear, 4 quadratic. */
  readonly growth: readonly number[]
}

/** Whether a row meets its target; `undefined` when it has none. Rivals are not part of it. */
export function isMet({ time, base, ratio, peak, target }: Row): boolean | undefined {
  if (target === undefined) return undefined
  return (
    ratio <= (target.ratio ?? Number.POSITIVE_INFINITY) &&
    time.median - base <= (target.more ?? Number.POSITIVE_INFINITY) &&
    (peak ?? 0) <= (target.peak ?? Number.POSITIVE_INFINITY)
  )
}
