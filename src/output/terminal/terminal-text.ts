import { createRequire } from 'node:module'
import { HASH, withoutMarks } from '../ci/log-command.ts'

/**
 * Text of others on its way to a terminal or a log, on one line: whatever could move the cursor, start an escape
 * sequence, reorder or hide what is read becomes visible, as `␛` or `\u202e`, and so does `##[`. Emoji stay whole.
 */
export function plain(text: string): string {
  return withoutMarks(isAscii(text) ? text : madeVisible(text), HASH)
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text)

/** Lines, with what is unsafe in them made visible, but for what `allowed` matches; tabs stay. */
export function plainLines(text: string, allowed?: RegExp): string {
  if (/^[\n\t -~]*$/.test(text)) return text
  const unsafe = unsafeBut(`\\t|${allowed?.source ?? '(?!)'}`)
  return text.replace(ODD_LINE, (line) => line.replace(unsafe, visible))
}

/** A line that is not plain ASCII: most lines are, and a report has many. */
const ODD_LINE = /^[\t -~]*[^\n\t -~][^\n]*/gm

const madeVisible = (text: string): string => text.replace(unsafeBut('(?!)'), visible)

/**
 * First what is safe and would match the rest too: what is allowed, a joiner between two pictures, and a selector behind
 * one. Then controls, lone surrogates, line separators, and everything that takes no place. The expression is made where it
 * is needed: its tables are part of a short run.
 */
const unsafeBut = (allowed: string): RegExp =>
  new RegExp(
    `(${allowed}|(?<=\\p{ExtPict}|\\p{EMod}|\\ufe0f)\\u200d(?=\\p{ExtPict})|(?<=\\p{Emoji})[\\ufe0e\\ufe0f])|[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{DI}\\ufff9-\\ufffb]`,
    'gu',
  )

function visible(character: string, safe: string | undefined): string {
  if (safe !== undefined) return safe
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '␡'
  const hex = code.toString(16)
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}

/** How many cells of a terminal a string takes. The text has been through `plain`. */
export function displayWidth(text: string): number {
  if (isAscii(text)) return text.length
  let width = 0
  for (const { segment } of characters(text)) width += widthOf(segment)
  return width
}

/** The text, or as much of it as fits into so many cells with a `…` behind it. */
export function cutTo(text: string, width: number): string {
  if (isAscii(text)) {
    return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
  }
  // More units than this in so few cells are not text.
  const start = text.slice(0, 40 * width + 40)
  let kept = ''
  let taken = 0
  for (const { segment } of characters(start)) {
    taken += widthOf(segment)
    if (taken > width) return `${kept}…`
    if (taken < width) kept += segment
  }
  return start === text ? text : `${kept}…`
}

/** What people see as single characters, such as a letter with its accents or a whole family. */
export function characters(text: string): Iterable<{ segment: string; index: number }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** Made when it is first needed: its tables take half as long to load as Node itself. */
let segmenter: Intl.Segmenter | undefined

/** The cells of what people see as one character: 0, 1 or 2. */
export function widthOf(character: string): number {
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(character)) return 2
  let width = 0
  for (const point of character) {
    if (!/[\p{Mn}\p{Me}\p{DI}\p{Cc}\u1160-\u11ff]/u.test(point)) {
      width += cellsOf(point.codePointAt(0) ?? 0)
    }
  }
  return Math.min(width, 2)
}

/** The cells of a character outside ASCII: the table is read for the first of them, at once, so not by `import()`. */
function cellsOf(codePoint: number): number {
  eastAsian ??= createRequire(import.meta.filename)('get-east-asian-width') as WidthTable
  return eastAsian.eastAsianWidth(codePoint)
}

type WidthTable = typeof import('get-east-asian-width')

let eastAsian: WidthTable | undefined
