/** What repeated measurements of one thing say. All in the unit of the samples. */
export interface Summary {
  readonly median: number
  /** The quartiles: half of the samples lie between them. */
  readonly low: number
  readonly high: number
}

/** Sums samples up by what a busy machine disturbs least. Throws where there is none. */
export function summaryOf(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((one, other) => one - other)
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
  }
}

/** How much a cost grew for each doubling of its size: 2 is linear, 4 quadratic. Sizes must double each time. */
export function growthOf(costs: readonly number[]): readonly number[] {
  return costs.slice(1).map((cost, at) => cost / (costs[at] ?? Number.NaN))
}

/** Between neighbours in proportion. */
function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part
  const below = sorted[Math.floor(at)]
  const above = sorted[Math.ceil(at)]
  if (below === undefined || above === undefined) throw new RangeError('no samples')
  return below + (above - below) * (at - Math.floor(at))
}
