import { diagnose } from '../../diagnostics/diagnostic.ts'
import { FIELDS, OWN_FIELDS } from '../../schema/fields.generated.ts'
import { UNKNOWN_VALUE, type UnvalidatedEntry } from './cast.ts'
import { describeAt, piece, type Rule, textField } from './rule.ts'
import { locationAt, valueNodeAt } from './value-location.ts'

/** Only the ledger can recognise an instance without a name. */
export const entryIsNamed: Rule = (draft, report) => {
  const { name } = draft.value
  if (name !== undefined && name !== '') return
  report(diagnose('name-missing', locationAt(draft.definition, ['name']), {}))
}

/** Two ways to sign in at one registry: which one counts is not documented. */
export const imageAuthIsOneWay: Rule = (draft, report) => {
  const { imageAuth, imageAuthId } = draft.value
  if (!isGiven(imageAuth) || !isGiven(imageAuthId)) return
  report(
    diagnose('image-auth-twice', locationAt(draft.definition, ['imageAuthId']), {}, [
      { message: '`imageAuth` is given here', place: locationAt(draft.definition, ['imageAuth']) },
    ]),
  )
}

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== '' && value !== UNKNOWN_VALUE

/** `month` above 0 pays in advance, whatever `billingMode` says: a file must not say both. */
export const billingIsClear: Rule = (draft, report) => {
  const { month, billingMode } = draft.value
  if (typeof billingMode !== 'string') return
  const place = locationAt(draft.definition, ['billingMode'])
  if (billingMode === 'monthly' && month === undefined) {
    report(diagnose('months-missing', place, {}))
  } else if (typeof month === 'number' && month > 0 !== (billingMode === 'monthly')) {
    const related = {
      message: '`month` is given here',
      place: locationAt(draft.definition, ['month']),
    }
    const args = {
      month: piece(draft, ['month'], String(month)),
      billingMode: piece(draft, ['billingMode'], billingMode),
      prepaid: month > 0,
    }
    report(diagnose('billing-contradiction', place, args, [related]))
  }
}

/** Renewal is for prepaid instances; the service has nothing to renew on others. */
export const renewalHasAnEffect: Rule = (draft, report) => {
  const { autoRenew, autoRenewMonth, billingMode, month, paidUntil } = draft.value
  const { definition } = draft
  if (month === UNKNOWN_VALUE || billingMode === UNKNOWN_VALUE) return
  const prepaid = billingMode === 'monthly' || (typeof month === 'number' && month > 0)
  if (autoRenew === true && !prepaid) {
    report(
      diagnose('auto-renew-ignored', locationAt(definition, ['autoRenew']), { field: 'autoRenew' }),
    )
  } else if (autoRenewMonth !== undefined && autoRenew !== true && autoRenew !== UNKNOWN_VALUE) {
    const place = locationAt(definition, ['autoRenewMonth'])
    report(diagnose('auto-renew-ignored', place, { field: 'autoRenewMonth' }))
  }
  if (paidUntil !== undefined && paidUntil !== '' && !prepaid) {
    const place = locationAt(definition, ['paidUntil'])
    report(diagnose('auto-renew-ignored', place, { field: 'paidUntil' }))
  }
}

/** A CPU instance has no GPUs; the vendor's page for it has no such field. */
export const cpuHasNoGpus: Rule = (draft, report) => {
  const { kind, gpuNum } = draft.value
  if (kind !== 'cpu' || gpuNum === undefined || gpuNum === UNKNOWN_VALUE) return
  report(
    diagnose('gpu-on-cpu', locationAt(draft.definition, ['gpuNum']), describeAt(draft, ['gpuNum'])),
  )
}

/**
 * The names of the instances that an entry stands for: `worker` with three replicas is `worker-1` to `worker-3`.
 * `undefined` for each without a name. None where the name or the number of replicas is not known or not allowed.
 */
export function replicaNames(draft: UnvalidatedEntry): readonly (string | undefined)[] {
  const { name, replicas } = draft.value
  if (name !== undefined && typeof name !== 'string') return []
  const own = name === '' ? undefined : name
  if (replicas === undefined) return [own]
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) return []
  if (replicas < 1 || replicas > MAX_REPLICAS) return []
  return Array.from({ length: replicas }, (_, index) =>
    own === undefined ? undefined : replicaName(own, index),
  )
}

const MAX_REPLICAS = OWN_FIELDS.replicas.maximum ?? 1

const replicaName = (name: string, index: number): string => `${name}-${index + 1}`

const LONGEST_NAME = FIELDS.name.maxLength ?? Number.POSITIVE_INFINITY

/** The suffix of a replica counts for the length of its name. */
export const replicaNamesFit: Rule = (draft, report) => {
  const name = textField(draft, 'name')
  const { replicas } = draft.value
  if (name === undefined || typeof replicas !== 'number' || !Number.isInteger(replicas)) return
  const last = replicaName(name, replicas - 1)
  if (length(name) > LONGEST_NAME || length(last) <= LONGEST_NAME) return
  const place = valueNodeAt(draft.definition, ['name'])?.place ?? draft.definition.place
  report(
    diagnose('replica-name-too-long', place, {
      suffix: last.slice(name.length),
      most: LONGEST_NAME,
      length: length(last),
    }),
  )
}

/** In code points, as the validators count. */
const length = (text: string): number => Array.from(text).length
