import { isCpu, isSpot, type RemoteInstance } from '../api/remote.ts'
import type { CreateBody } from '../definitions/instance-spec.ts'
import { type Billing, billingOf, plainOf, textOf } from './body-field.ts'

/** What products are asked for: with another filter their prices, and what can be had of them, may be others. Facts §4. */
export interface ProductFilter {
  readonly kind: 'gpu' | 'cpu'
  /** As it is sent, secret or not; `undefined` is any cluster. */
  readonly clusterId: string | undefined
  /** `undefined` is any number. */
  readonly gpuNum: number | undefined
  readonly billing: Billing
}

/** How much wider than its own the filter is that was asked with. */
export type Wider = 'any-number' | 'any-cluster'

/** The filter of an entry to create. The list of CPU products knows clusters only. */
export function filterFor(body: CreateBody): ProductFilter {
  const clusterId = textOf(body, 'clusterId')
  if (plainOf(body, 'kind') === 'cpu') return { ...ANY_CPU, clusterId }
  const gpuNum = plainOf(body, 'gpuNum')
  return {
    kind: 'gpu',
    clusterId,
    gpuNum: typeof gpuNum === 'number' ? gpuNum : undefined,
    billing: billingOf(body),
  }
}

/** That of an instance, as far as the account tells. Nobody asks for the price of one that is paid in advance. */
export function filterForInstance(instance: RemoteInstance): ProductFilter {
  const { clusterId, gpuNum } = instance
  if (isCpu(instance)) return { ...ANY_CPU, clusterId }
  const billing = isSpot(instance) ? 'spot' : 'onDemand'
  return { kind: 'gpu', clusterId, gpuNum, billing }
}

const ANY_CPU = { kind: 'cpu', gpuNum: undefined, billing: 'onDemand' } as const

/** The same text for the same filter. */
export const filterKey = ({ kind, clusterId, gpuNum, billing }: ProductFilter): string =>
  JSON.stringify([kind, clusterId ?? null, gpuNum ?? null, billing])

/** `undefined` where it was asked with the very filter. */
export function widerThan(wanted: ProductFilter, asked: ProductFilter): Wider | undefined {
  if (asked.clusterId !== wanted.clusterId) return 'any-cluster'
  return asked.gpuNum === wanted.gpuNum ? undefined : 'any-number'
}

/** A plan asks for no more price lists than this at once. */
export const MAX_FILTERS = 16

/**
 * For each filter that is expected, by its key, the one to ask with: itself while there are few enough. Of more than that,
 * the first are asked with as they are, and the others are widened: to any number of GPUs in their cluster, and
 * where that does not suffice to any cluster. The same for the same filters in the same order. Pure.
 */
export function filtersToAsk(wanted: readonly ProductFilter[]): ReadonlyMap<string, ProductFilter> {
  const distinct = [...new Map(wanted.map((each) => [filterKey(each), each])).values()]
  const first = Math.min(distinct.length, MAX_FILTERS)
  for (const widen of [inCluster, anywhere]) {
    for (let exact = first; exact >= 0; exact -= 1) {
      const asked = distinct.map((each, at) => (at < exact ? each : widen(each)))
      if (new Set(asked.map(filterKey)).size <= MAX_FILTERS) return byKey(distinct, asked)
    }
  }
  return byKey(distinct, distinct.map(anywhere))
}

const inCluster = (filter: ProductFilter): ProductFilter => ({ ...filter, gpuNum: undefined })
const anywhere = (filter: ProductFilter): ProductFilter => ({
  ...inCluster(filter),
  clusterId: undefined,
})

const byKey = (
  wanted: readonly ProductFilter[],
  asked: readonly ProductFilter[],
): ReadonlyMap<string, ProductFilter> =>
  new Map(wanted.map((filter, at) => [filterKey(filter), asked[at] ?? filter]))

/** The filters of everything that is sold of a kind: each way of paying has a list of its own, and none has all. */
export const filtersOfAll = (kind: ProductFilter['kind']): readonly ProductFilter[] =>
  kind === 'cpu'
    ? [{ ...ANY_CPU, clusterId: undefined }]
    : WAYS.map((billing) => ({ kind, clusterId: undefined, gpuNum: undefined, billing }))

const WAYS = ['onDemand', 'monthly', 'spot'] as const satisfies readonly Billing[]
