import { encode } from '../../ledger/codec.ts'
import type { StoreCheck } from '../../ledger/ledger-location.ts'
import type { LedgerRecord } from '../../ledger/record.ts'
import type { Json } from '../../model/secret.ts'
import { compact } from './plan-json.ts'

/** What `ledger check` found, for machines. */
export const checkJson = ({
  label,
  check,
  records,
}: {
  readonly label: string
  readonly check: StoreCheck
  readonly records: number
}): Json =>
  compact({
    formatVersion: '1.0',
    store: label,
    fit: check.fit,
    why: check.fit ? undefined : check.why,
    records,
    race: check.race && { rounds: check.race.rounds, winners: check.race.winners },
  })

/** The records of a ledger, for machines: each as its line has it. */
export const recordsJson = ({
  label,
  exists,
  records,
}: {
  readonly label: string
  readonly exists: boolean
  readonly records: readonly LedgerRecord[]
}): Json => ({
  formatVersion: '1.0',
  ledger: label,
  exists,
  records: records.map((record): Json => JSON.parse(encode(record))),
})

/** What a ledger needs before its first run, for machines. */
export const setupJson = ({
  label,
  text,
  isMade,
}: {
  readonly label: string
  readonly text: string
  readonly isMade: boolean
}): Json => ({ formatVersion: '1.0', ledger: label, made: isMade, setup: text })

/** What `ledger copy` did, for machines. */
export const copiedJson = (
  { added, records }: { readonly added: number; readonly records: number },
  { from, to }: { readonly from: string; readonly to: string },
): Json => ({ formatVersion: '1.0', from, to, added, records })
