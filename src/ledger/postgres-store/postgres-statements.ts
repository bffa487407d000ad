import { UserError } from '../../model/user-error.ts'
import type { LockId, Position } from '../store.ts'

// The schema is named: a search path of one user would lead to tables of his own, a ledger that nobody else sees.
export const LINES = 'public.ppi_apply_line'
export const BEATS = 'public.ppi_apply_beat'

/** At one position of a ledger, if none is there and the one before it is. The primary key decides between rivals. */
export const insertLine = (ledger: string, at: Position, line: Uint8Array): string =>
  `insert into ${LINES} (ledger, position, line)
select ${quoted(ledger)}, ${at}, decode(${quoted(Buffer.from(line).toString('base64'))}, 'base64')
where ${at} = 1 or exists (${lineAt(ledger, at - 1)})
on conflict (ledger, position) do nothing`

export const lineAt = (ledger: string, at: number): string =>
  `select 1 from ${LINES} where ledger = ${quoted(ledger)} and position = ${at}`

export const lastPosition = (ledger: string): string =>
  `select coalesce(max(position), 0) from ${LINES} where ledger = ${quoted(ledger)}`

/**
 * Positions and bytes in Base64, which is shorter than what the server writes for bytes itself. The range has an end, as
 * the server would else sort all that follows before it gives the first.
 */
export const linesAfter = (ledger: string, from: number, most: number): string =>
  `select position, encode(line, 'base64') from ${LINES}
where ledger = ${quoted(ledger)} and position > ${from} and position <= ${from + most} order by position`

export const upsertBeat = (ledger: string, lock: LockId): string =>
  `insert into ${BEATS} (ledger, lock, at) values (${quoted(ledger)}, ${quoted(lock)}, clock_timestamp())
on conflict (ledger, lock) do update set at = excluded.at`

/** In milliseconds. */
export const ageOfBeat = (ledger: string, lock: LockId): string =>
  `select extract(epoch from clock_timestamp() - at) * 1000 from ${BEATS}
where ledger = ${quoted(ledger)} and lock = ${quoted(lock)}`

/**
 * A value as part of a statement. Statements with parameters cannot be sent several at once, so a put would take four
 * round trips for one. What is quoted here has no character that could end a string, whatever the settings of the server.
 */
function quoted(value: string): string {
  if (!/^[\w+/=.-]*$/.test(value)) {
    throw new UserError('a name or a lock of the ledger has characters that none has', {
      ending: 'ledger',
    })
  }
  return `'${value}'`
}
