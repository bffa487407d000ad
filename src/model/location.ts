/** What standard input is called. */
export const STDIN_PATH = '<stdin>'

/** One definition file as read: what is shown as its name, and its text without a byte order mark. */
export interface SourceFile {
  /** The path as the person gave it; `<stdin>` for standard input. */
  readonly path: string
  readonly text: string
}

/** A piece of a file's text: UTF-16 offsets from 0, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where something was written. Line and column are worked out only when they are shown. */
export interface Location {
  readonly file: SourceFile
  /** RFC 6901, into the document of the file that holds the value. */
  readonly pointer: string
  readonly span: Span
}

/** A point of a file as people count: lines and columns from 1, the offset in UTF-16 units from 0. */
export interface Position {
  readonly line: number
  /** In UTF-16 units, like an editor's protocol; views turn it into screen cells where they draw. */
  readonly column: number
  readonly offset: number
}

export interface Range {
  readonly start: Position
  readonly end: Position
}

const lineStartsOf = new WeakMap<SourceFile, Uint32Array>()

/** The offsets at which the lines of a file start, worked out once a file. */
export function lineStarts(file: SourceFile): Uint32Array {
  let starts = lineStartsOf.get(file)
  if (starts === undefined) {
    starts = findLineStarts(file.text)
    lineStartsOf.set(file, starts)
  }
  return starts
}

/** Counts first: a list that grows over millions of lines takes several times the memory. */
function findLineStarts(text: string): Uint32Array {
  let count = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  const starts = new Uint32Array(count)
  let at = 0
  for (let line = 1; line < count; line += 1) {
    at = text.indexOf('\n', at) + 1
    starts[line] = at
  }
  return starts
}

/** Turns an offset into a line and a column. An offset past the end counts as the end. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file)
  const bounded = Math.max(0, Math.min(offset, file.text.length))
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= bounded) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: bounded - (starts[low] ?? 0) + 1, offset: bounded }
}

export function rangeOf(place: Location): Range {
  return {
    start: positionAt(place.file, place.span.start),
    end: positionAt(place.file, place.span.end),
  }
}

/** What no source frame may show of a file. */
export interface Concealed {
  /** The secrets that were found in it, in order. */
  readonly spans: readonly Span[]
  /** Whether these are all. Where not, since not all of the file was understood, its lines are judged by their keys as well. */
  readonly isAll: boolean
}

/** Appends one token to a JSON Pointer, escaped as RFC 6901 asks. */
export function pointerTo(pointer: string, token: string | number): string {
  return `${pointer}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
