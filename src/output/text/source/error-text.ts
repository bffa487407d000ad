import { InvalidFiles } from '../../../definitions/files/invalid-files.ts'
import { UserError } from '../../../model/user-error.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** What is known beside the error. */
export interface ErrorContext {
  readonly verbose: boolean
  readonly version: string
  /** What the program runs on, as in `Node v20.19.0, linux`. */
  readonly runtime: string
  readonly style: Style
}

/**
 * What stopped the program, for a person: one paragraph for what is explained, a stack and where to report it
 * for a bug.
 */
export function errorText(error: unknown, context: ErrorContext): string {
  if (!(error instanceof UserError)) return bugText(error, context)
  const { verbose, style } = context
  // Its findings say more, and are on the screen already.
  if (error instanceof InvalidFiles) return ''
  const lines = [`${style.red('Error:')} ${plain(error.message)}`]
  if (error.hint !== undefined) lines.push(`  ${plain(error.hint)}`)
  if (verbose && error.cause instanceof Error) {
    lines.push(style.dim(`  cause: ${plain(error.cause.message)}`))
  }
  return `${lines.join('\n')}\n`
}

function bugText(error: unknown, { version, runtime, style }: ErrorContext): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return [
    style.red('This is a bug in ppi-apply, not a mistake of yours.'),
    `Please report it with this text: ppi-apply ${version}, ${runtime}`,
    stack
      .split('\n')
      .map((line) => `  ${plain(line)}`)
      .join('\n'),
    '',
  ].join('\n')
}
