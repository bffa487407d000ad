import { InvalidFiles } from '../../definitions/files/invalid-files.ts'
import { type ExitStatus, exitCode } from '../../model/exit-status.ts'
import type { Json } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'
import { diagnosticReport } from './diagnostics-json.ts'
import { compact } from './plan-json.ts'

/** What stopped a command, for machines: what every failing command prints with `--format json`. */
export const errorJson = (error: unknown): Json => ({
  formatVersion: '1.0',
  ...errorMembers(error),
})

/** The same as the last line of an apply. */
export const errorEvent = (error: unknown): Json => ({
  formatVersion: '1.0',
  type: 'error',
  ...errorMembers(error),
})

/** The members that any document may carry besides its own when the command failed after all. */
export function errorMembers(error: unknown): { readonly [key: string]: Json } {
  const ending: ExitStatus = error instanceof UserError ? error.ending : 'bug'
  const { message } = error instanceof Error ? error : { message: String(error) }
  const hint = error instanceof UserError ? error.hint : undefined
  return {
    error: compact({ kind: ending, message, hint, exitCode: exitCode(ending) }),
    ...(error instanceof InvalidFiles
      ? {
          diagnostics: error.diagnostics.map(
            (one) => ({ ...diagnosticReport(one) }) as unknown as Json,
          ),
        }
      : {}),
  }
}
