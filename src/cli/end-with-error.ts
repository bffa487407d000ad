import { UserError } from '../model/user-error.ts'
import { VERSION } from '../model/version.ts'
import { errorGithub } from '../output/ci/error-github.ts'
import { errorSarif } from '../output/ci/error-sarif.ts'
import { jsonText } from '../output/json/compact-json.ts'
import { errorEvent, errorJson } from '../output/json/error-json.ts'
import { errorMarkdown } from '../output/markdown/error-markdown.ts'
import type { Output } from './context.ts'
import { documentText } from './talk/output-format.ts'

export { errorText } from '../output/text/source/error-text.ts'

interface Failing {
  /** As the command line asked for, whatever the command has. */
  readonly format: string | undefined
  /** Whether JSON is told as an event, behind those that were written. */
  readonly asEvent: boolean
  /** Whether standard output has something already, which a whole document may not follow. */
  readonly hasWritten: boolean
}

/** Writes what standard output has to hold of a failure, in the format that the command line asked for. */
export function writeFailure(
  stdout: Output,
  error: unknown,
  { format, asEvent, hasWritten }: Failing,
): void {
  if (format === 'json' && asEvent) stdout.write(`${jsonText(errorEvent(error))}\n`)
  else if (!hasWritten) writeWhole(stdout, format, error)
}

function writeWhole(stdout: Output, format: string | undefined, error: unknown): void {
  switch (format) {
    case 'json':
      stdout.write(documentText(errorJson(error)))
      break
    case 'github':
      stdout.act(errorGithub(error))
      break
    case 'sarif':
      stdout.write(documentText(errorSarif(error, { version: VERSION })))
      break
    case 'markdown':
      stdout.write(errorMarkdown(error))
      break
    default:
      break
  }
}

/** What `writeFailure` says when somebody asked to stop. */
export const interruption = (): UserError =>
  new UserError('interrupted: nothing was changed', { ending: 'interrupted' })
