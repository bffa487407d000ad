import type { LedgerChanges } from '../../../ledger/file-store/ledger-changes.ts'

/** More records than these are counted. */
const MOST = 5

/** What a branch changed in the ledger, as one sentence for a reviewer; `undefined` where it changed nothing. */
export function ledgerChangesText(
  { added, removed }: LedgerChanges,
  base: string,
): string | undefined {
  const parts = [partOf('adds', added), partOf('removes', removed)].filter((part) => part !== '')
  if (parts.length === 0) return undefined
  return `The ledger of this checkout differs from ${base}: it ${parts.join(' and ')}. What the ledger says decides what is created, so review it like the files.`
}

function partOf(verb: string, records: LedgerChanges['added']): string {
  if (records.length === 0) return ''
  const shown = records.slice(0, MOST).map(recordText).join(', ')
  const more = records.length > MOST ? ` and ${records.length - MOST} more` : ''
  return `${verb} ${records.length === 1 ? 'one record' : `${records.length} records`} (${shown}${more})`
}

function recordText(record: LedgerChanges['added'][number]): string {
  if (record === undefined) return 'a line that cannot be read'
  const key = 'key' in record ? ` ${record.key}` : ''
  const id = 'id' in record ? ` as ${record.id}` : ''
  return `${record.type}${key}${id}`
}
