import { plain } from '../terminal/terminal-text.ts'
import type { ActingText } from './log-command.ts'

/** One annotation of GitHub Actions, from text that may hold anything. */
export interface WorkflowCommand {
  readonly name: 'error' | 'warning' | 'notice'
  readonly properties: readonly (readonly [name: string, value: string | number])[]
  /** One line of the message each. */
  readonly lines: readonly string[]
}

/**
 * Workflow commands as the runner reads them, one line each. All text is made harmless and escaped here, so that none can
 * end its command or begin another.
 */
export const workflowCommands = (commands: readonly WorkflowCommand[]): ActingText =>
  commands.map((command) => `${commandText(command)}\n`).join('') as ActingText

function commandText({ name, properties, lines }: WorkflowCommand): string {
  const written = properties.map(([key, value]) => `${key}=${propertyText(plain(String(value)))}`)
  return `::${name} ${written.join(',')}::${dataText(lines.map(plain).join('\n'))}`
}

/** As the runner unescapes what is after the second `::`. */
const dataText = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** As the runner unescapes the value of a property. */
const propertyText = (text: string): string =>
  dataText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
