import type { Concealed, SourceFile, Span } from '../../../model/location.ts'
import { characters, displayWidth, plain, widthOf } from '../../terminal/terminal-text.ts'
import { concealedIn, type Line, SECRET } from './redact-line.ts'

/** A line of a file as a terminal may show it, and where its marks go. */
export interface DrawnLine {
  readonly text: string
  /** In cells of `text`. */
  readonly from: number
  readonly count: number
}

/**
 * Draws one line into so many cells, and finds the cells of `span`: at least one, at the end when the span lies
 * there. Of a long line a window around the span is drawn; the rest is not even looked at. Secrets are one
 * piece that is marked as a whole.
 */
export function drawLine(
  file: SourceFile,
  line: Line,
  span: Span,
  { room, blank }: { room: number; blank: Concealed },
): DrawnLine {
  const concealed = concealedIn(file, line, blank)
  const near = nearby(line, span.start, concealed, room)
  const cells = cellsOf(file, near, concealed)
  const shown = windowOf(cells, span.start, near, line, room)
  const before = startOf(shown, near) > line.start ? '…' : ''
  const after = endOf(shown, near) < line.end ? '…' : ''
  const empty = span.start === span.end
  const marked = shown.filter(
    ({ start, end }) => end > span.start && (empty ? start <= span.start : start < span.end),
  )
  return {
    text: `${before}${shown.map(({ text }) => text).join('')}${after}`.trimEnd(),
    from: before.length + widthOfCells(shown.filter(({ end }) => end <= span.start)),
    count: Math.max(1, empty && marked[0]?.text !== SECRET ? 1 : widthOfCells(marked)),
  }
}

/**
 * As much of a line around an offset as can fill the room on both sides, and more. A secret counts as what is
 * shown of it: what is behind it must not come and go with its length.
 */
function nearby(line: Span, from: number, concealed: readonly Span[], room: number): Span {
  // A cell takes few units.
  const most = 4 * room
  let start = from
  let left = most
  for (const piece of concealed.toReversed()) {
    if (piece.start >= start) continue
    if (piece.end < start - left) break
    left -= Math.max(0, start - piece.end) + SECRET.length
    start = piece.start
    if (left <= 0) break
  }
  let end = from
  let right = most
  for (const piece of concealed) {
    if (piece.end <= end) continue
    if (piece.start > end + right) break
    right -= Math.max(0, piece.start - end) + SECRET.length
    end = piece.end
    if (right <= 0) break
  }
  return {
    start: Math.max(line.start, start - Math.max(0, left)),
    end: Math.min(line.end, end + Math.max(0, right)),
  }
}

/** A piece of a line as it is drawn: one character, a tab's spaces, or a secret. */
interface Cell extends Span {
  readonly text: string
  readonly width: number
}

const startOf = (cells: readonly Cell[], near: Span): number => cells[0]?.start ?? near.start

const endOf = (cells: readonly Cell[], near: Span): number => cells.at(-1)?.end ?? near.end

const widthOfCells = (cells: readonly Cell[]): number =>
  cells.reduce((sum, { width }) => sum + width, 0)

function cellsOf(file: SourceFile, near: Span, concealed: readonly Span[]): readonly Cell[] {
  const cells: Cell[] = []
  let column = 0
  const add = (cell: Cell) => {
    cells.push(cell)
    column += cell.width
  }
  const addText = (from: number, to: number) => {
    for (const { segment, index } of characters(file.text.slice(from, to))) {
      const start = from + index
      const text = segment === '\t' ? ' '.repeat(TAB - (column % TAB)) : plain(segment)
      const width = text === segment ? widthOf(text) : displayWidth(text)
      add({ text, width, start, end: start + segment.length })
    }
  }
  let at = near.start
  for (const piece of concealed) {
    if (piece.end <= near.start || piece.start >= near.end) continue
    if (piece.start > at) addText(at, piece.start)
    add({ text: SECRET, width: SECRET.length, start: piece.start, end: piece.end })
    at = piece.end
  }
  if (at < near.end) addText(at, near.end)
  return cells
}

/** Cells from one tab stop to the next. */
const TAB = 4

/** The cells that fit into the room, with the place that matters in the middle where that is possible. */
function windowOf(
  cells: readonly Cell[],
  wanted: number,
  near: Span,
  line: Span,
  room: number,
): readonly Cell[] {
  const whole = startOf(cells, near) <= line.start && endOf(cells, near) >= line.end
  // A mark behind everything that is seen takes one more.
  const mark = widthOfCells(cells.filter(({ end }) => end > wanted)) === 0 ? 1 : 0
  if (whole && widthOfCells(cells) + mark <= room) return cells
  // A `…` on either side takes one.
  const free = room - 2
  const found = cells.findIndex(({ end }) => end > wanted)
  let first = found === -1 ? cells.length : found
  const behind = Math.min(widthOfCells(cells.slice(first)), Math.floor(free / 2))
  for (let taken = behind; first > 0; first--) {
    taken += cells[first - 1]?.width ?? 0
    if (taken > free) break
  }
  let last = first
  for (let taken = 0; last < cells.length; last++) {
    taken += cells[last]?.width ?? 0
    if (taken > free) break
  }
  return cells.slice(first, last)
}
