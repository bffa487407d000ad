import type { Listing } from '../../api/product.ts'
import type { Answer } from '../../api/responses/read-result.ts'
import { UserError } from '../../model/user-error.ts'

/** What the service answered. Throws a `UserError` where it did not, with what to do about it. `what`: the list, as in `products`. */
export function requireAnswer<Value>(answer: Answer<Value>, what: string): Value {
  if (answer.kind === 'ok') return answer.value
  const why = `the list of ${what} could not be read: ${answer.why}`
  throw new UserError(
    answer.kind === 'not-offered' ? `the service has no list of ${what}: ${answer.why}` : why,
    answer.kind === 'failed' && answer.hint !== undefined ? { hint: answer.hint } : {},
  )
}

/** The same for a list that says how many of its items could not be read: where that is all of them, nothing was learned. */
export function requireListing<Item>(answer: Answer<Listing<Item>>, what: string): Listing<Item> {
  const listing = requireAnswer(answer, what)
  if (listing.items.length > 0 || listing.unread === 0) return listing
  throw new UserError(
    `the list of ${what} is not understood: ${listing.unread === 1 ? 'its only item is' : `all of its ${listing.unread} items are`} in a form that ppi-apply does not know`,
    { hint: 'a newer ppi-apply may know it; the console of the service shows what there is' },
  )
}
