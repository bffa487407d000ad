import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Action } from '../action.ts'

/** An instance of ours whose protection the file says otherwise than the ledger: an apply records it, and sends nothing. */
export interface Protection {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly id: InstanceId
  readonly protect: boolean
}

/**
 * What a run records of it, whatever else is to be done about the instance: one that has failed, has expired or is blocked
 * can lose its protection, too.
 */
export const protectionsIn = (actions: readonly Action[]): readonly Protection[] =>
  actions.flatMap((action) => {
    switch (action.kind) {
      case 'no-op':
      case 'change':
      case 'replace':
      case 'failed':
      case 'expired':
      case 'blocked': {
        const { key, name, owned, spec } = action
        const protect = spec?.life.protect
        return owned === undefined || protect === undefined || owned.protect === protect
          ? []
          : [{ key, name, id: owned.id, protect }]
      }
      case 'create':
      case 'recreate':
      case 'exists':
      // What is to end is protected neither there nor here.
      case 'destroy':
      case 'in-doubt':
      case 'conflict':
      case 'orphan':
        return []
      default:
        return unreachable(action)
    }
  })
