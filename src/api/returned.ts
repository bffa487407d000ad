import type { EntryKey } from '../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import { type Departed, type EntryState, nameIn, type State } from '../ledger/state.ts'
import { isLive, type RemoteInstance } from './remote.ts'

/** What counts as gone in the ledger and the account shows alive: it was not gone after all, and is ours still. */
export function returnedIn(
  departed: ReadonlyMap<InstanceId, Departed>,
  instances: Iterable<RemoteInstance>,
): readonly Departed[] {
  if (departed.size === 0) return []
  const live = [...instances].filter(isLive)
  return live.flatMap(({ id }) => departed.get(id) ?? [])
}

/** The entries of the ledger, each with what of it is there again. */
export const withReturned = (
  { entries, departed }: Pick<State, 'entries' | 'departed'>,
  instances: Iterable<RemoteInstance>,
): ReadonlyMap<EntryKey, EntryState> => withDeparted(entries, returnedIn(departed, instances))

/** The entries of the ledger, with these instances of theirs that counted as gone. */
export function withDeparted(
  entries: ReadonlyMap<EntryKey, EntryState>,
  departed: Iterable<Departed>,
): ReadonlyMap<EntryKey, EntryState> {
  const all = new Map(entries)
  for (const { key, file, departure, owned } of departed) {
    const entry = all.get(key) ?? emptyEntry(key, file)
    const returned = { ...owned, returned: departure }
    all.set(key, { ...entry, instances: [...entry.instances, returned] })
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
