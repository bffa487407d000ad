import { instancesOf, isLive, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { InstanceId } from '../ledger/record.ts'
import { type Departed, type EntryState, nameIn, type State } from '../ledger/state.ts'
import { makerIn } from '../plan/decide/maker.ts'
import { spellingOf } from '../plan/spelling.ts'
import type { Cost } from '../pricing/cost.ts'

/** What a closing look at the account found against the ledger. Nothing is ever deleted because of it. */
export type AuditFinding =
  /**
   * A live instance that the ledger does not know: it has a name of ours, or was made with this ledger; or one of ours that
   * counted as gone.
   */
  | {
      readonly kind: 'surplus'
      /** What the account calls it; of what was made with this ledger the name of its entry, or its key, where it knows that. */
      readonly name: string
      /** The entry whose name or marker it has, where the ledger knows it. */
      readonly entry?: EntryKey
      /** It was made with this ledger, as its marker says; absent where nothing says so. */
      readonly madeHere?: true
      readonly instance: RemoteInstance
      /** What else the entry has. */
      readonly ours: readonly InstanceId[]
      /** It is ours as well: it counted as gone. */
      readonly returned?: Pick<Departed, 'key' | 'departure'>
      /** What each of them costs, ours first; absent where nobody asked. */
      readonly costs?: ReadonlyMap<InstanceId, Cost>
    }
  /** Created in this run by the answer of the service, but not in its list (yet). */
  | { readonly kind: 'missing'; readonly name: string | undefined; readonly id: InstanceId }
  /** Nobody could look. `isFailure`: somebody tried; else there is no list, or none was wanted. */
  | { readonly kind: 'not-audited'; readonly why: string; readonly isFailure: boolean }

/**
 * Every name of ours exactly once, under its recorded id; every id of this run there; none of the names that were refused
 * in this run, since a refusal may be wrong; nothing of ours that counted as gone; and nothing that this ledger made, by its
 * marker, and does not hold.
 */
export function audit(
  state: State,
  created: readonly InstanceId[],
  remote: Remote,
  refused: readonly string[] = [],
): readonly AuditFinding[] {
  const byId = new Map(instancesOf(remote).map((instance) => [instance.id, instance]))
  const entries = [...state.entries.values()]
  const owned = new Map(
    entries.flatMap((entry) => entry.instances.map(({ id }) => [id, entry] as const)),
  )
  const ours = new Map<string | undefined, EntryState | undefined>([
    ...refused.map((name) => [name, undefined] as const),
    ...entries.map((entry) => [entry.name, entry] as const),
  ])
  const mayBeThere = (id: InstanceId) =>
    byId.has(id) || created.includes(id) || remote.kind !== 'complete'
  // Nothing had such a spelling before this run, or it would have been a conflict.
  const tried = [...refused, ...created.flatMap((id) => owned.get(id)?.name ?? [])]
  const respelt = new Map(tried.map((name) => [spellingOf(name), ours.get(name)]))
  const surplus = [...byId.values()].flatMap((instance): AuditFinding[] => {
    if (owned.has(instance.id) || !isLive(instance)) return []
    const was = state.departed.get(instance.id)
    if (was !== undefined) {
      const { key, departure } = was
      const ids = idsOf(state.entries.get(key)).filter(mayBeThere)
      const name = nameIn(key) ?? key
      const returned = { key, departure }
      return [{ kind: 'surplus', name, instance, ours: ids, returned }]
    }
    const maker = makerIn(instance, state)
    if (maker.kind === 'here') {
      const { key } = maker
      const of =
        key === undefined ? { name: instance.name } : { name: nameIn(key) ?? key, entry: key }
      const beside = idsOf(key && state.entries.get(key)).filter(mayBeThere)
      return [{ kind: 'surplus', ...of, madeHere: true, instance, ours: beside }]
    }
    const spelling = spellingOf(instance.name)
    if (!ours.has(instance.name) && !respelt.has(spelling)) return []
    const entry = ours.get(instance.name) ?? respelt.get(spelling)
    const of = entry === undefined ? {} : { entry: entry.key }
    return [{ kind: 'surplus', name: instance.name, ...of, instance, ours: idsOf(entry) }]
  })
  switch (remote.kind) {
    case 'complete': {
      const missing = created
        .filter((id) => !byId.has(id))
        .map((id): AuditFinding => ({ kind: 'missing', name: owned.get(id)?.name, id }))
      const { leftOut: why } = remote
      const unsure =
        why === undefined ? [] : [{ kind: 'not-audited', why, isFailure: true } as const]
      return [...surplus, ...missing, ...unsure]
    }
    case 'partial':
    case 'not-offered':
    case 'not-asked':
      return [
        ...surplus,
        { kind: 'not-audited', why: remote.why, isFailure: remote.kind === 'partial' },
      ]
  }
}

const idsOf = (entry: EntryState | undefined): readonly InstanceId[] =>
  (entry?.instances ?? []).map(({ id }) => id)
