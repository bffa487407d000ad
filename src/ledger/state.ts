import type { EntryKey, SpecDigest } from '../spec/instance-spec.ts'
import type { Json } from '../spec/secret.ts'
import type { AttemptId, InstanceId } from './entry.ts'

/** What we believe exists: the fold of the ledger. */
export interface State {
  readonly entries: ReadonlyMap<EntryKey, EntryState>
}

/** What the ledger says of one entry. An entry without instances and open attempts is not in the state. */
export interface EntryState {
  readonly key: EntryKey
  readonly name: string | undefined
  /** Instances that are ours. More than one only if two merged ledgers each made one. */
  readonly instances: readonly OwnedInstance[]
  /** Intents without an outcome: each may be a paid instance. */
  readonly open: readonly OpenAttempt[]
}

export interface OwnedInstance {
  readonly id: InstanceId
  /** When it was recorded. */
  readonly since: string
  readonly how: 'answered' | 'found' | 'adopted'
  /** What was applied; `undefined` when it was adopted without a definition. */
  readonly digest: SpecDigest | undefined
  readonly spec: Json | undefined
  readonly hourly: number | undefined
}

export interface OpenAttempt {
  readonly attempt: AttemptId
  readonly since: string
  readonly digest: SpecDigest
  readonly spec: Json
  readonly name: string | undefined
  readonly seen: readonly InstanceId[] | undefined
  /** Why the outcome is not known, where a line says so; a crash leaves none. */
  readonly reason: string | undefined
}

export const EMPTY_STATE: State = { entries: new Map() }
