import type { Brand } from '../brand.ts'
import type { EntryKey, SpecDigest } from '../spec/instance-spec.ts'
import type { Json } from '../spec/secret.ts'

/** The id the service gave an instance. Opaque. */
export type InstanceId = Brand<string, 'InstanceId'>

/** One try to create one entry; opens with an intent. Random, so that merged ledgers never collide. */
export type AttemptId = Brand<string, 'AttemptId'>

/**
 * One line of the ledger. Times are ISO 8601 in UTC. Nothing in it is ever a secret: `spec` is the masked
 * body, with `${HF_TOKEN}` or `(secret)` in the place of secrets.
 */
export type LedgerEntry =
  | IntentEntry
  | CreatedEntry
  | RejectedEntry
  | NotSentEntry
  | UnknownEntry
  | AdoptedEntry
  | ForgottenEntry

/** Written and flushed before the create call: from here on there may be a paid instance. */
export interface IntentEntry {
  readonly type: 'intent'
  readonly time: string
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly name: string | undefined
  readonly digest: SpecDigest
  /** The masked create body: what was applied, for a later field-by-field comparison. */
  readonly spec: Json
  /** The ids that carried this name in the account before the call; `undefined` when the account was not listed. */
  readonly seen: readonly InstanceId[] | undefined
  /** Instances of this entry that the account no longer has and this attempt replaces. */
  readonly replaces: readonly InstanceId[]
  /** List price quoted when it was applied, for the cost so far; in units of the account's currency per hour. */
  readonly hourly?: number | undefined
}

/** The instance exists under this id: the service answered it, or it was found in the account afterwards. */
export interface CreatedEntry {
  readonly type: 'created'
  readonly time: string
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly id: InstanceId
  readonly how: 'answered' | 'found'
}

/** The service said no: nothing exists. */
export interface RejectedEntry {
  readonly type: 'rejected'
  readonly time: string
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly reason: string
}

/** The request provably never reached the service: nothing exists. */
export interface NotSentEntry {
  readonly type: 'not-sent'
  readonly time: string
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly reason: string
}

/** The outcome could not be learned: the attempt stays open. The line is there for the reader. */
export interface UnknownEntry {
  readonly type: 'unknown'
  readonly time: string
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly reason: string
}

/** A person said that this instance is the one the entry means; also settles open attempts of the entry as made. */
export interface AdoptedEntry {
  readonly type: 'adopted'
  readonly time: string
  readonly key: EntryKey
  readonly name: string | undefined
  readonly digest: SpecDigest | undefined
  readonly spec: Json | undefined
  readonly id: InstanceId
  /** The open attempts that it settles. */
  readonly settles: readonly AttemptId[]
}

/** A person said: these open attempts made nothing, and these instances are no longer this entry's. */
export interface ForgottenEntry {
  readonly type: 'forgotten'
  readonly time: string
  readonly key: EntryKey
  readonly attempts: readonly AttemptId[]
  readonly ids: readonly InstanceId[]
}
