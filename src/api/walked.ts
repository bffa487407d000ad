import type { InstanceId } from '../ledger/record.ts'
import type { RemoteInstance } from './remote.ts'
import type { Page } from './responses/decode-instance.ts'

/** How many instances a page is asked for. */
export const PAGE_SIZE = 100

/** How many are on a page where the service does not know our word for it. Facts §2.2. */
const DEFAULT_PAGE_SIZE = 10

/**
 * As many instances as this do not come between two reads of the list. Fewer may, and a page of fewer that is shown
 * twice may be one that they moved.
 */
const UNLIKELY_AT_ONCE = 5

/** What one walk over the list showed. */
export interface Walked {
  readonly seen: ReadonlyMap<InstanceId, RemoteInstance>
  /** Proven by this walk alone to be all that there was when it began. */
  readonly isWhole: boolean
  /** Why the walk cannot be believed, even if another one shows the same. */
  readonly fault: string | undefined
  /** Whether pages 0 and 1 were the same, and so small that instances that came meanwhile may be the reason. */
  readonly isAmbiguous: boolean
}

/**
 * Judges the pages of one walk that came to its end. What a page can prove:
 *
 * - A `total` that is always the number on its own page may count the page, and proves nothing. One that once was another
 *   number counts the account.
 * - A page shorter than the size that a service tells says nothing either: one that cuts its pages may repeat the size
 *   we asked for. Only a page behind the last one, asked for and empty, shows that there is no more.
 * - Only one page that holds anything, and holds the total, with an empty one behind it, is the account: nothing can slip
 *   from page to page.
 * - Over several pages things can slip, so one walk never proves them.
 * - An instance on two pages shows that something moved, and then another may have been on none. That pages 0 and 1 are
 *   the same is not such a thing: the service may count from 1, and take 0 for 1.
 */
export function toWalked(pages: readonly Page[]): Walked {
  const seen = new Map(
    pages.flatMap(({ instances }) => instances).map((instance) => [instance.id, instance]),
  )
  const fault = faultOf(pages, seen.size)
  const isAmbiguous = isFirstTwice(pages) && sizeOf(pages[0]) < UNLIKELY_AT_ONCE
  const isWhole = fault === undefined && !isAmbiguous && isAll(pages, seen.size)
  return { seen, fault, isWhole, isAmbiguous }
}

/** Whether the pages so far are all, so that none needs to be asked for to find it empty. */
export const isReached = (pages: readonly Page[], seen: number): boolean =>
  seen > 0 && totalOf(pages) === seen && (!mayCountPages(pages) || endsEmpty(pages))

/** Whether the totals of the pages contradict each other: to read on would be in vain. */
export const hasChanged = (pages: readonly Page[]): boolean =>
  !mayCountPages(pages) &&
  totalOf(pages) === undefined &&
  pages.some(({ total }) => total !== undefined)

/**
 * Whether the service has no pages: it gives the same whole list whatever page is asked for. A page that is full by any
 * measure may be the first of a service that does not know our word for its number.
 */
export const isUnpaged = (pages: readonly Page[], seen: number): boolean =>
  pages.length > 2 &&
  pages.every((page) => page.total === seen && idsOn(page.instances).size === seen && !isFull(page))

/** As many as were asked for, as the service says that it gives, or as it gives where nobody asks. */
const isFull = ({ instances: { length }, pageSize = PAGE_SIZE }: Page): boolean =>
  length === PAGE_SIZE || length === DEFAULT_PAGE_SIZE || length >= pageSize

const isAll = (pages: readonly Page[], seen: number): boolean =>
  seen === 0 || (isOnePage(pages, seen) && isReached(pages, seen))

function faultOf(pages: readonly Page[], seen: number): string | undefined {
  const total = totalOf(pages)
  if (!mayCountPages(pages)) {
    if (hasChanged(pages)) return 'the account changed while it was being listed'
    if (total !== undefined && total > seen)
      return `the list says it has ${total} instances but gave ${seen}`
  }
  return isUnpaged(pages, seen) || shownOn(pages) === seen
    ? undefined
    : 'the list showed an instance on two of its pages, so another may be on none'
}

/** The one total that all pages give; `undefined` when none does, or when they differ. */
function totalOf(pages: readonly Page[]): number | undefined {
  const totals = new Set(pages.flatMap(({ total }) => (total === undefined ? [] : [total])))
  const [total] = totals
  return totals.size === 1 ? total : undefined
}

/** An empty page 0 is none of a service that counts from 1, and its total no witness. */
const mayCountPages = (pages: readonly Page[]): boolean =>
  pages.every(
    ({ total, size }, at) => total === undefined || total === size || (at === 0 && size === 0),
  )

/** Whether a page behind the others was asked for and holds nothing. */
const endsEmpty = (pages: readonly Page[]): boolean => pages.length > 1 && pages.at(-1)?.size === 0

/** Whether every page that holds something holds all that was seen. */
const isOnePage = (pages: readonly Page[], seen: number): boolean =>
  pages.every(({ size, instances }) => size === 0 || idsOn(instances).size === seen)

/** How often an instance was shown, with pages 0 and 1 as one where they are the same. */
const shownOn = (pages: readonly Page[]): number =>
  (isFirstTwice(pages) ? pages.slice(1) : pages).reduce((sum, page) => sum + sizeOf(page), 0)

function isFirstTwice([first, second]: readonly Page[]): boolean {
  if (first === undefined || sizeOf(first) === 0 || sizeOf(first) !== sizeOf(second)) return false
  const ids = idsOn(second?.instances ?? [])
  return first.instances.every(({ id }) => ids.has(id))
}

const sizeOf = (page: Page | undefined): number => page?.instances.length ?? 0

const idsOn = (instances: readonly RemoteInstance[]): ReadonlySet<InstanceId> =>
  new Set(instances.map(({ id }) => id))
