import type { SourceFile, Span } from '../../model/location.ts'
import { type ScalarNode, spanOf } from './tree.ts'

/**
 * Where the characters `from` to `to` (exclusive) of a string value are in its file: through quotes, escapes, folded lines and
 * indentation. Indexes are UTF-16 units of the value. When the text cannot be followed exactly, the whole scalar.
 */
export function spanInScalar(file: SourceFile, node: ScalarNode, from: number, to: number): Span {
  const decoded = decodedOf(file, node)
  if (decoded === undefined || from < 0 || to < from || to > decoded.starts.length)
    return spanOf(node)
  const start = decoded.starts[from] ?? decoded.ends.at(-1)
  const end = to > from ? decoded.ends[to - 1] : start
  if (start === undefined || end === undefined) return spanOf(node)
  return { start: node.start + start, end: node.start + end }
}

/** Of long strings, so that thousands of findings in one cost no more than one. */
const known = new WeakMap<ScalarNode, { readonly decoded: Decoded | undefined }>()

function decodedOf(file: SourceFile, node: ScalarNode): Decoded | undefined {
  const { value } = node
  if (typeof value !== 'string') return undefined
  const before = known.get(node)
  if (before !== undefined) return before.decoded
  const decoded = decodeScalar(file.text.slice(node.start, node.end), node.style, value)
  if (node.end - node.start >= LONG) known.set(node, { decoded })
  return decoded
}

const LONG = 200

/** Where each unit of a value starts and ends in the source of its scalar. */
interface Decoded {
  readonly value: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** The decoding whose value is the known one; `undefined` when there is none. */
function decodeScalar(
  source: string,
  style: ScalarNode['style'],
  value: string,
): Decoded | undefined {
  switch (style) {
    case 'plain':
      return only(decodeFlow(source, 0, source.length, 'plain'), value)
    case 'single':
    case 'double':
      return only(decodeFlow(source, 1, source.length - 1, style), value)
    case 'literal':
    case 'folded':
      return decodeBlock(source, style, value)
  }
}

const only = (decoded: Decoded, value: string): Decoded | undefined =>
  decoded.value === value ? decoded : undefined

class Output {
  readonly starts: number[] = []
  readonly ends: number[] = []
  #value = ''

  get length(): number {
    return this.starts.length
  }

  /** Adds a string that all comes from one place. */
  add(text: string, start: number, end: number): void {
    this.#value += text
    for (let unit = 0; unit < text.length; unit += 1) {
      this.starts.push(start)
      this.ends.push(end)
    }
  }

  /** Adds text as it is. */
  copy(source: string, start: number, end: number): void {
    for (let at = start; at < end; at += 1) this.add(source[at] ?? '', at, at + 1)
  }

  done(): Decoded {
    return { value: this.#value, starts: this.starts, ends: this.ends }
  }
}

/** The rest, for the three styles that fold their lines. */
function decodeFlow(
  source: string,
  start: number,
  end: number,
  style: 'plain' | 'single' | 'double',
): Decoded {
  const output = new Output()
  let at = start
  while (at < end) {
    const character = source[at] ?? ''
    const blank = blanksAt(source, at, end)
    if (blank > at || isBreak(source, at)) {
      if (isBreak(source, blank) && blank < end) at = fold(source, blank, end, output)
      else {
        output.copy(source, at, blank)
        at = blank
      }
    } else if (style === 'single' && character === "'") {
      output.add("'", at, at + 2)
      at += 2
    } else if (style === 'double' && character === '\\') at = decodeEscape(source, at, end, output)
    else {
      output.add(character, at, at + 1)
      at += 1
    }
  }
  return output.done()
}

/** The first offset from here on that is neither space nor tab. */
function blanksAt(source: string, from: number, end: number): number {
  let at = from
  while (at < end && (source[at] === ' ' || source[at] === '\t')) at += 1
  return at
}

const isBreak = (source: string, at: number): boolean =>
  source[at] === '\n' || (source[at] === '\r' && source[at + 1] === '\n')

const afterBreak = (source: string, at: number): number => at + (source[at] === '\r' ? 2 : 1)

/** One line break is a space, more are one break fewer. Returns where the next line's text starts. */
function fold(source: string, first: number, end: number, output: Output): number {
  const breaks: Span[] = []
  let at = first
  while (at < end && isBreak(source, at)) {
    const next = afterBreak(source, at)
    breaks.push({ start: at, end: next })
    at = blanksAt(source, next, end)
  }
  const [space, ...others] = breaks
  if (space !== undefined && others.length === 0) output.add(' ', space.start, space.end)
  for (const { start, end: after } of others) output.add('\n', start, after)
  return at
}

/** Decodes the escape at a backslash. Returns where it ends. */
function decodeEscape(source: string, at: number, end: number, output: Output): number {
  const letter = source[at + 1] ?? ''
  if (isBreak(source, at + 1)) return blanksAt(source, afterBreak(source, at + 1), end)
  const digits = HEX_DIGITS.get(letter)
  if (digits !== undefined) {
    const after = at + 2 + digits
    const code = Number.parseInt(source.slice(at + 2, after), 16)
    output.add(code <= 0x10ffff ? String.fromCodePoint(code) : '', at, after)
    return after
  }
  output.add(ESCAPES.get(letter) ?? '', at, at + 2)
  return at + 2
}

const HEX_DIGITS = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
])

/** YAML 1.2.2, 5.7. */
const ESCAPES = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
])

/**
 * Block strings. A header may give the indentation as a number that counts from a column we do not know here, so each
 * indentation that the first line allows is tried until one gives the known value.
 */
function decodeBlock(
  source: string,
  style: 'literal' | 'folded',
  value: string,
): Decoded | undefined {
  const headerEnd = source.indexOf('\n')
  if (headerEnd === -1) return only(new Output().done(), value)
  const header = /^[|>][-+\d]*/.exec(source)?.[0] ?? ''
  const lines = linesFrom(source, headerEnd + 1)
  const first = lines.find((line) => !line.isEmpty)
  const widest = first?.indent ?? lines.reduce((most, { indent }) => Math.max(most, indent), 0)
  const isExplicit = /\d/.test(header)
  const deepest = isExplicit ? Math.min(widest, MAX_INDENT) : widest
  for (let indent = deepest; indent >= 0; indent -= 1) {
    const decoded = only(decodeLines(source, lines, { indent, style, header }), value)
    if (decoded !== undefined || !isExplicit) return decoded
  }
  return undefined
}

/** Each try costs the length of the text; nobody nests deeper. */
const MAX_INDENT = 100

interface Line {
  readonly start: number
  /** Where its text ends, before the line break. */
  readonly end: number
  /** Where the next line starts. */
  readonly next: number
  /** How many spaces it starts with. */
  readonly indent: number
  /** Nothing but spaces. */
  readonly isEmpty: boolean
}

function linesFrom(source: string, from: number): readonly Line[] {
  const lines: Line[] = []
  let start = from
  while (start < source.length) {
    const found = source.indexOf('\n', start)
    const next = found === -1 ? source.length : found + 1
    let end = found === -1 ? source.length : found
    if (end > start && source[end - 1] === '\r' && found !== -1) end -= 1
    let text = start
    while (text < end && source[text] === ' ') text += 1
    lines.push({ start, end, next, indent: text - start, isEmpty: text === end })
    start = next
  }
  return lines
}

interface BlockForm {
  readonly indent: number
  readonly style: 'literal' | 'folded'
  readonly header: string
}

function decodeLines(source: string, lines: readonly Line[], form: BlockForm): Decoded {
  const output = new Output()
  const { indent } = form
  const hasText = ({ isEmpty, indent: own }: Line) => !isEmpty || own > indent
  const contentEnd = lines.findLastIndex(hasText) + 1
  const content = lines.slice(0, contentEnd)
  let previous: Line | undefined
  /** Breaks since the last line with text, which become a space, fewer breaks, or stay. */
  let breaks: Line[] = []
  for (const line of content) {
    if (line.isEmpty && line.indent <= indent) {
      breaks.push(line)
      continue
    }
    addBreaks(source, output, form, { previous, breaks, line })
    output.copy(source, Math.min(line.start + indent, line.end), line.end)
    previous = line
    breaks = []
  }
  addEnd(output, form, lines, previous, contentEnd)
  return output.done()
}

interface Gap {
  readonly previous: Line | undefined
  readonly breaks: readonly Line[]
  readonly line: Line
}

function addBreaks(
  source: string,
  output: Output,
  { indent, style }: BlockForm,
  { previous, breaks, line }: Gap,
): void {
  const ends = previous === undefined ? breaks : [previous, ...breaks]
  const isSpaced = (other: Line | undefined) =>
    other !== undefined && /[ \t]/.test(source[other.start + indent] ?? '')
  const isFolded =
    style === 'folded' && previous !== undefined && !isSpaced(previous) && !isSpaced(line)
  if (isFolded && ends.length === 1 && previous !== undefined) {
    output.add(' ', previous.end, previous.next)
    return
  }
  for (const { end, next } of isFolded ? ends.slice(1) : ends) output.add('\n', end, next)
}

/** The line breaks after the text: none, one, or all, as the header says. */
function addEnd(
  output: Output,
  { header }: BlockForm,
  lines: readonly Line[],
  last: Line | undefined,
  contentEnd: number,
): void {
  if (header.includes('-')) return
  const rest = lines.slice(contentEnd)
  if (header.includes('+')) {
    const ends = last === undefined ? rest : [last, ...rest]
    for (const { end, next } of ends) output.add('\n', end, next)
  } else if (last !== undefined) output.add('\n', last.end, last.next)
}
