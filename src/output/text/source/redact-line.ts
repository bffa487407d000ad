import { type Concealed, lineStarts, type SourceFile, type Span } from '../../../model/location.ts'

/** What is where a secret is written out: of one length, whatever the secret's. */
export const SECRET = '(secret)'

/** One line of a file: its number from 0 and its offsets, without its break. */
export interface Line extends Span {
  readonly index: number
}

export function lineAt(file: SourceFile, index: number): Line {
  const starts = lineStarts(file)
  const start = starts[index] ?? file.text.length
  const next = starts[index + 1]
  const end = next === undefined ? file.text.length : next - 1
  return { index, start, end: end > start && file.text[end - 1] === '\r' ? end - 1 : end }
}

/**
 * The pieces of a line that may not be shown: the secrets that are known, and where these are not all, what the look of its
 * keys says, rather too strictly than too loosely. In order, and apart from each other.
 */
export function concealedIn(
  file: SourceFile,
  line: Line,
  { spans, isAll }: Concealed,
): readonly Span[] {
  const pieces: Span[] = []
  const first = line.start + (indentOf(file.text, line) ?? 0)
  const inside = spans.filter((span) => span.start < line.end && span.end > line.start)
  const suspect = isAll ? undefined : suspectFrom(file, line)
  if (suspect !== undefined) inside.push({ start: suspect, end: line.end })
  for (const span of inside.toSorted((one, other) => one.start - other.start)) {
    const start = Math.max(span.start, first, pieces.at(-1)?.end ?? 0)
    const end = Math.min(span.end, line.end)
    if (start < end) pieces.push({ start, end })
  }
  return pieces
}

/** Where on a line of a file that was not understood as a whole a secret may begin. */
function suspectFrom(file: SourceFile, line: Line): number | undefined {
  const own = suspectValue(file.text, line)
  if (own !== undefined) return own
  const first = indentOf(file.text, line)
  // The line may go on with a value that began further up, under a key that is further left.
  let indent = first ?? 0
  for (let index = line.index - 1; indent > 0 && line.index - index <= MAX_LINES; index--) {
    if (index < 0) break
    const above = lineAt(file, index)
    const aboveIndent = indentOf(file.text, above)
    if (aboveIndent === undefined || aboveIndent >= indent) continue
    if (suspectValue(file.text, above) !== undefined) return line.start + (first ?? 0)
    indent = aboveIndent
  }
  return undefined
}

/** How far up a value is followed to its key. */
const MAX_LINES = 100

/** Spaces before the text of a line; `undefined` when there is none. */
function indentOf(text: string, { start, end }: Span): number | undefined {
  let at = start
  while (at < end && text[at] === ' ') at += 1
  return at === end ? undefined : at - start
}

/** The offset of the first value on a line whose key says that it is a secret. */
function suspectValue(text: string, { start, end }: Span): number | undefined {
  const line = text.slice(start, end)
  let count = 0
  for (const { index } of line.matchAll(/[:=：＝]/g)) {
    count += 1
    const name = nameBefore(line, index)
    if (count > MAX_KEYS || SUSPECT.test(name)) {
      let value = index + 1
      while (line[value] === ' ') value += 1
      return start + value
    }
  }
  return undefined
}

/**
 * Names that a secret may be at. Nothing is known of this file but its lines, so a part of a word is enough;
 * the rules for a file that was understood are finer. `value` is where `envs` have theirs.
 */
const SUSPECT =
  /^value$|auth|bearer|connection|cookie|cred|dsn|jwt|pass|pwd|secret|token|.key|key./i

/** A line with more keys than this is not looked through: the rest of it is not shown. */
const MAX_KEYS = 100

function nameBefore(line: string, separator: number): string {
  const before = line.slice(Math.max(0, separator - MAX_NAME), separator)
  // A key may be in quotes, and by mistake in brackets.
  return /(?<![\w.-])([\w.-]+)[\s"'\]}]*$/.exec(before)?.[1] ?? ''
}

const MAX_NAME = 80
