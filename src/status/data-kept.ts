import type { Connection } from './connection.ts'
import type { OwnedStatus } from './owned-status.ts'

const DAY_MS = 86_400_000

/** Until when data is kept so many days after a stop; both moments in milliseconds since the epoch. */
export const keptUntil = (stoppedAt: number, days: number): number => stoppedAt + days * DAY_MS

/**
 * Until when the data of a stopped instance is kept, in milliseconds since the epoch; `undefined` where the service does not
 * say how long, or nobody knows since when it is stopped.
 */
export function dataKeptUntil(
  { stoppedSince }: OwnedStatus,
  connection: Connection | undefined,
): number | undefined {
  if (stoppedSince === undefined || connection?.kind !== 'known') return undefined
  const { keepDataDays } = connection
  return keepDataDays === undefined ? undefined : keptUntil(stoppedSince, keepDataDays)
}
