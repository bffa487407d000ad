import type { RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { definitionFile, type PathBase } from '../../ledger/definition-file.ts'
import type { AdoptedRecord, AttemptId } from '../../ledger/record.ts'
import { appliedAs } from '../../plan/adoption.ts'

interface Recording {
  /** ISO 8601. */
  readonly time: string
  /** The attempts of the entry that count as made by it. */
  readonly settles: readonly AttemptId[]
  /** What the file of the definition is recorded relative to. */
  readonly paths: PathBase
}

/** The record of an instance that the list shows, as the one that a definition means: what it has counts as applied. */
export const adoptedRecord = (
  spec: InstanceSpec,
  instance: RemoteInstance,
  { time, settles, paths }: Recording,
): AdoptedRecord => ({
  type: 'adopted',
  time,
  key: spec.key,
  name: spec.name,
  ...appliedAs(spec, instance),
  id: instance.id,
  listed: true,
  settles,
  file: definitionFile(spec.place.file, paths),
  protect: spec.life.protect ? true : undefined,
})
