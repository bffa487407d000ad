import { unreachable } from '../../../model/unreachable.ts'
import type { UnknownWhy } from '../../../pricing/spending/period.ts'

/** Why nobody knows what a period cost, without a capital and a full stop. Words of the service in it are as it sent them. */
export function spendingWhy(why: UnknownWhy): string {
  switch (why.code) {
    case 'stopped':
      return 'a stopped instance goes on paying for its disk; how much is not in the price list'
    case 'perhaps-stopped':
      return 'it was last seen running at the beginning, and was stopped at the end, though not from here'
    case 'perhaps-running':
      return 'it was stopped at the beginning, and was running at the end, though not started from here'
    case 'gone':
      return 'it was last seen at the beginning, and was gone at the end'
    case 'forgotten':
      return 'it was last seen at the beginning, and was forgotten at the end; nothing is known of it since'
    case 'back':
      return 'it was taken for ended at the beginning, and was there again at the end'
    case 'in-doubt':
      return 'an attempt has no recorded outcome, and may have made it'
    case 'before-adoption':
      return 'it was there before it was adopted, and nobody knows since when'
    case 'prepaid':
      return 'it is paid in advance, and the ledger does not have what was charged'
    case 'no-price':
      return why.detail
    default:
      return unreachable(why)
  }
}
