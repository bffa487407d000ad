import type { LedgerRecord } from '../../../src/ledger/record.ts'

/** What keeps the ledger of a story. */
export type LedgerKind = 'file' | 'postgres' | 's3'

export const LEDGER_KINDS: readonly LedgerKind[] = ['file', 'postgres', 's3']

/** Where the ledger of a story is, or the ledgers: by two names of a service there may be two files. */
export interface LedgerOfStory {
  /** As `--ledger` takes it; `undefined` for the default place. */
  address(): string | undefined
  /** It is a file on this disk. */
  readonly isFile: boolean
  /** Where it is now, as `--ledger` takes it; `undefined` where there is none yet. */
  place(): string | undefined
  /** Where it can move to: there is nothing yet. */
  nextPlace(): string
  /** From now on every start is told of that place. */
  moveTo(place: string): void
  /** Beside which path the program keeps what the ledger would not take; `undefined` where there is no ledger yet. */
  emergencyPath(): string | undefined
  /** What a start has in its environment to find it. */
  env(): Readonly<Record<string, string>>
  /** What they say together, and what could not be written there. */
  records(): Promise<readonly LedgerRecord[]>
  /** What they say in the middle of a start, which waits for it. */
  recordsNow(): Promise<readonly LedgerRecord[]>
  /** All that is kept outside the folder of the story, by what it is called. */
  kept(): Promise<ReadonlyMap<string, string>>
  /** It is lost: from now on there is another one, which is empty. */
  lose(): void
  /** Cuts the last line of a file there, from 0 to 1, if what it says can be lost in a crash. */
  tear(share: number): void
  /** What keeps it crashes, and is there again after so many milliseconds. Resolves once it is away. */
  crash(backAfterMs: number): Promise<void>
}
