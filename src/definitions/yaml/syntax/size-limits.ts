import { CODE, isBlank, isFlowIndicator } from '../fast/char-code.ts'

/** The most keys and values of one file as written: 100,000 entries of fifteen lines, with room to spare. */
export const MOST_VALUES = 5_000_000

/** The most values that all aliases of a file may stand for, beyond those that are written. */
export const MOST_REPEATED = 5_000_000

/** What is held at once of its lexemes; each costs some 250 bytes until it is composed. */
export const MOST_LEXEMES = 4_000_000

/** A file that must not be composed: too many values as written, or too many when its aliases are written out. */
export interface Overweight {
  readonly kind: 'written' | 'repeated'
  /** Where the bound was passed. */
  readonly offset: number
}

/**
 * Weighs a text in one pass over its characters, without building anything, so that a hostile file is refused before the YAML
 * package spends memory and time on it. It reads just enough of YAML to know where values, anchors and aliases stand.
 * Where it is unsure it counts too little: what slips through is weighed exactly when the tree is built.
 */
export function weigh(text: string): Overweight | undefined {
  if (text.length < LIGHT) return undefined
  const scan: Scan = {
    text,
    at: 0,
    lineStart: 0,
    written: 0,
    total: 0,
    flow: 0,
    anchors: new Map(),
    open: [],
    anchor: undefined,
    lastColumn: 0,
    parent: -1,
    isOfKey: false,
  }
  while (scan.at < text.length) {
    scanLine(scan)
    const kind = overweight(scan)
    if (kind !== undefined) return { kind, offset: Math.min(scan.at, text.length) }
  }
  return undefined
}

function overweight({ written, total }: Scan): Overweight['kind'] | undefined {
  if (written > MOST_VALUES) return 'written'
  return total - written > MOST_REPEATED ? 'repeated' : undefined
}

/** Shorter texts are composed in a fraction of a second whatever they hold. */
const LIGHT = 64 * 1024

interface Scan {
  readonly text: string
  at: number
  lineStart: number
  /** Keys, values and bracketed collections so far. */
  written: number
  /** The same, with every alias counted as what it stands for. */
  total: number
  /** How many brackets are open. */
  flow: number
  /** What each anchored value weighs. */
  readonly anchors: Map<string, number>
  /** The anchored collections that have not ended. */
  readonly open: OpenAnchor[]
  /** An anchor whose value has not started. */
  anchor: string | undefined
  /** The column in which the last value started: a key, if a colon follows. */
  lastColumn: number
  /** What stands on further lines belongs to the next value if it starts after this column. */
  parent: number
  /** A list of a key may also start in the column of the key itself. */
  isOfKey: boolean
}

interface OpenAnchor {
  readonly name: string
  /** The total before the collection. */
  readonly before: number
  /** How many brackets are open inside it; 0 for a collection on lines of its own. */
  readonly flow: number
  readonly parent: number
  readonly isOfKey: boolean
}

/** Reads to the end of a line; quoted and block texts are read to their own end. */
function scanLine(scan: Scan): void {
  const { text } = scan
  scan.lineStart = scan.at
  while (text.charCodeAt(scan.at) === CODE.space) scan.at += 1
  if (scan.flow === 0) startLine(scan)
  while (overweight(scan) === undefined) {
    const code = text.charCodeAt(scan.at)
    if (code === CODE.space || code === CODE.tab || code === CODE.return) scan.at += 1
    else if (code === CODE.newline || Number.isNaN(code)) break
    else if (code === CODE.hash && isBlank(text.charCodeAt(scan.at - 1))) {
      const end = text.indexOf('\n', scan.at)
      scan.at = end === -1 ? text.length : end
    } else if (scan.flow > 0 ? !scanFlow(scan, code) : !scanBlock(scan, code)) scanText(scan, code)
  }
  if (scan.flow === 0) openAnchor(scan, 0)
  scan.at += 1
}

/** Ends the collections that this line is not part of. */
function startLine(scan: Scan): void {
  const { text, open, at } = scan
  const code = text.charCodeAt(at)
  if (code === CODE.newline || code === CODE.return || code === CODE.hash) return
  const column = at - scan.lineStart
  scan.parent = column - 1
  scan.isOfKey = false
  if (column === 0 && text.startsWith('---', at) && isBlank(text.charCodeAt(at + 3))) {
    scan.anchors.clear()
    open.length = 0
    scan.at += 3
    scan.parent = -1
    return
  }
  for (let top = open.at(-1); top !== undefined && column <= top.parent; top = open.at(-1)) {
    if (top.isOfKey && column === top.parent && code === CODE.dash) break
    closeAnchor(scan)
  }
}

function openAnchor(scan: Scan, weight: number): void {
  if (scan.anchor === undefined) return
  scan.open.push({
    name: scan.anchor,
    before: scan.total - weight,
    flow: scan.flow,
    parent: scan.flow > 0 ? Number.NEGATIVE_INFINITY : scan.parent,
    isOfKey: scan.isOfKey,
  })
  scan.anchor = undefined
}

function closeAnchor(scan: Scan): void {
  const anchor = scan.open.pop()
  if (anchor !== undefined) scan.anchors.set(anchor.name, scan.total - anchor.before)
}

function count(scan: Scan, weight: number): void {
  scan.written += 1
  scan.total += weight
}

/** What only means something inside brackets. Returns whether it was that. */
function scanFlow(scan: Scan, code: number): boolean {
  switch (code) {
    case CODE.comma:
    case CODE.colon:
      scan.at += 1
      return true
    case CODE.closeList:
    case CODE.closeMap:
      scan.anchor = undefined
      if (scan.open.at(-1)?.flow === scan.flow) closeAnchor(scan)
      scan.flow -= 1
      scan.at += 1
      return true
    default:
      return false
  }
}

/** What only means something on lines of its own. Returns whether it was that. */
function scanBlock(scan: Scan, code: number): boolean {
  const { text } = scan
  switch (code) {
    case CODE.dash:
    case CODE.question:
    case CODE.colon: {
      if (!isBlank(text.charCodeAt(scan.at + 1))) return false
      scan.isOfKey = code === CODE.colon
      scan.parent = scan.isOfKey ? scan.lastColumn : scan.at - scan.lineStart
      scan.at += 1
      return true
    }
    case CODE.bar:
    case CODE.greater:
      settle(scan)
      skipBlockText(scan)
      return true
    default:
      return false
  }
}

/** A scalar stands for one value, also an anchored one. */
function settle(scan: Scan): void {
  if (scan.anchor !== undefined) scan.anchors.set(scan.anchor, 1)
  scan.anchor = undefined
  count(scan, 1)
}

/** Leaves the scan at the line break before the first line that is not part of the text. */
function skipBlockText(scan: Scan): void {
  const { text } = scan
  for (;;) {
    const end = text.indexOf('\n', scan.at)
    if (end === -1) {
      scan.at = text.length
      return
    }
    scan.at = end
    let first = end + 1
    while (text.charCodeAt(first) === CODE.space) first += 1
    const code = text.charCodeAt(first)
    const isEmpty = code === CODE.newline || code === CODE.return
    if (!isEmpty && first - end - 1 <= scan.parent) return
    scan.at = first
    if (Number.isNaN(code)) return
  }
}

/** Values, and what stands in front of them. */
function scanText(scan: Scan, code: number): void {
  switch (code) {
    case CODE.ampersand:
      scan.anchor = readName(scan)
      return
    case CODE.bang:
      readName(scan)
      return
    case CODE.star:
      scan.lastColumn = scan.at - scan.lineStart
      scan.anchor = undefined
      count(scan, scan.anchors.get(readName(scan)) ?? 1)
      return
    case CODE.openList:
    case CODE.openMap:
      scan.lastColumn = scan.at - scan.lineStart
      scan.flow += 1
      count(scan, 1)
      openAnchor(scan, 1)
      scan.at += 1
      return
    case CODE.double:
    case CODE.single:
      scan.lastColumn = scan.at - scan.lineStart
      settle(scan)
      skipQuoted(scan, code)
      return
    default:
      scan.lastColumn = scan.at - scan.lineStart
      settle(scan)
      skipPlain(scan)
  }
}

/** The name of an anchor, alias or tag. */
function readName(scan: Scan): string {
  const start = scan.at + 1
  scan.at = start
  for (;;) {
    const code = scan.text.charCodeAt(scan.at)
    if (isBlank(code) || isFlowIndicator(code)) return scan.text.slice(start, scan.at)
    scan.at += 1
  }
}

function skipQuoted(scan: Scan, quote: number): void {
  const { text } = scan
  scan.at += 1
  for (;;) {
    const code = text.charCodeAt(scan.at)
    if (Number.isNaN(code)) return
    scan.at += 1
    if (code === CODE.backslash && quote === CODE.double) scan.at += 1
    // The second quote of a pair opens the text again, which comes to the same.
    else if (code === quote) return
  }
}

function skipPlain(scan: Scan): void {
  const { text } = scan
  const inFlow = scan.flow > 0
  for (;;) {
    scan.at += 1
    const code = text.charCodeAt(scan.at)
    if (code === CODE.newline || Number.isNaN(code)) return
    if (inFlow && isFlowIndicator(code)) return
    if (code === CODE.hash && isBlank(text.charCodeAt(scan.at - 1))) return
    if (code === CODE.colon) {
      const next = text.charCodeAt(scan.at + 1)
      if (isBlank(next) || (inFlow && isFlowIndicator(next))) return
    }
  }
}
