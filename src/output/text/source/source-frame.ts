import {
  type Concealed,
  type Location,
  positionAt,
  type SourceFile,
  type Span,
} from '../../../model/location.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { lineAt } from './redact-line.ts'
import { drawLine } from './source-line.ts'

export interface FrameOptions {
  readonly style: Style
  /** Cells of the terminal; no line is wider. */
  readonly width: number
  readonly blank: Concealed
  /** The colour of the marks; red when it is left out. */
  readonly paint?: (text: string) => string
  /** Lines shown before and after; 1 when it is left out. */
  readonly context?: number
}

/** `file:line:column`, which editors and terminals make a link of; the column counts UTF-16 units, as theirs do. */
export function locationOf(place: Location): string {
  // Without a string there are no lines.
  if (place.file.text === '') return plain(place.file.path)
  const { line, column } = positionAt(place.file, place.span.start)
  return `${plain(place.file.path)}:${line}:${column}`
}

/**
 * The lines of a place with their numbers, and under them marks that point out exactly its range, also behind
 * tabs, wide characters and emoji. Of a long line a window around the marks is shown, of many lines the
 * first and the last. Nothing that is secret or could harm a terminal is in it.
 */
export function frame(place: Location, options: FrameOptions): string {
  const { file } = place
  const { style, blank, context = 1, paint = style.red } = options
  const span = trimmed(place)
  const first = positionAt(file, span.start).line - 1
  const last = positionAt(file, span.end).line - 1
  const end = Math.min(last + context, lastLine(file))
  const digits = Math.max(String(Math.max(last, end) + 1).length, 3)
  const room = Math.max(options.width - digits - ' │ '.length, 16)
  const line = (label: string, text: string) =>
    `${style.dim(`${label.padStart(digits)} │`)}${text === '' ? '' : ` ${text}`}`

  const plainLine = (index: number): string => {
    const { start } = lineAt(file, index)
    const drawn = drawLine(file, lineAt(file, index), { start, end: start }, { room, blank })
    return line(String(index + 1), drawn.text)
  }

  const markedLine = (index: number): string => {
    const at = lineAt(file, index)
    const start = index === first ? Math.min(span.start, at.end) : textStart(file.text, at)
    const marked = { start, end: Math.max(start, Math.min(span.end, at.end)) }
    const drawn = drawLine(file, at, marked, { room, blank })
    const marks = `${' '.repeat(drawn.from)}${paint('^'.repeat(drawn.count))}`
    return `${line(String(index + 1), drawn.text)}\n${line('', marks)}`
  }

  const lines: string[] = []
  for (let index = Math.max(0, first - context); index < first; index++) {
    lines.push(plainLine(index))
  }
  lines.push(markedLine(first))
  if (last > first + 1) lines.push(line('⋮', ''))
  if (last > first) lines.push(markedLine(last))
  for (let index = last + 1; index <= end; index++) lines.push(plainLine(index))
  return lines.join('\n')
}

/** A range that ends with a line's break ends, for people, with the text before it. */
function trimmed({ file, span }: Location): Span {
  const start = Math.min(span.start, file.text.length)
  let end = Math.max(start, Math.min(span.end, file.text.length))
  while (end > start && /\s/.test(file.text[end - 1] ?? '')) end -= 1
  return { start, end }
}

/** From 0. What follows the file's last break is not a line that anyone wrote. */
function lastLine(file: SourceFile): number {
  const { line, column } = positionAt(file, file.text.length)
  return column === 1 ? line - 2 : line - 1
}

function textStart(text: string, { start, end }: Span): number {
  let at = start
  while (at < end && /\s/.test(text[at] ?? '')) at += 1
  return at
}
