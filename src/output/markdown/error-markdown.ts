import { InvalidFiles } from '../../definitions/files/invalid-files.ts'
import { UserError } from '../../model/user-error.ts'
import { cutTo } from '../terminal/terminal-text.ts'
import { MAX_CHARACTERS, sentence, within } from './escape-markdown.ts'
import { findingItems } from './findings-markdown.ts'

/** Room for the heading and the count of what was cut. */
const RESERVE = 200

/** What stopped a plan, as a comment in the place of the plan: the findings, or why there is none. */
export function errorMarkdown(error: unknown): string {
  const { message } = error instanceof Error ? error : { message: String(error) }
  const hint = error instanceof UserError ? error.hint : undefined
  const lines = findingItems(error instanceof InvalidFiles ? error.diagnostics : [])
  const head = [message, ...(hint === undefined ? [] : [hint])].map((text) =>
    sentence(cutTo(text, 1000)),
  )
  const { taken, cut } = within(lines, MAX_CHARACTERS - head.join('').length - RESERVE)
  return `${[
    '### No plan',
    ...head,
    ...(taken.length === 0 ? [] : [taken.join('\n')]),
    ...(cut > 0 ? [`… and ${cut} more. \`ppi-apply validate\` shows all.`] : []),
  ].join('\n\n')}\n`
}
