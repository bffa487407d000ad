import type { ChangeOutcome } from '../api/change-outcome.ts'
import type { AutoRenewal, WirePort } from '../api/client.ts'
import type { CreateOutcome } from '../api/outcome.ts'
import type { InstanceDetails, Remote } from '../api/remote.ts'
import type { Answer, Gone } from '../api/responses/read-result.ts'
import type { CreateBody } from '../definitions/instance-spec.ts'
import type { AttemptId, InstanceId, LedgerRecord } from '../ledger/record.ts'
import type { UpgradeBody } from '../plan/in-place/upgrade-body.ts'

/** What an apply needs from the world. */
export interface ApplyPorts {
  /** Resolves only after the line is on the disk, or when it is certain that it is not. Never throws. */
  record(line: LedgerRecord): Promise<Recorded>
  /** One create call. Never throws, never retries. `known` are the ids that an honest answer cannot repeat. */
  create(body: CreateBody, known: ReadonlySet<InstanceId>): Promise<CreateOutcome>
  /** One call that changes an instance. Never throws, never retries. */
  change(call: ChangeCall): Promise<ChangeOutcome>
  /** The account in full. Has its own time budget: it must work after an abort. */
  list(): Promise<Remote>
  /** One instance. Like `list`, it must work after an abort. */
  get(id: InstanceId): Promise<Answer<InstanceDetails> | Gone>
  /** What these looks showed so far. */
  readonly shown: ShownAlive
  /** How far the clock of the service is ahead of ours, in milliseconds, where an answer told it. */
  skewMs(): number | undefined
  newAttempt(): AttemptId
  /** The time as ISO 8601 in UTC. */
  now(): string
  /** Milliseconds of a monotonic clock. */
  elapsed(): number
  /** Waits; resolves early when the run is interrupted. */
  wait(ms: number): Promise<void>
  /** A number from 0 up to 1, for jitter. */
  random(): number
  /** Whether somebody asked to stop: no new call that changes something starts after that. */
  interrupted(): boolean
}

/** Instances that a look of the run showed alive, and that none since showed gone. */
export interface ShownAlive {
  readonly lives: (id: InstanceId) => boolean
  /** Those of exactly this name. */
  readonly named: (name: string) => readonly InstanceId[]
}

/** One call that changes an instance, with what it carries. */
export type ChangeCall = { readonly id: InstanceId } & (
  | { readonly operation: 'delete' | 'start' | 'stop' }
  /** The whole set of ports. */
  | { readonly operation: 'edit-ports'; readonly ports: readonly WirePort[] }
  /** `by`: how many GB the disk grows. The ports are sent as they are. */
  | { readonly operation: 'grow-disk'; readonly by: number; readonly ports: readonly WirePort[] }
  | { readonly operation: 'upgrade'; readonly body: UpgradeBody }
  | { readonly operation: 'subscribe' | 'renew'; readonly months: number }
  | { readonly operation: 'auto-renew'; readonly renewal: AutoRenewal }
)

/** Whether a line is in the ledger. */
export type Recorded =
  | { readonly kind: 'recorded' }
  | {
      readonly kind: 'failed'
      /** Why, in words that end a sentence. */
      readonly reason: string
      /** The file that keeps the line instead, if there was any place for it. */
      readonly rescue: string | undefined
    }
