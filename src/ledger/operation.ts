/**
 * What a call does to an instance. An action says by which operation it is carried out, an intent which call was about
 * to be sent, an event and a result what they tell of. A ledger line that names none means `create`.
 */
export type Operation = 'create' | InstanceOperation

/**
 * What is done to an instance that is there, by its id. Growing a disk and renewing add to what is there, and
 * `subscribe` (from pay as you go to months) is charged at once: none of them is ever sent twice. An upgrade resets the
 * container each time. The others are absolute: sent twice they come to the same. Growth §2.2.
 */
export const INSTANCE_OPERATIONS = [
  'edit-ports',
  'grow-disk',
  'start',
  'upgrade',
  'stop',
  'subscribe',
  'renew',
  'auto-renew',
  'delete',
] as const

export type InstanceOperation = (typeof INSTANCE_OPERATIONS)[number]

/** Whether another call of the same would do, or charge, more: a refusal of one is believed late. */
export const addsUp = (operation: InstanceOperation): boolean =>
  operation === 'grow-disk' || operation === 'subscribe' || operation === 'renew'

/**
 * Whose wish an operation is: the definition's, that of a definition which the account does not follow any more, of one
 * that takes another instance, an orphan's end, a command's, or that of a time that was reached.
 */
export const OPERATION_CAUSES = [
  'definition',
  'drift',
  'replace',
  'prune',
  'destroy',
  'expired',
  'command',
] as const

export type OperationCause = (typeof OPERATION_CAUSES)[number]
