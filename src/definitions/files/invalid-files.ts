import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { UserError } from '../../model/user-error.ts'

/** Thrown where a command cannot go on with files that are wrong. The findings were shown to the person already. */
export class InvalidFiles extends UserError {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length
    super(`the files have ${errors === 1 ? 'one error' : `${errors} errors`}: nothing was sent`)
    this.name = 'InvalidFiles'
    this.diagnostics = diagnostics
  }
}
