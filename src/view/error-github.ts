import { InvalidFiles } from '../spec/invalid-files.ts'
import { diagnosticsGithub } from './diagnostics-github.ts'
import { plain } from './terminal-text.ts'

/** What stopped a command as an annotation of the whole run, or the findings as annotations of their lines. */
export function errorGithub(error: unknown): string {
  if (error instanceof InvalidFiles) return diagnosticsGithub(error.diagnostics)
  const { message } = error instanceof Error ? error : { message: String(error) }
  return `::error title=ppi-apply::${plain(message).replaceAll('%', '%25')}\n`
}
