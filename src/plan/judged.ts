import type { RemoteInstance } from '../api/remote.ts'
import type { OwnedInstance } from '../ledger/state.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Action } from './action.ts'

/** An instance that waits for a person: ours, in the account, or both. */
export type Judged =
  | { readonly owned: OwnedInstance; readonly remote: RemoteInstance | undefined }
  | { readonly owned: undefined; readonly remote: RemoteInstance }

/** The instances of an action that a person has to judge: what each costs is told. */
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
    case 'create':
    case 'recreate':
    case 'no-op':
    case 'exists':
    case 'change':
    case 'in-doubt':
      return []
    default:
      return unreachable(action)
  }
}
