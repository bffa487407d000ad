import type { EntryKey, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { EntryState, State } from '../../ledger/state.ts'
import { nearest } from '../../model/nearest.ts'
import { UserError } from '../../model/user-error.ts'
import { plain } from '../../output/terminal/terminal-text.ts'

/** What a name on the command line stands for: an entry of the ledger, of the files, or of both. */
export interface FoundEntry {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly spec: InstanceSpec | undefined
  readonly entry: EntryState | undefined
}

/**
 * Finds the entry that is meant by its name, or by its key (`~digest#n`) where it has none. An unknown name throws
 * with the nearest one, the list and the advice: a mistyped name must not open an entry of its own.
 */
export function findEntry(
  word: string,
  state: State,
  specs: readonly InstanceSpec[] = [],
  advice?: string,
): FoundEntry {
  const key = word as EntryKey
  const spec = specs.find((each) => each.key === key)
  const entry = state.entries.get(key)
  if (spec === undefined && entry === undefined) throw unknownName(word, state, specs, advice)
  return { key, name: spec?.name ?? entry?.name, spec, entry }
}

function unknownName(
  word: string,
  state: State,
  specs: readonly InstanceSpec[],
  advice: string | undefined,
): UserError {
  const keys = [...new Set([...state.entries.keys(), ...specs.map(({ key }) => key)])]
  const near = nearest(word, keys)
  const more = keys.length > 20 ? ` and ${keys.length - 20} more` : ''
  const parts = [
    ...(near === undefined ? [] : [`did you mean ${plain(near)}?`]),
    keys.length === 0
      ? 'The ledger holds nothing.'
      : `Known are ${keys.slice(0, 20).map(plain).join(', ')}${more}.`,
    ...(advice === undefined ? [] : [advice]),
  ]
  return new UserError(`no entry is called "${plain(word)}"`, { hint: parts.join(' ') })
}

/** The entry that owns an instance. */
export const ownerOf = (id: string, { entries }: State): EntryState | undefined =>
  [...entries.values()].find(({ instances }) => instances.some((owned) => owned.id === id))
