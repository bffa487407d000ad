import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { DefinitionFile } from '../../ledger/record.ts'
import { type Destroyed, type EntryState, nameIn } from '../../ledger/state.ts'

/** The entries of the ledger, with what it ended and is there after all. */
export function withReturned(
  entries: ReadonlyMap<EntryKey, EntryState>,
  returned: readonly Destroyed[],
): ReadonlyMap<EntryKey, EntryState> {
  if (returned.length === 0) return entries
  const all = new Map(entries)
  for (const { key, file, owned } of returned) {
    const entry = all.get(key) ?? emptyEntry(key, file)
    all.set(key, { ...entry, instances: [...entry.instances, owned] })
  }
  return all
}

const emptyEntry = (key: EntryKey, file: DefinitionFile | undefined): EntryState => ({
  key,
  name: nameIn(key),
  file,
  instances: [],
  open: [],
})
