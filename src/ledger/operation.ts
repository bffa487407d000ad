/**
 * What a call does to an instance. An action says by which operation it is carried out, an intent which call was about
 * to be sent, an event and a result what they tell of. A ledger line that names none means `create`.
 */
export type Operation = 'create' | 'update' | InstanceOperation

/** What is done to an instance that is there, by its id. Each is absolute: sent twice it comes to the same. */
export const INSTANCE_OPERATIONS = ['delete', 'start', 'stop'] as const

export type InstanceOperation = (typeof INSTANCE_OPERATIONS)[number]

/** Whose wish an operation is: the definition's, an orphan's end, a command's, or that of a time that was reached. */
export const OPERATION_CAUSES = ['definition', 'prune', 'destroy', 'expired', 'command'] as const

export type OperationCause = (typeof OPERATION_CAUSES)[number]
