import { toBody } from '../../definitions/create-body.ts'
import { digestOf } from '../../definitions/digest.ts'
import type { CreateBody } from '../../definitions/instance-spec.ts'
import type { AppliedRecord } from '../../ledger/record.ts'
import { mask } from '../../model/secret.ts'
import type { Action } from '../action.ts'
import { changesSince } from './changes-since.ts'

/** What counts as applied to an instance of ours from now on, as the account shows that it has it. */
export type AppliedAlready = Pick<AppliedRecord, 'key' | 'id' | 'digest' | 'spec'>

/**
 * What a run records of an instance that has already what its definition says otherwise than was applied. Without the line
 * a later change in the account would look like one of the definition, for which another instance could be made.
 */
export const appliedAlreadyIn = (actions: readonly Action[]): readonly AppliedAlready[] =>
  actions.flatMap((action) => {
    if (action.kind !== 'no-op' && action.kind !== 'change') return []
    const { key, spec, owned, remote } = action
    if (remote === undefined) return []
    const { alreadySo } = changesSince(owned, spec, remote)
    if (alreadySo.length === 0) return []
    const body: { [field: string]: CreateBody[string] } = { ...toBody(owned.spec) }
    for (const { field } of alreadySo) {
      const value = spec.body[field]
      if (value === undefined) delete body[field]
      else body[field] = mask(value)
    }
    return [{ key, id: owned.id, digest: digestOf(body), spec: mask(body) }]
  })
