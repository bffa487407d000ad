import type { Client } from '../api/client.ts'
import type { LedgerLocation } from '../ledger/ledger-location.ts'
import type { Trusts } from '../ledger/whereabouts.ts'
import type { Secret } from '../model/secret.ts'

/** The service a run is about, and the ledger that belongs to it. */
export interface Target {
  /** What the ledger and people call the service: its host, or `sandbox`. */
  readonly name: string
  readonly ledger: LedgerLocation
  /** A person chose this ledger (`--ledger`), so that it is not the one of the project by default. */
  readonly ledgerIsNamed: boolean
  /** Which addresses of ledgers the person trusts, so that messages may advise them; without it, none. */
  readonly trusts?: Trusts
  /** `undefined` without an API key, or where nobody is to be asked: then only the ledger is left. */
  readonly client: Client | undefined
  /** Also known to a run that asks nothing: a ledger belongs to the account of a key. */
  readonly apiKey: Secret | undefined
}
