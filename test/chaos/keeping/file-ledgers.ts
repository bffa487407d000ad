import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { recordsIn, tearLedger } from '../ledgers-in.ts'
import type { LedgerOfStory } from './ledger-of-story.ts'

/** Ledger files in the folder of the story, where the program keeps them by default. */
export const fileLedgers = (folder: string): LedgerOfStory => ({
  address: () => undefined,
  env: () => ({}),
  records: () => recordsIn(folder),
  recordsNow: () => recordsIn(folder),
  kept: async () => new Map(),
  lose: () => loseFolder(folder),
  tear: (share) => tearLedger(folder, share),
  crash: async () => {},
})

/** Removes all that the program keeps in the project. */
export const loseFolder = (folder: string): void =>
  rmSync(join(folder, '.ppi-apply'), { recursive: true, force: true })
