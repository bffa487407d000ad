import type { Lease } from '../../../../src/ledger/shared/session.ts'
import type { StoredLine } from '../../../../src/ledger/store.ts'

export const STORES = ['file', 'postgres', 's3', 'git', 'radosgw'] as const

export type StoreName = (typeof STORES)[number]

/** What goes wrong with a store, or with the way to it. */
export interface Trouble {
  readonly name: string
  /** Of ten troubles, about as many are this one. */
  readonly weight: number
  /** Resolves once it is over. */
  readonly strike: () => Promise<void>
  /** Workers that run meanwhile have to be started again, as their environment is out of date. */
  readonly restarts?: true
}

/** A new and empty ledger for a run, and all that workers need for it. */
export interface Place extends AsyncDisposable {
  readonly isShared: boolean
  /** As long as the store needs to be quick enough for it. */
  readonly lease: Lease
  /** How often something goes wrong with the store or a worker is stopped, in milliseconds. */
  readonly troubleEveryMs: number
  /** A run that asks from the beginning each time never sees how long a holder has been silent. */
  readonly waits: boolean
  readonly address: () => string
  /** What a worker that is started now has to have in its environment. */
  readonly environment: () => Readonly<Record<string, string>>
  /** The folder of the machine of a worker; absolute. */
  readonly machine: (worker: number) => string
  readonly troubles: readonly Trouble[]
  /** What is in the store, as far as possible without the program's own code. */
  readonly stored: () => Promise<readonly StoredLine[]>
}

/** A lease with the proportions that a run has. */
export const leaseOf = (leaseMs: number): Lease => ({
  leaseMs,
  beatMs: Math.round(leaseMs / 4),
  lateMs: Math.round(leaseMs / 6),
})
