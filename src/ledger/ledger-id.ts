import { createHmac } from 'node:crypto'
import type { LedgerRecord } from './record.ts'

/**
 * What markers call a ledger: the id that `recover` took over from the account, else one that follows from the ledger's
 * own random salt. `undefined` for a ledger without a first line.
 */
export const ledgerIdOf = (records: readonly LedgerRecord[]): string | undefined => {
  const opened = records.filter((record) => record.type === 'opened')
  const taken = opened.findLast(({ ledgerId }) => ledgerId !== undefined)?.ledgerId
  return taken ?? (opened[0] === undefined ? undefined : idFrom(opened[0].salt))
}

/** Every id under which markers of this ledger may have been made: merged branches bring more than one. */
export const ledgerIdsOf = (records: readonly LedgerRecord[]): ReadonlySet<string> =>
  new Set(
    records.flatMap((record) =>
      record.type === 'opened'
        ? [idFrom(record.salt), ...(record.ledgerId === undefined ? [] : [record.ledgerId])]
        : [],
    ),
  )

/** A keyed hash, so that nobody who sees a marker learns the salt of the account's fingerprint. */
const idFrom = (salt: string): string =>
  createHmac('sha256', salt).update('marker').digest('hex').slice(0, 8)
