import type { InstanceId } from '../ledger/record.ts'
import type { Remote, RemoteInstance } from './remote.ts'
import type { Page } from './responses/decode-instance.ts'
import type { Answer, Failed } from './responses/read-result.ts'
import { hasChanged, isReached, isUnpaged, toWalked, type Walked } from './walked.ts'

/** An account larger than this is beyond what the tool is made for; a server that never ends is not. */
const PAGE_LIMIT = 1_000

/** So many pages in a row without anything new are not progress. */
const REPETITION_LIMIT = 3

/** Walks until enough of them agree. */
const ROUND_LIMIT = 5

/** So many walks in a row must show the same. */
const AGREEING = 2

/** And so many where each of them has two readings. */
const AGREEING_IF_AMBIGUOUS = 3

type ReadPage = (page: number) => Promise<Answer<Page>>

/**
 * Reads the whole list, from page 0, merged by id. What one walk proves, `toWalked` says; where that is not enough, the
 * walk is repeated until two in a row (three, if they are ambiguous) show the same without a fault. An order that
 * changes, or an account that does, is met so. When they do not agree, all that was seen together is a partial list: each of it is there, and nothing is absent.
 */
export async function walk(readPage: ReadPage): Promise<Remote> {
  const everSeen = new Map<InstanceId, RemoteInstance>()
  let before: Walked | undefined
  let agreeing = 0
  let why = ''
  for (let round = 1; round <= ROUND_LIMIT; round += 1) {
    const pages: Page[] = []
    const end = await walkOnce(readPage, pages)
    if (end.kind === 'not-offered') return end
    for (const each of pages.flatMap(({ instances }) => instances)) everSeen.set(each.id, each)
    if (end.kind === 'broken') return partial(everSeen, end.why, end.more)
    const walked = toWalked(pages)
    const isSame = agree(walked, before)
    agreeing = isSame ? agreeing + 1 : 1
    if (walked.fault === undefined && (walked.isWhole || agreeing === needed(walked))) {
      return { kind: 'complete', instances: [...walked.seen.values()] }
    }
    why = walked.fault ?? 'no two walks over the list showed the same'
    // The same fault over the same instances will not go away.
    if (isSame && walked.fault !== undefined) break
    before = walked
  }
  return partial(everSeen, why)
}

const partial = (
  seen: ReadonlyMap<InstanceId, RemoteInstance>,
  why: string,
  more: Unasked = {},
): Remote => ({
  kind: 'partial',
  instances: [...seen.values()],
  why,
  ...more,
})

const needed = ({ isAmbiguous }: Walked): number => (isAmbiguous ? AGREEING_IF_AMBIGUOUS : AGREEING)

const agree = (walked: Walked, before: Walked | undefined): boolean =>
  before !== undefined &&
  before.fault === walked.fault &&
  before.isAmbiguous === walked.isAmbiguous &&
  before.seen.size === walked.seen.size &&
  [...before.seen.keys()].every((id) => walked.seen.has(id))

type End =
  | { readonly kind: 'ended' }
  | { readonly kind: 'not-offered'; readonly why: string }
  | { readonly kind: 'broken'; readonly why: string; readonly more?: Unasked | undefined }

/** Reads pages until one is the last by what the walk has seen so far. */
async function walkOnce(readPage: ReadPage, pages: Page[]): Promise<End> {
  const seen = new Set<InstanceId>()
  let repetitions = 0
  for (let number = 0; number < PAGE_LIMIT; number += 1) {
    const answer = await readPage(number)
    if (answer.kind === 'not-offered' && number === 0) return answer
    if (answer.kind !== 'ok') {
      const why = number === 0 ? answer.why : `page ${number} of the list: ${answer.why}`
      return broken(why, answer.kind === 'failed' ? unasked(answer) : undefined)
    }
    const page = answer.value
    pages.push(page)
    if (page.odd !== undefined) return broken(page.odd)
    const size = seen.size
    for (const { id } of page.instances) seen.add(id)
    // Whoever counts pages from 1 has nothing on page 0.
    if (page.size === 0 && number > 0) return { kind: 'ended' }
    if (isReached(pages, seen.size) || hasChanged(pages)) return { kind: 'ended' }
    repetitions = page.size > 0 && seen.size === size ? repetitions + 1 : 0
    if (repetitions === 2 && isUnpaged(pages, seen.size)) return { kind: 'ended' }
    if (repetitions === REPETITION_LIMIT) {
      return broken('the list repeats its pages and does not end')
    }
  }
  return broken(`the list does not end after ${PAGE_LIMIT} pages`)
}

const broken = (why: string, more?: Unasked): End => ({ kind: 'broken', why, more })

/** What is known besides of a service that could not be asked. */
type Unasked = Pick<Extract<Remote, { kind: 'partial' }>, 'hint' | 'keyRefused'>

const unasked = ({ hint, refusal }: Failed): Unasked => ({
  ...(hint === undefined ? {} : { hint }),
  ...(refusal?.status === 401 || refusal?.status === 403 ? { keyRefused: true } : {}),
})
