import { toBody } from '../../definitions/create-body.ts'
import { digestOf } from '../../definitions/digest.ts'
import type { CreateBody, SpecDigest } from '../../definitions/instance-spec.ts'
import { type Json, mask } from '../../model/secret.ts'
import { fieldsOf } from '../../plan/action.ts'
import type { ChangeTask } from '../event.ts'

/** What counts as applied to an instance: the masked body, and its digest. */
export interface Applied {
  readonly spec: Json
  readonly digest: SpecDigest
}

/**
 * What counts as applied once a step is done: the whole definition where nothing of it is left to do, else what was applied
 * before, with the fields of the definition that this step and those before it (`made`) make true. `undefined` for what
 * makes no definition true, as a start.
 */
export function appliedBy(task: ChangeTask, made: ReadonlySet<string>): Applied | undefined {
  if (task.operation === 'delete') return undefined
  const { action, step } = task
  const fields = fieldsOf(step)
  if (fields.length === 0) return undefined
  const { spec, owned, changes } = action
  const isMade = (field: string) => made.has(field) || fields.some((each) => each === field)
  if (changes.every(({ field }) => isMade(field))) {
    return { spec: mask(spec.body), digest: spec.digest }
  }
  const body: { [field: string]: CreateBody[string] } = { ...toBody(owned.spec) }
  for (const { field } of changes) {
    if (!isMade(field)) continue
    const value = spec.body[field]
    if (value === undefined) delete body[field]
    else body[field] = mask(value)
  }
  return { spec: mask(body), digest: digestOf(body) }
}
