import type { LedgerRecord } from './record.ts'

/**
 * Whether a ledger tells that its account was listed, or read in another way, at any time. Such a service has a list:
 * where it does not answer, it is out of order. An adoption by hand needs no account, so it tells nothing by itself.
 */
export const hasSeenList = (records: readonly LedgerRecord[]): boolean => records.some(wasListed)

function wasListed(record: LedgerRecord): boolean {
  switch (record.type) {
    case 'intent':
      return record.listed === true || record.seen !== undefined || record.replaces.length > 0
    case 'created':
      return record.how === 'found'
    case 'adopted':
      return record.listed === true
    // Nothing is changed before the account was listed in full.
    case 'operation':
    case 'settled':
      return true
    default:
      return false
  }
}
