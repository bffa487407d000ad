import { askedFormat } from '../settings/asked-format.ts'
import { UserError } from '../user-error.ts'
import { VERSION } from '../version.ts'
import { errorGithub } from '../view/error-github.ts'
import { errorEvent, errorJson } from '../view/error-json.ts'
import { errorMarkdown } from '../view/error-markdown.ts'
import { errorSarif } from '../view/error-sarif.ts'
import { jsonText } from '../view/json-text.ts'
import type { Output } from './context.ts'
import { documentText } from './report.ts'

export { errorText } from '../view/error-text.ts'
export { sourceStack } from './source-stack.ts'

/** Writes what standard output has to hold of a failure, in the format that the command line asked for. */
export function writeFailure(
  stdout: Output,
  argv: readonly string[],
  error: unknown,
  { hasWritten }: { hasWritten: boolean },
): void {
  const format = askedFormat(argv)
  if (format === 'json' && argv[0] === 'apply') stdout.write(`${jsonText(errorEvent(error))}\n`)
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
