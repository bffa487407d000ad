import type { Environment } from '../../config/environment.ts'
import type { Store } from '../store.ts'
import type { GitAddress } from './git-address.ts'
import { gitEnvironment } from './git-environment.ts'
import { GitStore } from './git-store.ts'
import type { SignalGroup } from './process-group.ts'
import { makeScratch } from './scratch.ts'

export interface GitStoreOptions {
  /** In the clone, absolute; its repository is looked for upwards. */
  readonly folder: string
  readonly environment: Environment
  readonly signalGroup: SignalGroup
  /** Names of variables that hold an API key, other than those of the service: no program that Git starts gets them. */
  readonly withheld?: readonly string[]
  /** Hears of each line that this run has put, and how many it were. */
  readonly afterLine?: ((count: number) => void) | undefined
  /** Its lines are of no use to anybody. */
  readonly isScratch?: boolean
  /** After how many milliseconds a call of Git is ended, and its outcome unknown. */
  readonly limit?: number
  /** Gives the ledger up: what is under way is ended, and nothing is read or written any more. */
  readonly signal?: AbortSignal
}

/** Opens a ledger on a branch. Asks the clone, and nothing of the remote. Throws a `UserError` where that cannot work. */
export async function openGitStore(address: GitAddress, options: GitStoreOptions): Promise<Store> {
  const { folder, environment, signalGroup, withheld, limit = LIMIT, signal } = options
  const { afterLine, isScratch = false } = options
  const ending = new AbortController()
  const signals = [ending.signal, ...(signal === undefined ? [] : [signal])]
  const scratch = await makeScratch(address, {
    folder,
    environment: gitEnvironment(environment, withheld),
    limit,
    signal: AbortSignal.any(signals),
    signalGroup,
  })
  return new GitStore({
    address,
    scratch,
    stop: () => ending.abort(),
    afterLine,
    isScratch,
  })
}

const LIMIT = 60_000
