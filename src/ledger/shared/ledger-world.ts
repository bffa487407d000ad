import type { Environment } from '../../config/environment.ts'
import type { OwnProcess } from '../../model/own-process.ts'

/** For which run a ledger is looked for. */
export interface LedgerWorld {
  /** The folder of the project; absolute. */
  readonly folder: string
  /** The working folder; absolute. */
  readonly cwd: string
  /** As ledgers know it (`serviceOf`). */
  readonly service: string
  /** Holds what the store of a shared ledger needs: users, passwords, credentials. */
  readonly environment: Environment
  /** The variable of the API key, which no program that a store starts may see. */
  readonly apiKeyVariable: string
  readonly own: OwnProcess
  /** Tells a person a sentence that stops nothing. */
  readonly warn: (sentence: string) => void
}
