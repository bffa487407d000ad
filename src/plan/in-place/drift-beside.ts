import type { RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { Json } from '../../model/secret.ts'
import { FIELDS, isFieldName } from '../../schema/fields.generated.ts'
import type { Change, Drift } from '../change.ts'
import { compareWithAccount, UNSET } from '../difference.ts'
import { isAlreadyThere } from './already-there.ts'

/** An entry of which the account has something else than was applied. */
interface Drifted {
  readonly spec: InstanceSpec
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance
  /** What of its definition changed since it was applied. */
  readonly changes: readonly Change[]
  /** How the account differs from what was applied. */
  readonly differences: readonly Change[]
}

/** The drift of an entry, beside what its file changed: of that it says what the account has as the file says by now. */
export function driftBeside(drifted: Drifted): readonly Drift[] {
  const { spec, remote, changes, differences } = drifted
  const isChanged = (name: string) => changes.some(({ field }) => field === name)
  const isBeside = differences.some(({ field }) => isChanged(field))
  const unwanted = isBeside ? compareWithAccount(spec.body, remote).differences : []
  return differences.map((difference) => {
    const { field, from: account, to: applied } = difference
    if (!isChanged(field)) return { field, applied, account }
    const off = unwanted.find((each) => each.field === field)
    if (field === 'envs') return variableDrift(difference, off, spec)
    const isWanted = spec.body[field] === undefined ? hasNone(field, drifted) : off === undefined
    return { field, applied, account, ...(isWanted ? ({ isWanted } as const) : {}) }
  })
}

/** Whether the account has nothing of a field that the definition does not set any more. */
const hasNone = (field: string, { spec, owned, remote }: Drifted): boolean =>
  isFieldName(field) &&
  FIELDS[field].change === 'upgrade' &&
  isAlreadyThere({ body: spec.body, owned, instance: remote }, [field])

type Variable = { readonly key: string; readonly value: Json }

/** Without the variables of which the account has what the file says by now, where there are others. */
function variableDrift(
  { field, from, to }: Change,
  off: Change | undefined,
  { body }: InstanceSpec,
): Drift {
  const keysIn = (value: unknown) => (Array.isArray(value) ? value.map(({ key }) => key) : [])
  const [defined, unwanted] = [new Set(keysIn(body.envs)), new Set(keysIn(off?.from))]
  const shown = (from ?? []) as readonly Variable[]
  const foreign = shown.filter(({ key, value }) =>
    defined.has(key) ? unwanted.has(key) : value !== UNSET,
  )
  if (foreign.length === 0) return { field, applied: to, account: from, isWanted: true }
  const isForeign = ({ key }: Variable) => foreign.some((each) => each.key === key)
  const applied = ((to ?? []) as readonly Variable[]).filter(isForeign)
  return { field, applied, account: foreign }
}
