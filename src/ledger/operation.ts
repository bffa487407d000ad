/**
 * What a call does to an instance. An action says by which operation it is carried out, an intent which call was about
 * to be sent, an event and a result what they tell of. A ledger line that names none means `create`.
 */
export type Operation = 'create' | InstanceOperation

/**
 * What is done to an instance that is there, by its id, in the order of a run. Growing a disk adds to it: it is never sent
 * twice. An upgrade resets the container each time. The others are absolute: sent twice they come to the same. Growth §2.2.
 */
export const INSTANCE_OPERATIONS = [
  'edit-ports',
  'grow-disk',
  'start',
  'upgrade',
  'stop',
  'delete',
] as const

export type InstanceOperation = (typeof INSTANCE_OPERATIONS)[number]

/**
 * Whose wish an operation is: the definition's, that of a definition which the account does not follow any more, an
 * orphan's end, a command's, or that of a time that was reached.
 */
export const OPERATION_CAUSES = [
  'definition',
  'drift',
  'prune',
  'destroy',
  'expired',
  'command',
] as const

export type OperationCause = (typeof OPERATION_CAUSES)[number]
