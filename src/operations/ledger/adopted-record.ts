import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { definitionFile, type PathBase } from '../../ledger/definition-file.ts'
import type { AdoptedRecord, AttemptId, InstanceId } from '../../ledger/record.ts'
import { mask } from '../../model/secret.ts'

interface Recording {
  /** ISO 8601. */
  readonly time: string
  /** The attempts of the entry that count as made by it. */
  readonly settles: readonly AttemptId[]
  /** What the file of the definition is recorded relative to. */
  readonly paths: PathBase
}

/** The record of an instance that the list shows, as the one that a definition means. */
export const adoptedRecord = (
  { key, name, digest, body, place, life }: InstanceSpec,
  id: InstanceId,
  { time, settles, paths }: Recording,
): AdoptedRecord => ({
  type: 'adopted',
  time,
  key,
  name,
  digest,
  spec: mask(body),
  id,
  listed: true,
  settles,
  file: definitionFile(place.file, paths),
  protect: life.protect ? true : undefined,
})
