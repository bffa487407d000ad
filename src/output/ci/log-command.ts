import type { Brand } from '../../model/brand.ts'

/**
 * Text that acts on whatever reads it: a workflow command, a move of the cursor. Only what makes such text brands it,
 * with all that comes from elsewhere escaped in it; any other text goes through `harmless`.
 */
export type ActingText = Brand<string, 'ActingText'>

/**
 * Lines with nothing in them that the log of a pipeline takes for a command: none begins with `::` (GitHub trims it
 * first), and `##[`, `##vso[` or `##teamcity[` is nowhere (older runners of GitHub, Azure, TeamCity). What the next
 * piece of text could complete is escaped too.
 */
export function withoutLogCommands(text: string): string {
  const unopened = text.includes(':') ? text.replace(COLONS, '$1\\u003a') : text
  return withoutMarks(unopened.includes('#') ? unopened.replace(OPEN_MARK, HASH) : unopened, HASH)
}

/** How a string for people shows a sign that must not be there. */
export const HASH = '\\u0023'

/** The text without `##[` and its kin, the first sign of each written as `hash`. */
export const withoutMarks = (text: string, hash: string): string =>
  text.includes('#') ? text.replace(MARK, hash) : text

/** Spaces and our own colours leave it the beginning of a line. */
const COLONS = /^((?:[^\S\n]|\u001b\[\d+m)*):(?=(?:\u001b\[\d+m)*(?::|(?!.)))/gms

/** Our own colours do not part it: a log may take them out. */
const MARK = /#(?=(?:\u001b\[\d+m)*#(?:\u001b\[\d+m|[\w.-])*\[)/g

/** A mark that is cut off by the end of the text. */
const OPEN_MARK = /#(?=(?:\u001b\[\d+m)*(?:#(?:\u001b\[\d+m|[\w.-])*)?(?!.))/gs
