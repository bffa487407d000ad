import type { RemoteInstance } from '../api/remote.ts'
import type { OwnedInstance } from '../ledger/state.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Action } from './action.ts'

/** An instance that waits for a person: ours, in the account, or both. */
export type Judged =
  | { readonly owned: OwnedInstance; readonly remote: RemoteInstance | undefined }
  | { readonly owned: undefined; readonly remote: RemoteInstance }

/** The instances of an action that a person has to judge, or that are to end or to change: what each costs is told. */
export function judgedIn(action: Action): readonly Judged[] {
  switch (action.kind) {
    case 'orphan':
      return action.instances
    case 'failed':
      return [
        action.owned === undefined
          ? { owned: undefined, remote: action.remote }
          : { owned: action.owned, remote: action.remote },
      ]
    case 'conflict':
      return [
        ...action.owned.map((owned) => ({ owned, remote: action.remotes.get(owned.id) })),
        ...action.strangers.map((remote) => ({ owned: undefined, remote })),
      ]
    case 'destroy':
    case 'replace':
      return [{ owned: action.owned, remote: action.remote }]
    case 'change':
      return action.steps.length === 0 ? [] : [{ owned: action.owned, remote: action.remote }]
    case 'expired':
    case 'blocked':
      return action.owned === undefined ? [] : [{ owned: action.owned, remote: action.remote }]
    case 'in-doubt':
      return action.unsettled.map((owned) => ({ owned, remote: undefined }))
    case 'create':
    case 'recreate':
    case 'no-op':
    case 'exists':
      return []
    default:
      return unreachable(action)
  }
}
