import { type Page, toPage } from '../../src/api/responses/decode-instance.ts'
import type { Answer } from '../../src/api/responses/read-result.ts'

/** How a service cuts its list into pages, and what it says of it. */
export interface Paging {
  /** Instances on a page at most, whatever was asked for. */
  readonly cap: number
  /** Which page is the first: 0, 1, or 1 with 0 as another name of it. */
  readonly first: 'zero' | 'one' | 'zero-is-one'
  /** `page`: it counts the page. `low`: it counts no more than one page. */
  readonly total: 'account' | 'text' | 'page' | 'low' | 'none'
  /** Whether it tells its page size. */
  readonly echo: boolean
  /** `shuffled`: another order in each answer. */
  readonly order: 'stable' | 'shuffled'
  /** What an empty page is. */
  readonly empty: 'list' | 'null'
}

/** What happens to the account before the n-th request. Ids are never given twice. */
export type Churn = { readonly insertAt: number } | { readonly removeAt: number } | undefined

/**
 * A service that lists an account which changes under the walk. What it assumes, and the walk relies on: a page is a
 * stretch of the order at the time of its request; an id is not used again; and no page of a shuffled list is by chance
 * the same as another one twice in a row.
 */
export function pagedList(paging: Paging, account: string[], churn: readonly Churn[]) {
  let requests = 0
  let next = 0
  const random = seeded(account.length * 31 + paging.cap)
  const always = new Set(account)
  return {
    /** The instances that were there before the first and after the last request. */
    always: () => always,
    requests: () => requests,
    async readPage(number: number): Promise<Answer<Page>> {
      const change = churn[requests]
      requests += 1
      if (change !== undefined && 'insertAt' in change) {
        account.splice(change.insertAt % (account.length + 1), 0, `new-${next}`)
        next += 1
      } else if (change !== undefined && account.length > 0) {
        for (const gone of account.splice(change.removeAt % account.length, 1)) always.delete(gone)
      }
      const at = { zero: number, one: number - 1, 'zero-is-one': Math.max(0, number - 1) }[
        paging.first
      ]
      const order = paging.order === 'stable' ? account : shuffled(account, random)
      const ids = at < 0 ? [] : order.slice(at * paging.cap, (at + 1) * paging.cap)
      const total = {
        account: account.length,
        text: String(account.length),
        page: ids.length,
        low: Math.min(account.length, paging.cap),
        none: undefined,
      }[paging.total]
      const instances = ids.map((id) => ({ id, name: id }))
      const body = {
        instances: ids.length === 0 && paging.empty === 'null' ? null : instances,
        ...(total === undefined ? {} : { total }),
        ...(paging.echo ? { pageSize: paging.cap } : {}),
      }
      return { kind: 'ok', value: toPage(body, (text) => text) }
    },
  }
}

function shuffled(ids: readonly string[], random: () => number): string[] {
  const left = [...ids]
  return ids.flatMap(() => left.splice(Math.floor(random() * left.length), 1))
}

/** Mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
