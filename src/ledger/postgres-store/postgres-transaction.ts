import type { Answer, Session } from './postgres-session.ts'

// Set for the transaction alone, as a pooler gives the connection to others after it.
const before = (limit: number): readonly string[] => [
  'begin isolation level read committed',
  'set local synchronous_commit = on',
  `set local statement_timeout = ${limit}`,
]

/**
 * Runs statements in a transaction of their own, in one round trip, and gives what each of them answered. `rollback`: only
 * to see whether they could be run. When it throws, nobody knows whether it was committed.
 */
export async function transact(
  session: Session,
  statements: readonly string[],
  ending: 'commit' | 'rollback' = 'commit',
): Promise<readonly Answer[]> {
  const first = before(session.limits.statement)
  const answers = await session.run([...first, ...statements, ending])
  return answers.slice(first.length, first.length + statements.length)
}
