import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The paths of all ledgers below a folder: by two names of a service there may be two. */
export const ledgersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ledger.jsonl'))
    .map((path) => join(folder, path))
