import { envsIn, toBody } from '../../definitions/create-body.ts'
import type { CreateBody, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { looksSame, mayHideSecret, type WithSecrets } from '../../model/secret.ts'
import type { Change } from '../change.ts'

/**
 * The body that was applied, as far as it is known: the definition's own where it has not changed since, which
 * has the secrets, and the ledger's masked one elsewhere, without what may be a masked secret.
 */
export function appliedBody(
  spec: InstanceSpec,
  owned: Pick<OwnedInstance, 'spec'>,
  changes: readonly Change[],
): CreateBody {
  const before = toBody(owned.spec)
  const body: { [field: string]: WithSecrets } = { ...spec.body }
  for (const { field } of changes) {
    const value = knownValue(field, before, spec.body)
    if (value === undefined) delete body[field]
    else body[field] = value
  }
  return body
}

function knownValue(field: string, before: CreateBody, now: CreateBody): WithSecrets | undefined {
  const value = before[field]
  switch (field) {
    case 'envs':
      return envsIn(before).flatMap((each) => knownVariable(each, envsIn(now)))
    case 'command':
    case 'entrypoint':
      return typeof value === 'string' && !mayHideSecret(value) ? value : undefined
    case 'imageAuth':
      return undefined
    default:
      // Elsewhere a secret is a variable's, and shows as its reference.
      return JSON.stringify(value ?? '').includes('${') ? undefined : value
  }
}

type Variable = ReturnType<typeof envsIn>[number]

/** One that shows the same in the definition has its value there, whatever else changes beside it. */
function knownVariable(variable: Variable, now: readonly Variable[]): readonly Variable[] {
  const { key, value } = variable
  if (typeof value === 'string' && !mayHideSecret(value)) return [variable]
  const own = now.find((each) => each.key === key)
  return own !== undefined && looksSame(own.value, value) ? [own] : []
}
