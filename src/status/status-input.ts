import type { Remote } from '../api/remote.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { Life } from '../definitions/life.ts'
import type { Lifetime } from '../ledger/lifetime/lifetimes.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { State } from '../ledger/state.ts'
import type { Catalog } from '../pricing/catalog.ts'

/** What a status is made of. */
export interface StatusInput {
  readonly target: string
  readonly ledger: string
  readonly state: State
  readonly remote: Remote
  /** The keys that the files define; `undefined` where no file was read. */
  readonly defined: ReadonlySet<EntryKey> | undefined
  /** What the files that were read say of the lives of instances, be they all or a part. */
  readonly lives?: ReadonlyMap<EntryKey, Life>
  /** Of what we stopped and did not start again, since when; milliseconds since the epoch. */
  readonly stoppedSince?: ReadonlyMap<InstanceId, number>
  /** What the ledger tells of the life of each instance, where anybody read it. */
  readonly lifetimes?: ReadonlyMap<InstanceId, Lifetime>
  /** Whether a file is another fleet's: not read in this run, and still there. */
  readonly isElsewhere?: (file: DefinitionFile) => boolean
  /** The prices of now, for what the ledger has no price of. */
  readonly catalog: Catalog | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How far the clock of the service is ahead of ours, in milliseconds; `undefined` where no answer told it. */
  readonly skewMs?: number | undefined
}
