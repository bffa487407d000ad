import { stateWords } from '../../../api/instance-phase.ts'
import type { ChangeDoubt } from '../../../apply/look-up-reason.ts'
import type { InstanceOperation, Operation } from '../../../ledger/operation.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { accountWords } from '../plan/account-words.ts'

/** What an operation is called where one sentence says which it was. */
export const OPERATION_NOUNS = {
  delete: 'the deletion',
  'edit-ports': 'the port change',
  'grow-disk': 'the disk growth',
  upgrade: 'the reset',
  start: 'the start',
  stop: 'the stop',
  subscribe: 'the change to months',
  renew: 'the renewal',
  'auto-renew': 'the switch of its automatic renewal',
} as const satisfies Record<InstanceOperation, string>

/** Why it is not known whether an instance was changed, for `explainReason`. */
export function explainChange(reason: ChangeDoubt): string {
  switch (reason.code) {
    case 'change-not-seen': {
      const { id, operation, call } = reason
      const how = call === undefined ? '' : `${call}; `
      return `${how}${id} ${UNCHANGED[operation]?.(stateOf(reason)) ?? `is still ${stateOf(reason)}`}: ${OPERATION_NOUNS[operation]} was not done, or not yet${isCharged(operation) ? `, and ${MAY_BE_CHARGED}` : ''}`
    }
    case 'change-by-others': {
      const { id, operation, call, has } = reason
      const how = call === undefined ? '' : `${call}; `
      const charged = isCharged(operation) ? `, and ${MAY_BE_CHARGED}` : ''
      return `${how}${id} has ${accountWords(has)}, ${BY_OTHERS}: whether ${OPERATION_NOUNS[operation]} was done, nobody knows${charged}`
    }
    case 'ports-lost':
      return `${reason.id} does not show ${reason.ports.join(', ')} any more, which ${OPERATION_NOUNS[reason.operation]} was to leave open`
    case 'reset-not-seen': {
      const { id, call } = reason
      const how = call === undefined ? '' : `${call}; `
      return `${how}${id} shows its new settings, but its reset was not seen, and may be still to come`
    }
    case 'still-leaving':
      return `${reason.id} is ${stateOf(reason)} and not gone yet: ${STILL_BILLED}`
    case 'still-listed':
      return `asked for ${reason.id}, the service says that there is none, but its list shows it alive: ${STILL_BILLED}`
    case 'change-unseen':
      return `${reason.id} could not be looked at (${reason.why})`
    case 'change-vanished':
      return `${reason.id} was to be changed, started or stopped, and there is nothing left of it`
    default:
      return unreachable(reason)
  }
}

/** Of what an instance has that is neither as it was nor as it was to be. */
export const BY_OTHERS = 'which somebody else changed'

/** What is seen of one that is not changed, where its state does not tell. */
const UNCHANGED: Readonly<Partial<Record<InstanceOperation, (state: string) => string>>> = {
  'edit-ports': () => 'does not show its new ports',
  'grow-disk': () => 'does not show its larger disk',
  upgrade: (state) => `is ${state} and does not show its new settings`,
  subscribe: () => 'is not paid by the month',
  renew: () => 'does not show a later end',
  'auto-renew': () => 'cannot show whether it is renewed by itself',
}

/** Whether the service charges an operation at once: of one without an outcome nobody knows whether it did. */
export const isCharged = (operation: Operation): boolean =>
  operation === 'subscribe' || operation === 'renew'

export const MAY_BE_CHARGED = 'the money may have been charged'

const STILL_BILLED = 'as far as anybody can see it is still billed'

const stateOf = ({ status }: { readonly status: string }): string =>
  stateWords({ status, statusError: undefined, spotStatus: undefined })
