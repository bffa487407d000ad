import { plainLines } from '../terminal/terminal-text.ts'
import { withoutLogCommands } from './log-command.ts'

/**
 * The last door before a stream, whatever a view forgot: text in which only line feeds, tabs and our own colours act.
 * Everything else that could move a cursor, reorder or hide what is read, or be taken for a command by the log of a
 * pipeline, becomes visible.
 */
export const harmless = (text: string, { colored }: { readonly colored: boolean }): string =>
  withoutLogCommands(plainLines(text, colored ? COLORS : undefined))

/** What `picocolors` writes, and nothing that conceals, blinks or swaps colours. */
const COLORS = /\u001b\[(?:0|1|2|22|31|32|33|34|35|36|39)m/
