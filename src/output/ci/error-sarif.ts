import { type ExitStatus, exitCode } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'

/**
 * What stopped a validation, as a SARIF log without results: nobody looked, so nothing of an earlier log is said to be
 * fixed (SARIF 2.1.0, 3.14.23 and 3.20).
 */
export function errorSarif(error: unknown, { version }: { version: string }): object {
  const ending: ExitStatus = error instanceof UserError ? error.ending : 'bug'
  const { message } = error instanceof Error ? error : { message: String(error) }
  const hint = error instanceof UserError && error.hint !== undefined ? `\n${error.hint}` : ''
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ppi-apply', version } },
        invocations: [
          {
            executionSuccessful: false,
            exitCode: exitCode(ending),
            toolExecutionNotifications: [
              { level: 'error', message: { text: `${message}${hint}` } },
            ],
          },
        ],
      },
    ],
  }
}
