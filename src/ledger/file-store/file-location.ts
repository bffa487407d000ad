import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { foldersUpwards } from '../../model/files/project-folders.ts'
import { realPath } from '../../model/files/project-root.ts'
import type { LedgerLocation, NearbyLedger } from '../ledger-location.ts'
import { openLedger, readLedger } from './file.ts'
import { findLedger } from './find-ledger.ts'
import { LEDGER_FOLDER, SANDBOX_SERVICE } from './ledger-path.ts'
import { acquireLock, unlock } from './lock.ts'

/** A ledger in a local file; `path` is absolute. */
export const fileLedger = (path: string): LedgerLocation => ({
  label: path,
  file: path,
  read: (options) => readLedger(path, options),
  open: (options) => openLedger(path, options),
  lock: (options) => acquireLock(path, options),
  unlock: (id, own) => unlock(path, id, own),
  nearby: (folders) => nearbyLedgers(path, folders),
})

/** The ledger of a service: the one that was named, absolute, else that of the project's folder (`findLedger`). */
export const locateLedger = (
  named: string | undefined,
  folder: string,
  service: string,
): LedgerLocation => fileLedger(named ?? findLedger(folder, service))

function nearbyLedgers(path: string, folders: readonly string[]): readonly NearbyLedger[] {
  const own = join(realPath(dirname(path)), basename(path))
  // The folders of the run count also where nothing above them does, such as the home folder.
  const all = new Set(
    [...new Set([...folders, dirname(dirname(path))])].flatMap((start) => [
      realPath(start),
      ...foldersUpwards(start),
    ]),
  )
  return [...all]
    .flatMap((folder) => ledgersIn(join(folder, LEDGER_FOLDER)))
    .filter((other) => other !== own)
    .map((other) => ({
      location: fileLedger(other),
      isBeside: dirname(other) === dirname(own),
    }))
}

function ledgersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(
        (name) => name.endsWith('.ledger.jsonl') && name !== `${SANDBOX_SERVICE}.ledger.jsonl`,
      )
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}
