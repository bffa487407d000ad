import type { InstanceId } from '../ledger/entry.ts'
import type { Answer } from './answer.ts'
import type { Remote, RemoteInstance } from './remote.ts'
import type { Page } from './wire.ts'

/** How many instances a page is asked for. */
export const PAGE_SIZE = 100

/** An account larger than this is beyond what the tool is made for; a server that never ends is not. */
const PAGE_LIMIT = 1_000

/** Pages 0 and 1 may be the same page, so one repetition means nothing; so many in a row are no progress. */
const REPETITION_LIMIT = 3

/** Walks over an account that changes under the walk. */
const ROUND_LIMIT = 3

/**
 * Reads the whole list, from page 0, merged by id. It is complete at an empty page, or when as many ids were seen as
 * the service says there are. A full page is never the last one on its word alone, since a `total` may count the page;
 * a short or repeated page says nothing. A `total` that was not reached, or that changed on the way (an instance may
 * then have slipped between two pages), proves no absence.
 */
export async function walk(readPage: (page: number) => Promise<Answer<Page>>): Promise<Remote> {
  const everSeen = new Map<InstanceId, RemoteInstance>()
  for (let round = 1; ; round += 1) {
    const seen = new Map<InstanceId, RemoteInstance>()
    const end = await walkOnce(readPage, seen)
    if (end.kind === 'complete') return { kind: 'complete', instances: [...seen.values()] }
    if (end.kind === 'not-offered') return end
    for (const [id, instance] of seen) everSeen.set(id, instance)
    if (!end.changed || round === ROUND_LIMIT) {
      return { kind: 'partial', instances: [...everSeen.values()], why: end.why }
    }
  }
}

type End =
  | { readonly kind: 'complete' }
  | { readonly kind: 'not-offered'; readonly why: string }
  | { readonly kind: 'broken'; readonly why: string; readonly changed: boolean }

async function walkOnce(
  readPage: (page: number) => Promise<Answer<Page>>,
  seen: Map<InstanceId, RemoteInstance>,
): Promise<End> {
  let total: number | undefined
  let repetitions = 0
  for (let number = 0; number < PAGE_LIMIT; number += 1) {
    const answer = await readPage(number)
    if (answer.kind === 'not-offered' && number === 0) return answer
    if (answer.kind !== 'ok') return broken(`page ${number} of the list: ${answer.why}`)
    const page = answer.value
    const before = seen.size
    for (const instance of page.instances) seen.set(instance.id, instance)
    if (page.odd !== undefined) return broken(page.odd)
    if (total !== undefined && page.total !== undefined && page.total !== total) {
      return broken('the account changed while it was being listed', true)
    }
    total = page.total ?? total
    if (page.size === 0) return ended(seen.size, total)
    if (seen.size === total && page.size < PAGE_SIZE) return { kind: 'complete' }
    repetitions = seen.size === before ? repetitions + 1 : 0
    if (repetitions === REPETITION_LIMIT) {
      return broken('the list repeats its pages and does not end')
    }
  }
  return broken(`the list does not end after ${PAGE_LIMIT} pages`)
}

const ended = (seen: number, total: number | undefined): End =>
  total === undefined || seen >= total
    ? { kind: 'complete' }
    : broken(`the list says it has ${total} instances but gave ${seen}`)

const broken = (why: string, changed = false): End => ({ kind: 'broken', why, changed })
