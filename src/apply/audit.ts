import { instancesOf, isLive, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { State } from '../ledger/state.ts'
import { spellingOf } from '../plan/spelling.ts'
import type { Cost } from '../pricing/cost.ts'

/** What a closing look at the account found against the ledger. Nothing is ever deleted because of it. */
export type AuditFinding =
  /** A live instance with a name of ours that the ledger does not know. */
  | {
      readonly kind: 'surplus'
      readonly name: string
      readonly instance: RemoteInstance
      readonly ours: readonly InstanceId[]
      /** It was ours, counted as gone, and is back: what was made in its place. */
      readonly replacedBy?: InstanceId
      /** What each of them costs, ours first; absent where nobody asked. */
      readonly costs?: ReadonlyMap<InstanceId, Cost>
    }
  /** Created in this run by the answer of the service, but not in its list (yet). */
  | { readonly kind: 'missing'; readonly name: string | undefined; readonly id: InstanceId }
  /** Nobody could look. `isFailure`: somebody tried; else there is no list, or none was wanted. */
  | { readonly kind: 'not-audited'; readonly why: string; readonly isFailure: boolean }

/**
 * Every name of ours exactly once, under its recorded id; every id of this run there; none of the names that were refused
 * in this run, since a refusal may be wrong.
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
  const ours = new Map<string | undefined, readonly InstanceId[]>([
    ...refused.map((name) => [name, []] as const),
    ...entries.map((entry) => [entry.name, entry.instances.map(({ id }) => id)] as const),
  ])
  // Nothing had such a spelling before this run, or it would have been a conflict.
  const tried = [...refused, ...created.flatMap((id) => owned.get(id)?.name ?? [])]
  const respelt = new Map(tried.map((name) => [spellingOf(name), ours.get(name)]))
  const surplus = [...byId.values()].flatMap((instance): AuditFinding[] => {
    const ids = ours.get(instance.name) ?? respelt.get(spellingOf(instance.name))
    if (ids === undefined || owned.has(instance.id) || !isLive(instance)) return []
    const replacedBy = state.replaced.get(instance.id)?.by
    return [
      {
        kind: 'surplus',
        name: instance.name,
        instance,
        ours: ids,
        ...(replacedBy === undefined ? {} : { replacedBy }),
      },
    ]
  })
  switch (remote.kind) {
    case 'complete': {
      const missing = created
        .filter((id) => !byId.has(id))
        .map((id): AuditFinding => ({ kind: 'missing', name: owned.get(id)?.name, id }))
      return [...surplus, ...missing]
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
