import { askedFormat } from '../settings/asked-format.ts'
import { UserError } from '../user-error.ts'
import { VERSION } from '../version.ts'
import { errorGithub } from '../view/error-github.ts'
import { errorEvent, errorJson } from '../view/error-json.ts'
import { errorMarkdown } from '../view/error-markdown.ts'
import { errorSarif } from '../view/error-sarif.ts'
import { jsonText } from '../view/json-text.ts'
import { documentText } from './report.ts'

export { errorText } from '../view/error-text.ts'
export { sourceStack } from './source-stack.ts'

/** What standard output has to hold of a failure, in the format that the command line asked for. */
export function failureOutput(
  argv: readonly string[],
  error: unknown,
  { hasWritten }: { hasWritten: boolean },
): string {
  switch (askedFormat(argv)) {
    case 'json':
      if (argv[0] === 'apply') return `${jsonText(errorEvent(error))}\n`
      return hasWritten ? '' : documentText(errorJson(error))
    case 'github':
      return hasWritten ? '' : errorGithub(error)
    case 'sarif':
      return hasWritten ? '' : documentText(errorSarif(error, { version: VERSION }))
    case 'markdown':
      return hasWritten ? '' : errorMarkdown(error)
    default:
      return ''
  }
}

/** What `failureOutput` says when somebody asked to stop. */
export const interruption = (): UserError =>
  new UserError('interrupted: nothing was changed', { ending: 'interrupted' })
