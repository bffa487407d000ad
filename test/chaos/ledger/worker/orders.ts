import type { Lease } from '../../../../src/ledger/shared/session.ts'

/** Breaks a store on purpose, so that the judge can show that it sees that. */
export type Control = 'next-free' | 'versioned'

/** What a start of a worker is told; as JSON, in its one argument. */
export interface Orders {
  /** Tells the starts of all workers apart. */
  readonly name: string
  readonly seed: number
  readonly worker: number
  /** Its next round, and the one behind its last. */
  readonly from: number
  readonly to: number
  readonly address: string
  /** The folder of its machine. */
  readonly folder: string
  readonly lease: Lease
  /** How long it may wait before a round, in milliseconds. */
  readonly restMs: number
  /** Whether it always waits for the holder of the ledger, and never asks from the beginning. */
  readonly waits: boolean
  /** Whether it can see that a process of another worker is gone. */
  readonly seesOthers: boolean
  readonly isCalm: boolean
  readonly control: Control | undefined
  readonly accountPath: string
  readonly journalPath: string
}
