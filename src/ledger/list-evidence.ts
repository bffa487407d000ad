import type { LedgerEntry } from './record.ts'

/**
 * Whether a ledger tells that its account was listed, or read in another way, at any time. Such a service has a list:
 * where it does not answer, it is out of order. An adoption by hand needs no account, so it tells nothing by itself.
 */
export const hasSeenList = (entries: readonly LedgerEntry[]): boolean => entries.some(wasListed)

function wasListed(entry: LedgerEntry): boolean {
  switch (entry.type) {
    case 'intent':
      return entry.listed === true || entry.seen !== undefined || entry.replaces.length > 0
    case 'created':
      return entry.how === 'found'
    case 'adopted':
      return entry.listed === true
    default:
      return false
  }
}
