import type { EntryKey, InstanceSpec } from '../definitions/instance-spec.ts'
import type { InstanceId } from './record.ts'
import type { EntryState, OwnedInstance, State } from './state.ts'

/** What a name that somebody gave stands for: an entry of the ledger, of the files, or of both. */
export interface FoundEntry {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly spec: InstanceSpec | undefined
  readonly entry: EntryState | undefined
}

/** The entry that is meant by its name, or by its key (`~digest#n`) where it has none; `undefined` where none is. */
export function findEntry(
  word: string,
  { entries }: Pick<State, 'entries'>,
  specs: readonly InstanceSpec[] = [],
): FoundEntry | undefined {
  const key = word as EntryKey
  const spec = specs.find((each) => each.key === key)
  const entry = entries.get(key)
  if (spec === undefined && entry === undefined) return undefined
  return { key, name: spec?.name ?? entry?.name, spec, entry }
}

/** Every key that `findEntry` finds something by. */
export const knownKeys = (
  { entries }: Pick<State, 'entries'>,
  specs: readonly InstanceSpec[] = [],
): readonly EntryKey[] => [...new Set([...entries.keys(), ...specs.map(({ key }) => key)])]

/** Every instance that an entry owns. */
export const ownedById = ({
  entries,
}: Pick<State, 'entries'>): ReadonlyMap<InstanceId, OwnedInstance> =>
  new Map([...entries.values()].flatMap(({ instances }) => instances.map((own) => [own.id, own])))

/** The entry that owns an instance. */
export const ownerOf = (id: string, { entries }: State): EntryState | undefined =>
  [...entries.values()].find(({ instances }) => instances.some((owned) => owned.id === id))

/** Every instance that is ours or was until it counted as gone: none of them is what an attempt made later. */
export const idsIn = ({ entries, departed }: State): ReadonlySet<InstanceId> =>
  new Set([
    ...[...entries.values()].flatMap(({ instances }) => instances.map(({ id }) => id)),
    ...departed.keys(),
  ])
