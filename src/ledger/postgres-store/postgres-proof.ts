import { type LockId, type Proof, position } from '../store.ts'
import { sqlStateOf } from './postgres-failure.ts'
import type { Answer } from './postgres-session.ts'
import { insertLine, LINES, upsertBeat } from './postgres-statements.ts'

const FIRST = position(1)
const NOBODY = '000000000000' as LockId

/**
 * What shows whether the tables refuse a second line and the server keeps what it confirms. To be rolled back, so that it
 * works in an empty ledger too, and leaves nothing if a table takes what it should not.
 */
export const proofStatements = (ledger: string): readonly string[] => [
  `select current_setting('fsync'), relpersistence, relkind,
  (select count(*) from pg_stat_replication), current_setting('synchronous_standby_names')
from pg_class where oid = '${LINES}'::regclass`,
  insertLine(ledger, FIRST, Buffer.from('proof')),
  insertLine(ledger, FIRST, Buffer.from('proof again')),
  upsertBeat(ledger, NOBODY),
]

/** What they answered, or failed with, as a proof. */
export async function proofOf(
  answers: Promise<readonly Answer[]>,
  warn: (message: string) => void,
): Promise<Proof> {
  try {
    const [facts, , second] = await answers
    const [fsync, persistence, kind, replicas, synchronous] = facts?.rows[0] ?? []
    if (second?.count !== 0) return unfit('its table takes a second line at one position')
    if (kind !== 'r') return unfit('what holds its lines is not an ordinary table')
    if (persistence !== 'p') return unfit('its table is emptied when the server crashes (unlogged)')
    if (fsync !== 'on') {
      return unfit('its server runs with fsync = off, and loses confirmed lines when it crashes')
    }
    if (replicas !== '0' && synchronous === '') warn(ASYNCHRONOUS)
    return { fit: true }
  } catch (error) {
    if (isWithoutKey(error)) {
      return unfit(
        'its table has no primary key over ledger and position, so it takes a second line',
      )
    }
    throw error
  }
}

const unfit = (why: string): Proof => ({ fit: false, why })

/** No unique index for `on conflict (ledger, position)`, or one that is checked only at the end of a transaction. */
function isWithoutKey(error: unknown): boolean {
  const state = sqlStateOf(error instanceof Error ? error.cause : undefined)
  return state === '42P10' || state === '55000'
}

const ASYNCHRONOUS =
  'the database has a replica that it does not wait for (synchronous_standby_names is empty): a failover may lose the last lines of the ledger, which the next run notices and refuses'
