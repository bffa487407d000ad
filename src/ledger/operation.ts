/**
 * What a call does to an instance. An action says by which operation it is carried out, an intent which call was about
 * to be sent, an event and a result what they tell of. A ledger line that names none means `create`.
 */
export type Operation = 'create' | 'update' | 'delete' | 'start' | 'stop'
