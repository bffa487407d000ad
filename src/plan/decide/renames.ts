import { digestOf } from '../../definitions/digest.ts'
import { rungsOfSpec, type SpecDigest } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { Action } from '../action.ts'

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
    const rungs = rungsOfSpec(action.spec)
    const was = orphans.find(({ name, digest }) =>
      rungs.some(({ body }) => digestOf({ ...body, name }) === digest),
    )
    if (was === undefined) return action
    orphans = orphans.filter((each) => each !== was)
    return { ...action, reason: { code: 'looks-renamed', id: was.id, from: was.name } }
  })
}

interface Named {
  readonly name: string
  readonly id: InstanceId
  readonly digest: SpecDigest
}

/** Of what is in no file any more, and is left there or ends for that. */
function namedIn(action: Action): readonly Named[] {
  const { name } = action
  const owned =
    action.kind === 'orphan'
      ? action.instances.map((each) => each.owned)
      : action.kind === 'destroy' && action.because === 'prune'
        ? [action.owned]
        : []
  return owned.flatMap(({ id, digest }) =>
    name === undefined || digest === undefined ? [] : [{ name, id, digest }],
  )
}
