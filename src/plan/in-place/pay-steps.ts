import { isMonthly, type RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { reveal } from '../../model/secret.ts'
import { type FieldName, isFieldName } from '../../schema/fields.generated.ts'
import type { AutoRenewStep, RenewStep, SubscribeStep } from '../action.ts'
import type { Change } from '../change.ts'
import type { BlockedReason } from '../reasons/action-reason.ts'

/** An entry whose definition differs in how it is paid for. */
interface Payable {
  readonly spec: InstanceSpec
  readonly remote: RemoteInstance
  readonly changes: readonly Change[]
}

const SUBSCRIPTION: ReadonlySet<string> = new Set(['month', 'billingMode'])

const RENEWAL: ReadonlySet<string> = new Set(['autoRenew', 'autoRenewMonth'])

const paidFields = (changes: readonly Change[], which: ReadonlySet<string>): readonly FieldName[] =>
  changes.flatMap(({ field, takes }) =>
    takes === 'pay' && which.has(field) && isFieldName(field) ? [field] : [],
  )

/** From pay as you go to months. One that is monthly already has it without a call. */
export function subscribeStep({ spec, changes }: Payable): SubscribeStep | undefined {
  const fields = paidFields(changes, SUBSCRIPTION)
  const months = Number(reveal(spec.body.month ?? 0))
  if (fields.length === 0 || months < 1) return undefined
  return { operation: 'subscribe', months, fields, because: 'definition' }
}

/** Only what is paid by the month can be renewed by itself. */
export function autoRenewStep({
  spec,
  remote,
  changes,
}: Payable): AutoRenewStep | BlockedReason | undefined {
  const fields = paidFields(changes, RENEWAL)
  if (fields.length === 0) return undefined
  if (!isMonthly(remote) && paidFields(changes, SUBSCRIPTION).length === 0) {
    return { code: 'not-monthly', id: remote.id }
  }
  const to = reveal(spec.body.autoRenew ?? false) === true
  const said = spec.body.autoRenewMonth
  const months = to && said !== undefined ? Number(reveal(said)) : undefined
  return { operation: 'auto-renew', to, months, fields, because: 'definition' }
}

/** As many months as it takes until it is paid as long as the file says: at most a year at once. */
export function renewStep({
  spec,
  remote,
  changes,
}: Payable): RenewStep | BlockedReason | undefined {
  const { paidUntil: to } = spec.life
  if (to === undefined) return undefined
  if (!isMonthly(remote)) {
    // What turns to months in this run has its end told by the next one.
    if (paidFields(changes, SUBSCRIPTION).length > 0) return undefined
    return { code: 'not-monthly', id: remote.id }
  }
  const from = remote.endsAt
  if (from === undefined) return { code: 'not-shown', id: remote.id, field: 'endTime' }
  if (from >= to) return undefined
  const months = Math.min(MOST_MONTHS, monthsBetween(from, to))
  return { operation: 'renew', months, from, to, because: 'definition' }
}

/** How many months are left to further runs where a call does not reach the end that the file says. */
export const monthsBeyond = ({ from, to, months }: RenewStep): number =>
  monthsBetween(from, to) - months

/** The most that a call renews for. */
export const MOST_MONTHS = 12

/** The fewest months, at least one, after which what is paid until `from` is paid until `to`; in Unix seconds. */
function monthsBetween(from: number, to: number): number {
  let months = 1
  while (monthsAfter(from, months) < to) months += 1
  return months
}

/** In Unix seconds, as calendars count: a month after the last day of a long month is the last day of the next one. */
function monthsAfter(from: number, months: number): number {
  const date = new Date(from * 1000)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0)
  return date.setUTCDate(Math.min(day, date.getUTCDate())) / 1000
}
