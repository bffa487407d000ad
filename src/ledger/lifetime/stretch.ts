/** A part of the life of an instance of which the ledger says one thing. */
export interface Stretch {
  readonly what: Condition
  /** Milliseconds since the epoch. */
  readonly from: number
  /** `undefined`: it goes on, for all that the ledger says. */
  readonly to: number | undefined
  /** In months that are paid in advance, or perhaps so: nobody knows yet whether the call that turns it to them was done. */
  readonly isPaid?: true
}

export type Condition =
  | 'running'
  | 'stopped'
  /** It ran at the beginning and was found stopped at the end: nobody here stopped it. */
  | 'perhaps-stopped'
  /** It was stopped at the beginning and was found running at the end: nobody here started it. */
  | 'perhaps-running'
  /** It was there at the beginning and was found gone at the end. */
  | 'gone'
  /** It was there at the beginning; at the end a person dropped it from the ledger. */
  | 'forgotten'
  /** It was taken for ended at the beginning, and was there at the end. */
  | 'back'
  /** An attempt had no outcome: it may have made an instance. */
  | 'in-doubt'
