import { createHmac } from 'node:crypto'
import { isLoopback } from '../http/loopback-host.ts'
import { UserError } from '../model/user-error.ts'
import { namesOf, SANDBOX_SERVICE } from './file-store/ledger-path.ts'
import type { LedgerRecord, OpenedRecord } from './record.ts'

/** Whom a run works for: the host of the service, and the key of the account where one is set. */
export interface Account {
  readonly service: string
  readonly apiKey: string | undefined
}

/**
 * What a ledger remembers of an API key: enough to tell keys apart, useless to find one, since the key is long
 * and random and only 48 bits of its HMAC are kept.
 */
export function fingerprint(salt: string, apiKey: string): string {
  return createHmac('sha256', salt).update(apiKey).digest('hex').slice(0, 12)
}

/** What only who has the API key can make of a string: it shows whose the string is. 128 bits in hex, useless to find the key. */
export const sealOf = (text: string, apiKey: string): string =>
  createHmac('sha256', apiKey).update(`ppi-apply ${text}`).digest('hex').slice(0, 32)

/**
 * Whether a ledger belongs to this account. `new`: nothing in it says whose it is. Without a key only the host
 * counts. A new key of the same account looks like another account: only the service can tell.
 */
export function belongs(
  records: readonly LedgerRecord[],
  { service, apiKey }: Account,
): 'same' | 'other-host' | 'other-account' | 'new' {
  const opened = records.filter((record) => record.type === 'opened')
  if (opened.some((record) => !namesOf(service).includes(record.service))) return 'other-host'
  if (apiKey === undefined) return opened.length > 0 ? 'same' : 'new'
  const known = opened.filter((record) => record.account !== undefined)
  if (known.length === 0) return 'new'
  return known.some((record) => isBy(record, apiKey)) ? 'same' : 'other-account'
}

/** Whether a ledger was opened with this API key, whatever its service is called. */
export const isOfKey = (records: readonly LedgerRecord[], apiKey: string): boolean =>
  records.some((record) => record.type === 'opened' && isBy(record, apiKey))

/** Throws where a ledger is not this account's: its ids would be taken for gone, and made again. */
export function refuseForeign(
  path: string,
  records: readonly LedgerRecord[],
  account: Account,
): void {
  switch (belongs(records, account)) {
    case 'same':
    case 'new':
      return
    case 'other-host': {
      const other = records.find(
        (record) => record.type === 'opened' && !namesOf(account.service).includes(record.service),
      )
      const service = other?.type === 'opened' ? other.service : 'another host'
      throw new UserError(
        `the ledger ${path} was made with ${service}, but this run is for ${account.service}`,
        {
          ending: 'ledger',
          hint: `A host has a ledger of its own, so leave --ledger ("ledger" in the configuration) out, or name another file. If ${service} is meant: ${flagFor(service)}`,
        },
      )
    }
    case 'other-account':
      throw new UserError(
        `the ledger ${path} was made with another API key, so it may be another account's`,
        {
          ending: 'ledger',
          hint: 'Use a key of the account it was made with, or set another ledger file with "ledger" in the configuration.',
        },
      )
  }
}

/** What names a service on the command line. One of this machine rarely speaks anything but plain HTTP. */
function flagFor(service: string): string {
  if (service === SANDBOX_SERVICE) return '--sandbox'
  const plain = `http://${service}`
  const isHere = URL.canParse(plain) && isLoopback(new URL(plain))
  return `--base-url ${isHere ? plain : `https://${service}`}`
}

const isBy = (record: OpenedRecord, apiKey: string): boolean =>
  record.account === fingerprint(record.salt, apiKey)
