import { phaseOf } from '../../api/instance-phase.ts'
import { isMonthly, type RemoteInstance } from '../../api/remote.ts'
import { envsIn, toBody } from '../../definitions/create-body.ts'
import type { CreateBody, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { mask, reveal, type WithSecrets } from '../../model/secret.ts'
import { FIELDS, type FieldName } from '../../schema/fields.generated.ts'
import {
  billingOf,
  bodyInAccount,
  changesBetween,
  compareWithAccount,
  isUnset,
  MASKED,
  ownPorts,
  toolPorts,
  untoldIn,
} from '../difference.ts'
import { appliedBody } from './applied-body.ts'

/** An instance of ours, and everything that tells what counts as applied to it. */
interface Shown {
  readonly spec: InstanceSpec
  /** As the ledger has it. */
  readonly before: CreateBody
  /** The same, as far as its values are known. */
  readonly known: CreateBody
  readonly remote: RemoteInstance
}

/**
 * What counts as applied to an instance of ours of which a person says that it is as it is: what the ledger has, and over it
 * what the account shows. Masked. Of a definition that waits it has no more than the account shows: what cannot be read
 * is not taken from the file, and what the file no longer says is gone only where the account has none of it.
 */
export function appliedAsShown(
  spec: InstanceSpec,
  owned: Pick<OwnedInstance, 'spec'>,
  instance: RemoteInstance,
): CreateBody {
  const before = toBody(owned.spec)
  const known = appliedBody(spec, owned, changesBetween(owned.spec, spec))
  const remote = asTold(instance)
  const shownOf = fieldsShown({ spec, before, known, remote })
  const made: { [field: string]: WithSecrets } = { ...before }
  for (const field of Object.keys(FIELDS) as FieldName[]) {
    const value = shownOf(field)
    if (value === undefined) delete made[field]
    else made[field] = mask(value)
  }
  return made
}

/** What is on its way shows some of its fields only later. */
const asTold = (remote: RemoteInstance): RemoteInstance =>
  phaseOf(remote) === 'moving'
    ? { ...remote, ...Object.fromEntries([...untoldIn(remote)].map((field) => [field, undefined])) }
    : remote

function fieldsShown(shown: Shown): (field: FieldName) => WithSecrets | undefined {
  const { spec, before, known, remote } = shown
  const { differences, unchecked } = compareWithAccount(spec.body, remote)
  const unproven = new Set([...differences.map(({ field }) => field), ...unchecked])
  const drifted = new Set(compareWithAccount(known, remote).differences.map(({ field }) => field))
  const account = bodyInAccount(known, remote)
  return (field) => {
    const file = spec.body[field]
    if (field === 'envs') return variablesShown(shown)
    if (field === 'month' && isPaidAsDefined(shown)) return file
    if (isUnset(file) ? showsNone(field, shown) : !unproven.has(field)) return file
    return drifted.has(field) ? account[field] : before[field]
  }
}

/** For how many months it was paid no answer shows, and nothing pays again for what is monthly. */
const isPaidAsDefined = ({ spec, remote }: Shown): boolean =>
  isMonthly(remote) && billingOf(spec.body) === 'monthly'

function showsNone(field: FieldName, { spec, remote }: Shown): boolean {
  switch (field) {
    case 'command':
    case 'entrypoint':
    case 'imageAuthId':
      return remote[field] === undefined && remote.blank?.includes(field) === true
    case 'networkStorages':
      return remote.networkStorages?.length === 0
    case 'ports':
      return (
        remote.ports !== undefined && ownPorts(remote.ports, [], toolPorts(spec.body)).length === 0
      )
    default:
      return false
  }
}

/** Of the variables that the ledger or the file has, those that the account has: what it has elsewhere is not ours. */
function variablesShown({ spec, before, known, remote }: Shown): WithSecrets | undefined {
  if (remote.envs === undefined) return before.envs
  const [file, applied, values] = [spec.body, before, known].map(
    (body) => new Map(envsIn(body).map(({ key, value }) => [key, value])),
  )
  const account = new Map(remote.envs.map(({ key, value }) => [key, value.reveal()]))
  const keys = new Set([...(applied?.keys() ?? []), ...(file?.keys() ?? [])])
  const has = (value: WithSecrets | undefined, key: string) =>
    value !== undefined && reveal(value) === account.get(key)
  return [...keys]
    .filter((key) => account.has(key))
    .map((key) => {
      const [wanted, was, value] = [file?.get(key), applied?.get(key), values?.get(key)]
      if (wanted !== undefined && has(wanted, key)) return { key, value: wanted }
      // What the ledger hides may be what the account has.
      const isAsApplied = was !== undefined && (value === undefined || has(value, key))
      return { key, value: isAsApplied ? was : MASKED }
    })
}
