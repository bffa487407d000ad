import { InvalidFiles } from '../../definitions/files/invalid-files.ts'
import { diagnosticsGithub } from './diagnostics-github.ts'
import type { ActingText } from './log-command.ts'
import { workflowCommands } from './workflow-command.ts'

/** What stopped a command as an annotation of the whole run, or the findings as annotations of their lines. */
export function errorGithub(error: unknown): ActingText {
  if (error instanceof InvalidFiles) return diagnosticsGithub(error.diagnostics)
  const { message } = error instanceof Error ? error : { message: String(error) }
  return workflowCommands([
    { name: 'error', properties: [['title', 'ppi-apply']], lines: [message] },
  ])
}
