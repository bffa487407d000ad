import { randomBytes } from 'node:crypto'
import { type Account, belongs, fingerprint, refuseForeign } from './identity.ts'
import type { LedgerRecord, OpenedRecord } from './record.ts'

/** For whom a ledger is opened. */
export interface Opening extends Account {
  /** Of this ppi-apply, for the `opened` line. */
  readonly version: string
  /** Takes a key that the ledger does not know as a new key of its account: the caller made sure of that. */
  readonly acceptKey?: boolean
  readonly now?: () => Date
}

/**
 * The line that says whose a ledger is, where it does not say so yet. Throws a `UserError` where it is another account's.
 * `label`: what messages call the ledger.
 */
export function missingOpened(
  label: string,
  records: readonly LedgerRecord[],
  opening: Opening,
): OpenedRecord | undefined {
  const whose = belongs(records, opening)
  const isNewKey = whose === 'other-account' && opening.acceptKey === true
  if (!isNewKey) refuseForeign(label, records, opening)
  const isNamed = records.some(({ type }) => type === 'opened')
  const isWanted = isNewKey || !isNamed || (whose === 'new' && opening.apiKey !== undefined)
  return isWanted ? openedRecord(opening) : undefined
}

export function openedRecord({
  service,
  apiKey,
  version,
  now = () => new Date(),
}: Opening): OpenedRecord {
  const salt = randomBytes(16).toString('hex')
  const account = apiKey === undefined ? undefined : fingerprint(salt, apiKey)
  return { type: 'opened', time: now().toISOString(), version, service, salt, account }
}
