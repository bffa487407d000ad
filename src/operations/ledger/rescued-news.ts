import type { RescuedFile } from '../../ledger/file-store/emergency-record.ts'
import type { LedgerContents } from '../../ledger/ledger-location.ts'
import type { LedgerNews } from '../../ledger/ledger-news.ts'

/** What became of an emergency file when the ledger was opened. */
export function newsOf(file: RescuedFile): LedgerNews {
  if (file.kind === 'left') return leftNews(file)
  const { path, records } = file
  const ids = records.flatMap((record) => (record.type === 'created' ? [record.id] : []))
  const outcomes = records.map((record) => ({
    type: record.type,
    key: 'key' in record ? record.key : undefined,
  }))
  return { kind: 'rescued', path, ids, outcomes }
}

/** What a run that only reads tells: of the emergency files that no run will take in. */
export const leftIn = ({ rescued }: Pick<LedgerContents, 'rescued'>): readonly LedgerNews[] =>
  rescued.flatMap((file) => (file.kind === 'left' ? [leftNews(file)] : []))

const leftNews = ({ path, why }: Extract<RescuedFile, { kind: 'left' }>): LedgerNews => ({
  kind: 'rescued-left',
  path,
  why,
})
