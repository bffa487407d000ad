import type { ExitStatus } from './exit-status.ts'

export interface UserErrorOptions {
  /** How the process ends; `refused` by default. */
  readonly ending?: ExitStatus | undefined
  /** What to do next, if there is something to do. */
  readonly hint?: string | undefined
  /** What a person may rely on: no create was sent, or neither ledger nor files were changed. Said before the hint. */
  readonly nothingDone?: 'sent' | 'changed' | undefined
  readonly cause?: unknown
}

/**
 * "Cannot go on, and here is why": shown as one paragraph without a stack. Wrong input in files is
 * never thrown but collected as diagnostics; anything else that is thrown is a bug.
 */
export class UserError extends Error {
  /** How the process ends. */
  readonly ending: ExitStatus
  /** What to do next, if there is something to do, after what was not done. */
  readonly hint: string | undefined
  /** What is known not to have been done; `undefined` where the error does not say. */
  readonly nothingDone: 'sent' | 'changed' | undefined

  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'UserError'
    this.ending = options.ending ?? 'refused'
    this.nothingDone = options.nothingDone
    const nothing = this.nothingDone && `Nothing was ${this.nothingDone}.`
    this.hint = [nothing, options.hint].filter(Boolean).join(' ') || undefined
  }

  /** The same, with what is known not to have been done, where it does not say so itself. */
  withNothingDone(nothingDone: 'sent' | 'changed'): UserError {
    if (this.nothingDone !== undefined) return this
    const { message, ending, hint, cause } = this
    return new UserError(message, { ending, hint, nothingDone, cause })
  }
}
