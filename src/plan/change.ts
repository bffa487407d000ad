import type { Json } from '../model/secret.ts'

/** One field that differs. Values are masked. */
export interface Change {
  readonly field: string
  /** What was applied, or what the stranger has; `undefined` for unset. */
  readonly from: Json | undefined
  /** What the definition says; `undefined` for unset. */
  readonly to: Json | undefined
  readonly takes: ChangeWay
  /** The definition is as it was applied, and the account has something else there. */
  readonly isDrift?: true
}

/**
 * What it takes to bring a change about: an edit of the running instance, an upgrade that resets its container, a call that
 * is charged at once and cannot be undone, or deleting and creating it. API facts §3.2.
 */
export type ChangeWay = 'edit' | 'upgrade' | 'pay' | 'replace'

/** The field of a drift in whether the instance runs, which the files say nothing of. */
export const RUN_STATE = 'status'

/** What the account has in one field. Values are masked. */
export interface FieldInAccount {
  readonly field: string
  readonly account: Json | undefined
}

/** The account differs from what was applied: a note beside an action. Values are masked. */
export interface Drift {
  readonly field: string
  readonly applied: Json | undefined
  readonly account: Json | undefined
  /** The account has by now what the definition says. */
  readonly isWanted?: true
}
