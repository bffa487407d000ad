import type { Json } from '../../model/secret.ts'
import type { ListFault } from '../faults/faults.ts'
import type { Account, Present } from '../state/sandbox-account.ts'
import { inList } from './present.ts'
import { type Reply, refusal } from './reply.ts'

/** A list fault and the number of its rule, by which it remembers. */
export interface ListTrick {
  readonly rule: number
  readonly fault: ListFault
}

/** The list call. It remembers what its faults need: what was shown before, and how often. */
export type ListInstances = (
  query: URLSearchParams,
  tricks: readonly ListTrick[],
  account: Account,
) => Reply

/** How many records a page has when none is asked for. Assumed; the sister list of endpoints documents 10. */
export const DEFAULT_PAGE_SIZE = 10

/** Builds the list call. Facts §2. */
export function listing(): ListInstances {
  const snapshots = new Map<number, readonly Present[]>()
  const walksSeen = new Map<string, number>()

  function visible(
    tricks: readonly ListTrick[],
    isNewWalk: boolean,
    account: Account,
  ): readonly Present[] {
    const lingering = tricks.some(({ fault }) => fault.how === 'lingering')
    let records: readonly Present[] = account
      .present(lingering ? 'lingering' : undefined)
      .toReversed()
    for (const { rule, fault } of tricks) {
      if (fault.how === 'stale') {
        if (!snapshots.has(rule)) snapshots.set(rule, records)
        records = snapshots.get(rule) ?? records
      }
      if (fault.how === 'lag')
        records = records.filter((record) => !lags({ rule, fault }, record, isNewWalk, account))
      if (fault.how === 'unstable-order') records = shuffled(records)
    }
    return records
  }

  function lags(
    { rule, fault }: ListTrick,
    { instance }: Present,
    isNewWalk: boolean,
    account: Account,
  ): boolean {
    if (fault.ms !== undefined && account.now() - instance.createdAt < fault.ms) return true
    if (fault.lists === undefined) return false
    const key = `${rule} ${instance.id}`
    const walks = (walksSeen.get(key) ?? 0) + (isNewWalk ? 1 : 0)
    walksSeen.set(key, walks)
    return walks <= fault.lists
  }

  return (query, tricks, account) => {
    const pageSize = wholeNumber(query.get('pageSize'))
    const pageNum = wholeNumber(query.get('pageNum'))
    if (pageSize === 'bad') return refusal(400, 'VALIDATOR_PARAM', 'pageSize', ['pageSize'])
    if (pageNum === 'bad') return refusal(400, 'VALIDATOR_PARAM', 'pageNum', ['pageNum'])
    const hows = new Set(tricks.map(({ fault }) => fault.how))
    const asked = pageSize === undefined || pageSize === 0 ? DEFAULT_PAGE_SIZE : pageSize
    const size = hows.has('small-page')
      ? Math.min(asked, Math.max(1, numberOf(tricks, 'small-page')))
      : asked
    const fits = fitting(query)
    const records = visible(tricks, (pageNum ?? 0) === 0, account).filter(fits)
    const page = servedPage(pageNum ?? 0, hows)
    const left = hows.has('short-page') ? numberOf(tricks, 'short-page') : 0
    const shown = records.slice(page * size, (page + 1) * size)
    const kept = left > 0 ? shown.slice(0, -left) : shown
    account.shown(kept.map(({ instance }) => instance))
    const counted = hows.has('page-total') ? kept : records
    const total = counted.length + (hows.has('wrong-total') ? numberOf(tricks, 'wrong-total') : 0)
    const body = listBody(kept.map(inList), total, { hows, untold: untoldIn(tricks) })
    // The oldest page of the reference tells what it served.
    const served = { pageSize: size, pageNum: pageNum ?? 0 }
    return { status: 200, body: hows.has('small-page') ? { ...body, ...served } : body }
  }
}

function servedPage(pageNum: number, hows: ReadonlySet<ListFault['how']>): number {
  if (hows.has('repeated-page')) return 0
  return hows.has('first-page-one') ? Math.max(0, pageNum - 1) : pageNum
}

const numberOf = (tricks: readonly ListTrick[], how: ListFault['how']): number =>
  tricks.find(({ fault }) => fault.how === how)?.fault.by ?? 1

interface Misleading {
  readonly hows: ReadonlySet<ListFault['how']>
  readonly untold: ReadonlySet<string>
}

function listBody(
  instances: readonly { readonly [key: string]: Json }[],
  total: number,
  { hows, untold }: Misleading,
): { readonly [key: string]: Json } {
  if (hows.has('empty')) return { instances: [], total: 0 }
  if (hows.has('missing')) return { total }
  if (hows.has('null')) return { instances: null, total }
  if (hows.has('not-array')) return { instances: { '0': instances[0] ?? null }, total }
  let records: readonly Json[] = instances
  if (hows.has('odd-types')) records = instances.map(oddly)
  if (untold.size > 0) records = instances.map((shown) => without(untold, shown))
  if (hows.has('null-record')) records = [null, ...records]
  if (hows.has('no-total')) return { instances: records }
  return { instances: records, total: hows.has('text-total') ? String(total) : total }
}

/** The members that faults leave out of what is shown of an instance. */
export const untoldIn = (tricks: readonly Pick<ListTrick, 'fault'>[]): ReadonlySet<string> =>
  new Set(
    tricks.flatMap(({ fault }) => {
      if (fault.how === 'no-envs') return ['envs']
      return fault.how === 'untold' ? (fault.fields ?? []) : []
    }),
  )

export const without = (
  untold: ReadonlySet<string>,
  shown: { readonly [key: string]: Json },
): { readonly [key: string]: Json } =>
  Object.fromEntries(Object.entries(shown).filter(([member]) => !untold.has(member)))

/** The same facts in other clothes: numbers and strings swapped, another case, states nobody documented. */
const oddly = (shown: { readonly [key: string]: Json }): Json => ({
  ...shown,
  gpuNum: Number(shown.gpuNum),
  rootfsSize: String(shown.rootfsSize),
  createdAt: Number(shown.createdAt),
  status: shown.status === 'running' ? 'Running' : 'pending',
  statusError: null,
  portMappings: null,
  unheardOf: { of: ['this', 1, null] },
})

/** Both filters on names find parts of them; whether case matters is not known, here it does not. Facts §2.1. */
function fitting(query: URLSearchParams): (present: Present) => boolean {
  const name = query.get('name')?.toLowerCase() ?? ''
  const productName = query.get('productName')?.toLowerCase() ?? ''
  const status = query.get('status') ?? ''
  return (present) =>
    present.instance.name.toLowerCase().includes(name) &&
    present.instance.productName.toLowerCase().includes(productName) &&
    (status === '' || present.status === status)
}

function wholeNumber(text: string | null): number | undefined | 'bad' {
  if (text === null || text === '') return undefined
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : 'bad'
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item)
}
