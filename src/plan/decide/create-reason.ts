import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { CreateReason } from '../reasons/action-reason.ts'
import type { Account } from './account.ts'

/**
 * Why an entry is to be created of which the ledger holds nothing. Where the account was not seen as a whole, what may be
 * there counts more than what was ended.
 */
export function createReason(
  { key }: InstanceSpec,
  { departedOf, complete, scope }: Account,
): CreateReason {
  const ended = (departedOf.get(key) ?? []).filter(
    ({ departure }) => departure.kind === 'destroyed',
  )
  const [last] = ended
    .map(({ departure }) => departure.at)
    .sort((one, other) => (one < other ? 1 : -1))
  return last === undefined || !complete
    ? { code: 'not-in-ledger', seen: scope }
    : { code: 'destroyed-before', ids: ended.map(({ owned }) => owned.id), at: last }
}
