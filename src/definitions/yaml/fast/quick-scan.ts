import type { Node } from '../tree.ts'
import { CODE, isBlank, isFlowIndicator } from './char-code.ts'

/**
 * Where the quick reading of a string is. Every function that takes something from a scan leaves it behind what it took, or
 * says that it is not certain, after which the scan is of no more use.
 */
export interface Scan {
  /** Ends with a line break, which may not be in the file. */
  readonly text: string
  /** How long the text of the file is. */
  readonly length: number
  at: number
  /** Where the line starts that `at` is in, and how far its content is indented; -1 after the last content. */
  lineStart: number
  column: number
  /** Where the text of the last node ends, without the spaces and comments after it. */
  end: number
  /** What the last key or scalar spans. */
  tokenStart: number
  tokenEnd: number
  /** Keys, values and anchors so far, and the values that aliases stood for: never fewer than the slow way counts. */
  written: number
  repeated: number
  readonly anchors: Map<string, Anchor>
  /** The column that lines inside brackets have to pass, and how many brackets are open. */
  flowColumn: number
  flowLevel: number
  /** Short strings that were there before, by `slotOf`: files repeat their keys and many values. */
  readonly known: (string | undefined)[]
}

/** What an alias stands for; no node while it is being read itself. */
export interface Anchor {
  readonly node: Node | undefined
  readonly weight: number
}

export function startScan(text: string): Scan {
  return {
    text: text.endsWith('\n') ? text : `${text}\n`,
    length: text.length,
    at: 0,
    lineStart: 0,
    column: 0,
    end: 0,
    tokenStart: 0,
    tokenEnd: 0,
    written: 0,
    repeated: 0,
    anchors: new Map(),
    flowColumn: -1,
    flowLevel: 0,
    known: new Array<string | undefined>(SLOTS).fill(undefined),
  }
}

/** How many short strings are remembered, a power of two. */
const SLOTS = 1_024

/** A piece of the text. A short one that was met before is the same string again, which saves memory and comparing. */
export function pieceOf(scan: Scan, start: number, end: number): string {
  const { text, known } = scan
  const length = end - start
  if (length > 24) return text.slice(start, end)
  const slot =
    (text.charCodeAt(start) * 7 + text.charCodeAt(end - 1) * 31 + length * 67) & (SLOTS - 1)
  const before = known[slot]
  if (before !== undefined && before.length === length && text.startsWith(before, start)) {
    return before
  }
  const piece = text.slice(start, end)
  known[slot] = piece
  return piece
}

/** Goes from the start of a line to the next content, over blank lines and comments. */
export function toContent(scan: Scan): boolean {
  const { text } = scan
  let at = scan.at
  while (at < text.length) {
    const lineStart = at
    while (text.charCodeAt(at) === CODE.space) at += 1
    const code = text.charCodeAt(at)
    if (code === CODE.newline) at += 1
    else if (code === CODE.return) at += 2
    else if (code === CODE.hash) at = text.indexOf('\n', at) + 1
    else {
      scan.at = at
      scan.lineStart = lineStart
      scan.column = at - lineStart
      return code !== CODE.tab && !(at === lineStart && isMark(text, at))
    }
  }
  scan.at = at
  scan.column = -1
  return true
}

/** Whether what starts a line may be the mark of a document. */
export function isMark(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code !== CODE.dash && code !== CODE.point) return false
  return text.startsWith('---', at) || text.startsWith('...', at)
}

/** Goes from the end of a value to the next content. Only spaces and a comment may be behind the value. */
export function endLine(scan: Scan): boolean {
  const { text } = scan
  let code = text.charCodeAt(scan.at)
  if (code === CODE.space) {
    code = skipSpaces(scan)
    if (code === CODE.hash) {
      scan.at = text.indexOf('\n', scan.at)
      code = CODE.newline
    }
  }
  if (code === CODE.return) scan.at += 2
  else if (code === CODE.newline) scan.at += 1
  else return false
  return toContent(scan)
}

/** Returns the character after the spaces. */
export function skipSpaces(scan: Scan): number {
  let code = scan.text.charCodeAt(scan.at)
  while (code === CODE.space) {
    scan.at += 1
    code = scan.text.charCodeAt(scan.at)
  }
  return code
}

/** Takes the name of an anchor or alias; `undefined` for one that is a mistake. */
export function takeName(scan: Scan): string | undefined {
  const { text } = scan
  const start = scan.at + 1
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (isBlank(code) || isFlowIndicator(code)) break
    at += 1
  }
  scan.at = at
  if (at === start || text.charCodeAt(at - 1) === CODE.colon) return undefined
  return text.slice(start, at)
}
