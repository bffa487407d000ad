import { position, type StoredLine } from '../../../src/ledger/store.ts'
import type { PostgresServer } from '../../support/postgres-server.ts'
import type { S3Server } from '../../support/s3-server.ts'

/** The lines of a ledger in a database, read with none of the program's code. */
export async function linesOnServer(
  { sql }: Pick<PostgresServer, 'sql'>,
  ledger: string,
): Promise<readonly StoredLine[]> {
  const rows = await sql(
    `select position, encode(line, 'base64') from ppi_apply_line where ledger = '${ledger}' order by position`,
  )
  return rows.map(([at, line]) => ({
    position: position(Number(at)),
    bytes: Buffer.from(String(line), 'base64'),
  }))
}

/** The lines of a ledger in a bucket, read with none of the program's code. */
export const linesInBucket = (
  { objects }: Pick<S3Server, 'objects'>,
  ledger: string,
): readonly StoredLine[] =>
  [...objects]
    .flatMap(([key, { body }]) => {
      const name = key.startsWith(`${ledger}/lines/`) ? key.slice(ledger.length + 7) : ''
      const at = /^(\d+)\.json$/.exec(name)?.[1]
      return at === undefined ? [] : [{ position: position(Number(at)), bytes: body }]
    })
    .toSorted((a, b) => a.position - b.position)
