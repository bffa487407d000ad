/**
 * The stages of the program for other programs: typed, silent, without a look at the process. What is exported here is
 * the public interface; everything else may change.
 *
 * `loadFleet` → `openLedger` and `toState` → `Client.list` → `plan` → `applyCreates` → `audit`.
 */
import { randomBytes } from 'node:crypto'
import { parseBaseUrl } from './api/base-url.ts'
import { type Client, type ClientLimits, createClient, type TraceLine } from './api/client.ts'
import type { ApplyPorts } from './apply/ports.ts'
import type { Diagnostic } from './diagnostic/diagnostic.ts'
import type { AttemptId } from './ledger/entry.ts'
import type { Ledger } from './ledger/ledger.ts'
import { hasSeenList } from './ledger/list-evidence.ts'
import { readFleet } from './read-fleet.ts'
import type { InstanceSpec } from './spec/instance-spec.ts'
import { Secret } from './spec/secret.ts'
import { select, selectsAll } from './spec/selection.ts'
import { UserError } from './user-error.ts'
import { VERSION } from './version.ts'

export type { Client } from './api/client.ts'
export type { CreateOutcome, Refusal } from './api/outcome.ts'
export { isLive, type Remote, type RemoteInstance } from './api/remote.ts'
export { type ApplyInput, applyCreates } from './apply/apply.ts'
export { type AuditFinding, audit } from './apply/audit.ts'
export type { ApplyEvent, StopReason } from './apply/event.ts'
export type { ApplyPorts, Recorded } from './apply/ports.ts'
export { type Budget, budgetOf } from './apply/resolve.ts'
export { type ApplyResult, toResult } from './apply/result.ts'
export { type OpenFinding, settleOpen } from './apply/settle-open.ts'
export type { Diagnostic, Severity } from './diagnostic/diagnostic.ts'
export { type Ending, EXIT_CODES } from './exit-code.ts'
export type { AttemptId, InstanceId, LedgerEntry } from './ledger/entry.ts'
export { openLedger, readLedger } from './ledger/file.ts'
export type { Ledger } from './ledger/ledger.ts'
export { ledgerIdOf } from './ledger/ledger-id.ts'
export { ledgerPath, serviceOf } from './ledger/ledger-path.ts'
export { acquireLock, type Lock } from './ledger/lock.ts'
export { type EntryState, type State, toState } from './ledger/state.ts'
export {
  type Action,
  type ActionKind,
  type Change,
  type Creation,
  type Drift,
  isCreation,
} from './plan/action.ts'
export { type Observations, plan } from './plan/plan.ts'
export { type Counts, countActions } from './plan/summary.ts'
export type { EntryKey, InstanceSpec, SpecDigest } from './spec/instance-spec.ts'
export { type Json, mask, Secret } from './spec/secret.ts'
export { UserError } from './user-error.ts'

/** The version of this package. */
export const version: string = VERSION

export interface FleetOptions {
  /** Files, folders or patterns; the usual file of `cwd` when there are none. */
  readonly files?: readonly string[]
  /** What relative paths count from; absolute. */
  readonly cwd: string
  /** The variables that references see. Nothing else is looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Further files of variables, absolute; `env` wins. */
  readonly varFiles?: readonly string[]
  /** Names or globs (`*`, `?`) of the variables that the files may read; all but the API key's without it. */
  readonly envAllow?: readonly string[]
  /** The variable that holds the API key, where it is not called like one; no file may refer to it. */
  readonly apiKeyVariable?: string
  /** Names or globs of the entries that are wanted. */
  readonly only?: readonly string[]
  readonly exclude?: readonly string[]
}

/** What the files say: specs where nothing is wrong, and every finding. */
export interface LoadedFleet {
  /** In file order; empty while there is an error among the findings. */
  readonly specs: readonly InstanceSpec[]
  readonly diagnostics: readonly Diagnostic[]
  /** Whether the specs are all that the files define: only then can the ledger hold an orphan. */
  readonly coversAll: boolean
}

/**
 * Reads, expands and checks definition files. What is wrong in them comes back as findings. Throws a `UserError` for an
 * variable file that cannot be read, and for a selection that matches nothing.
 */
export async function loadFleet(options: FleetOptions): Promise<LoadedFleet> {
  const { cwd, env, files = [], varFiles = [], only = [], exclude = [] } = options
  const { envAllow, apiKeyVariable = 'PPIO_API_KEY' } = options
  const read = await readFleet(
    { cwd, env, readStdin: noStdin },
    { files, varFiles, envAllow, apiKeyVariable },
  )
  const selection = { only, exclude }
  return {
    specs: read.diagnostics.some(({ severity }) => severity === 'error')
      ? []
      : select(read.specs, selection),
    diagnostics: read.diagnostics,
    coversAll: selectsAll(selection),
  }
}

const noStdin = async (): Promise<Uint8Array> => {
  throw new UserError(
    'the library does not read the standard input: write the text to a file first',
  )
}

export interface ConnectOptions {
  /** Such as `https://api.ppinfra.com`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** Put before our own name in the requests. */
  readonly userAgent?: string
  readonly limits?: Partial<ClientLimits>
  /** Told after each request; never a header, a body or a secret. */
  readonly trace?: (line: TraceLine) => void
}

/** The client of one account. Close it, or its connections keep the process alive. */
export function connect({ baseUrl, apiKey, userAgent, limits, trace }: ConnectOptions): Client {
  const own = `ppi-apply/${VERSION}`
  return createClient({
    base: parseBaseUrl(baseUrl),
    apiKey: new Secret(apiKey, '(secret)'),
    userAgent: userAgent === undefined ? own : `${userAgent} ${own}`,
    ...(limits === undefined ? {} : { limits }),
    ...(trace === undefined ? {} : { trace }),
  })
}

export interface PortsOptions {
  readonly client: Client
  /** Open, and locked by `acquireLock`. */
  readonly ledger: Ledger
  /** Asks the run to stop: no create call starts after it, and the one in flight becomes an unknown outcome. */
  readonly signal?: AbortSignal
}

/** The world that `applyCreates` and `settleOpen` work with: an account, a ledger and the clock. */
export function toPorts({ client, ledger, signal }: PortsOptions): ApplyPorts {
  return {
    async record(entry) {
      try {
        await ledger.append(entry)
        return { kind: 'recorded' }
      } catch (error) {
        const rescue = entry.type === 'created' ? await ledger.rescue(entry) : undefined
        return { kind: 'failed', reason: (error as Error).message, rescue }
      }
    },
    create: (body, known) => client.create(body, { known, signal }),
    list: () => client.list({ mayLackList: !hasSeenList(ledger.entries) }),
    get: (id) => client.get(id),
    skewMs: () => client.skewMs(),
    newAttempt: () => randomBytes(8).toString('hex') as AttemptId,
    now: () => new Date().toISOString(),
    elapsed: () => performance.now(),
    wait: (ms) => waitFor(ms, signal),
    random: Math.random,
    interrupted: () => signal?.aborted === true,
  }
}

function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
