import { digestOf } from '../../definitions/digest.ts'
import { rungsOfSpec, type SpecDigest } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { isPrepaid } from '../../pricing/cost.ts'
import type { Action, OrphanAction } from '../action.ts'
import type { BlockedReason } from '../reasons/action-reason.ts'

/**
 * Says of what is to be created that it looks like an entry which was renamed: an instance that no file defines any more has
 * the same definition but for its name. Each is taken for one of them, in their order. The service cannot rename, so it is
 * created anyway.
 */
export function withRenames(actions: readonly Action[]): readonly Action[] {
  let orphans = actions.flatMap(namedIn)
  if (orphans.length === 0) return actions
  return actions.map((action) => {
    if (action.kind !== 'create' || action.name === undefined) return action
    // What had an instance of its own before has not got its name just now.
    if (action.reason.code === 'destroyed-before') return action
    const rungs = rungsOfSpec(action.spec)
    const was = orphans.find(({ name, digest }) =>
      rungs.some(({ body }) => digestOf({ ...body, name }) === digest),
    )
    if (was === undefined) return action
    orphans = orphans.filter((each) => each !== was)
    const { id, name: from, stays } = was
    const reason = { code: 'looks-renamed', id, from, ...(stays && { stays }) } as const
    return { ...action, reason }
  })
}

interface Named {
  readonly name: string
  readonly id: InstanceId
  readonly digest: SpecDigest
  readonly stays: 'protected' | 'prepaid' | undefined
}

/** Of what is in no file any more, and is left there or ends for that. */
function namedIn(action: Action): readonly Named[] {
  const { name } = action
  return undefinedIn(action).flatMap(({ owned, remote }) => {
    const { id, digest } = owned
    if (name === undefined || digest === undefined) return []
    const prepaid = isPrepaid(owned.spec, remote) ? 'prepaid' : undefined
    return [{ name, id, digest, stays: owned.protect ? 'protected' : prepaid }]
  })
}

function undefinedIn(action: Action): OrphanAction['instances'] {
  if (action.kind === 'orphan') return action.instances
  const isLeft = action.kind === 'blocked' && STAYS.has(action.reason.code)
  const isPruned = action.kind === 'destroy' && action.because === 'prune'
  if (!(isLeft || isPruned) || action.spec !== undefined) return []
  const { owned, remote } = action
  return owned === undefined ? [] : [{ owned, remote }]
}

const STAYS: ReadonlySet<BlockedReason['code']> = new Set(['protected', 'prepaid'])
