import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ledgersIn, recordsIn, tearLedger } from '../ledgers-in.ts'
import type { LedgerOfStory } from './ledger-of-story.ts'

/** Ledger files in the folder of the story, where the program keeps them by default. */
export function fileLedgers(folder: string): LedgerOfStory {
  /** Where it moved to. */
  let moved: string | undefined
  const place = () => moved ?? ledgersIn(folder)[0]
  return {
    isFile: true,
    address: () => moved,
    place,
    nextPlace: () => join(folder, 'moved.ledger.jsonl'),
    moveTo(to) {
      moved = to
    },
    emergencyPath: place,
    env: () => (moved === undefined ? {} : { PPI_APPLY_LEDGER: moved }),
    records: () => recordsIn(folder),
    recordsNow: () => recordsIn(folder),
    kept: async () => new Map(),
    lose: () => loseFolder(folder),
    tear: (share) => tearLedger(folder, share),
    crash: async () => {},
  }
}

/** Removes all that the program keeps in the project. */
export const loseFolder = (folder: string): void =>
  rmSync(join(folder, '.ppi-apply'), { recursive: true, force: true })
