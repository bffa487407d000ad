import type { LedgerLocation, NearbyLedger } from '../ledger-location.ts'
import { takeInTime } from '../ledger-lock.ts'
import { type FileContents, openLedger, readLedger } from './file.ts'
import { acquireLock, unlock } from './lock.ts'
import { mentionsAny } from './mentions.ts'
import { rememberLedger } from './named-ledgers.ts'
import { nearbyFiles } from './nearby-files.ts'

/**
 * A ledger in a local file; `path` is absolute. `namedIn`: the folder of the project whose runs were given its name, which
 * are to know of it without it, too.
 */
export function fileLedger(path: string, namedIn?: string): LedgerLocation {
  let read: FileContents | undefined
  return {
    label: path,
    address: path,
    file: path,
    read: async (options) => {
      read = await readLedger(path, options)
      return read
    },
    open: async (options) => {
      const before = read
      read = undefined
      const ledger = await openLedger(path, { ...options, read: before })
      if (namedIn !== undefined) rememberLedger(namedIn, path)
      return ledger
    },
    lock: (options) => takeInTime(() => acquireLock(path, options), options.waiting),
    unlock: (id, own) => unlock(path, id, own),
    check: async () => ({ fit: true, race: undefined }),
    setup: () => ({
      text: `Nothing: the file ${path} is made by the first run.`,
      create: undefined,
    }),
    nearby: (folders) => nearbyLedgers(path, folders),
  }
}

/** Other ledger files that a run of these folders might have used. `path`: its own, where that is a file. */
export const nearbyLedgers = (
  path: string | undefined,
  folders: readonly string[],
): readonly NearbyLedger[] =>
  nearbyFiles(path, folders).map((file) => ({
    location: fileLedger(file.path),
    where: file.where,
    mentions: (keys) => mentionsAny(file.path, keys),
  }))
