import { unreachable } from '../../model/unreachable.ts'
import type { RescuedFile } from '../file-store/emergency-record.ts'
import type { LedgerRecord } from '../record.ts'

/**
 * The emergency files of a shared ledger, as far as they may tell it something: how attempts ended that its own lines
 * opened. Of such a ledger nothing else is kept in a file, so one that tells anything else stays where it is.
 */
export const onlyOutcomes = (
  files: readonly RescuedFile[],
  records: readonly LedgerRecord[],
): readonly RescuedFile[] =>
  files.map((file) =>
    file.kind === 'left' || file.records.every((record) => endsAttempt(record, records))
      ? file
      : { kind: 'left', path: file.path, why: 'not-an-outcome' },
  )

/** Whether a record says how an attempt ended that one of these opened, about the same entry and instance. */
export function endsAttempt(record: LedgerRecord, records: readonly LedgerRecord[]): boolean {
  switch (record.type) {
    case 'created':
    case 'rejected':
    case 'not-sent':
      return records.some(
        (line) =>
          line.type === 'intent' && line.attempt === record.attempt && line.key === record.key,
      )
    case 'settled':
      return records.some(
        (line) =>
          line.type === 'operation' &&
          line.attempt === record.attempt &&
          line.key === record.key &&
          line.id === record.id &&
          line.operation === record.operation,
      )
    case 'opened':
    case 'intent':
    case 'operation':
    case 'unknown':
    case 'adopted':
    case 'applied':
    case 'forgotten':
    case 'protected':
    case 'moved':
    case 'locked':
    case 'unlocked':
    case 'still':
    case 'copied':
    case 'sender':
      return false
    default:
      return unreachable(record)
  }
}
