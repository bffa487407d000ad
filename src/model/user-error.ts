import type { Ending } from './exit-status.ts'

/**
 * "Cannot go on, and here is why": shown as one paragraph without a stack. Wrong input in files is
 * never thrown but collected as diagnostics; anything else that is thrown is a bug.
 */
export class UserError extends Error {
  /** How the process ends. */
  readonly ending: Ending
  /** What to do next, if there is something to do. */
  readonly hint: string | undefined

  constructor(message: string, options: { ending?: Ending; hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'UserError'
    this.ending = options.ending ?? 'refused'
    this.hint = options.hint
  }
}
