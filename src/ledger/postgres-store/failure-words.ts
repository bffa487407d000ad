/** Why something failed, and the way out. */
export interface FailureWords {
  /** Follows "cannot …: ". */
  readonly why: string
  readonly hint: string
}
