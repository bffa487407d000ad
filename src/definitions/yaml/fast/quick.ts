import type { SourceFile } from '../../../model/location.ts'
import { refuseText } from '../syntax/check-characters.ts'
import type { MapNode, Node, Parsed, SeqNode } from '../tree.ts'
import { CODE, isBlank } from './char-code.ts'
import { takeFlow } from './quick-flow.ts'
import {
  addPair,
  isEarlierList,
  isTooMuch,
  LONGEST_KEY,
  MAX_NESTED,
  newBuilding,
  takeAlias,
  takeScalar,
  toMap,
  toScalar,
} from './quick-node.ts'
import { takePlain, takeQuoted } from './quick-scalar.ts'
import {
  endLine,
  pieceOf,
  type Scan,
  skipSpaces,
  startScan,
  takeName,
  toContent,
} from './quick-scan.ts'
import { takeText } from './quick-text.ts'

/** The file as it was read, or the offset at which it stopped to be what can be read here. */
export type QuickResult =
  | { readonly kind: 'read'; readonly parsed: Parsed }
  | { readonly kind: 'given-up'; readonly at: number }

/**
 * Reads a file that keeps to the common part of YAML, straight from its text, and gives exactly what `parseYaml` gives for
 * it, if that reads a file of its size. Gives up on every other file, also on one with anything to find: what it means
 * is for `parseYaml` to say.
 *
 * It is here because the `yaml` package takes 2.4 times the processor time of a whole plan of 1,000 entries, and four
 * times its memory; `parse.ts` is the only door to it, so it can be removed there. Remove it when a stable `yaml` 3 plans
 * 1,000 entries in less than twice the time that this takes.
 */
export function parseQuickly(file: SourceFile): QuickResult {
  if (file.text.includes('\ufeff') || refuseText(file) !== undefined) {
    return { kind: 'given-up', at: 0 }
  }
  const scan = startScan(file.text)
  const root = toDocument(scan) ? takeBlock(scan, -1, 0) : undefined
  return root === undefined || scan.column !== -1 || isTooMuch(scan)
    ? { kind: 'given-up', at: Math.min(scan.at, file.text.length) }
    : { kind: 'read', parsed: { documents: [{ file, index: 0, root }], diagnostics: [] } }
}

/** Goes to the content of the only document, whose start may be marked. */
function toDocument(scan: Scan): boolean {
  if (!toContent(scan)) {
    if (scan.column !== 0 || !scan.text.startsWith('---', scan.at)) return false
    scan.at += 3
    if (!endLine(scan)) return false
  }
  return scan.column !== -1
}

/** Takes what starts with this line, further in than `column`. */
function takeBlock(scan: Scan, column: number, depth: number): Node | undefined {
  const { text, at } = scan
  if (isItem(scan)) return takeList(scan, scan.column, depth)
  const first = text.charCodeAt(at)
  let node: Node | undefined
  if (first === CODE.openList || first === CODE.openMap) node = takeFlow(scan, column, depth)
  else {
    const key = takeKey(scan)
    if (key !== undefined) return takeMap(scan, scan.column, depth, key)
    scan.at = at
    node = column === -1 || isAfterGap(scan) ? undefined : takeScalar(scan, first, false)
  }
  return node !== undefined && endLine(scan) ? node : undefined
}

/** Whether the line before is blank or a comment, after which the package may read a plain scalar on into the next key. */
function isAfterGap({ text, lineStart }: Scan): boolean {
  let at = text.lastIndexOf('\n', lineStart - 2) + 1
  while (text.charCodeAt(at) === CODE.space) at += 1
  return isLineEnd(text.charCodeAt(at))
}

const isItem = ({ text, at }: Scan): boolean =>
  text.charCodeAt(at) === CODE.dash && isBlank(text.charCodeAt(at + 1))

/** Takes a map whose first key has just been taken. */
function takeMap(scan: Scan, column: number, depth: number, first: string): MapNode | undefined {
  if (depth > MAX_NESTED || isTooMuch(scan)) return undefined
  scan.written += 1
  const start = scan.tokenStart
  const building = newBuilding()
  let key: string | undefined = first
  while (key !== undefined) {
    scan.written += 1
    const { tokenStart: keyStart, tokenEnd: keyEnd } = scan
    const value = takeValue(scan, column, depth)
    if (value === undefined || !addPair(building, { key, keyStart, keyEnd, value })) {
      return undefined
    }
    if (scan.column !== column) {
      return scan.column > column ? undefined : toMap(building, start, scan.end)
    }
    key = takeKey(scan)
  }
  return undefined
}

function takeList(scan: Scan, column: number, depth: number): SeqNode | undefined {
  if (depth > MAX_NESTED) return undefined
  scan.written += 1
  const start = scan.at
  const items: Node[] = []
  do {
    const { at } = scan
    scan.at += 1
    const item = takeItem(scan, column, depth)
    if (item === undefined || isEarlierList(item, at) || isTooMuch(scan, items)) return undefined
    items.push(item)
  } while (scan.column === column && isItem(scan))
  return scan.column > column
    ? undefined
    : { kind: 'seq', items: items.slice(), start, end: scan.end }
}

/** Takes a key and its colon, which a blank has to follow. */
function takeKey(scan: Scan): string | undefined {
  const { text, at: start } = scan
  const first = text.charCodeAt(start)
  let key: string | undefined
  if (first === CODE.double || first === CODE.single) key = takeQuoted(scan, first)
  else if (takePlain(scan, false)) key = pieceOf(scan, start, scan.tokenEnd)
  if (key === undefined || skipSpaces(scan) !== CODE.colon) return undefined
  scan.at += 1
  return scan.at - start < LONGEST_KEY && isBlank(text.charCodeAt(scan.at)) ? key : undefined
}

/** Takes what is behind a colon or on the lines below it, and goes to the next content. */
function takeValue(scan: Scan, column: number, depth: number): Node | undefined {
  const first = skipSpaces(scan)
  if (isLineEnd(first)) return takeBelow(scan, column, depth, true)
  if (first === CODE.ampersand) return takeAnchored(scan, column, depth, true)
  return takeInline(scan, column, depth, first)
}

/** Takes what is behind a dash or on the lines below it, and goes to the next content. */
function takeItem(scan: Scan, column: number, depth: number): Node | undefined {
  const first = skipSpaces(scan)
  if (isLineEnd(first)) return takeBelow(scan, column, depth, false)
  if (first === CODE.ampersand) return takeAnchored(scan, column, depth, false)
  const { at } = scan
  const inner = at - scan.lineStart
  if (isItem(scan)) return takeList(scan, inner, depth + 1)
  const key = takeKey(scan)
  if (key !== undefined) return takeMap(scan, inner, depth + 1, key)
  scan.at = at
  return takeInline(scan, column, depth, first)
}

/** Nothing more on this line, or a comment: what comes before is a blank. */
const isLineEnd = (code: number): boolean =>
  code === CODE.newline || code === CODE.return || code === CODE.hash

/** Takes what starts on this line. */
function takeInline(scan: Scan, column: number, depth: number, first: number): Node | undefined {
  let node: Node | undefined
  switch (first) {
    case CODE.bar:
    case CODE.greater:
      node = takeText(scan, column)
      return node !== undefined && toContent(scan) ? node : undefined
    case CODE.openList:
    case CODE.openMap:
      node = takeFlow(scan, column, depth)
      break
    case CODE.star:
      node = takeAlias(scan)
      break
    default:
      node = takeScalar(scan, first, false)
  }
  return node !== undefined && endLine(scan) ? node : undefined
}

/** Takes what starts on a later line, or the value that is not there. */
function takeBelow(scan: Scan, column: number, depth: number, isOfKey: boolean): Node | undefined {
  const { text, at } = scan
  if (text.charCodeAt(at) === CODE.hash) scan.at = text.indexOf('\n', at)
  if (!endLine(scan)) return undefined
  if (scan.column > column) return takeBlock(scan, column, depth + 1)
  // The list of a key may start in the column of the key.
  if (isOfKey && scan.column === column && isItem(scan)) return takeList(scan, column, depth + 1)
  scan.tokenStart = at
  scan.tokenEnd = at
  return toScalar(scan, null, 'plain')
}

/** Takes an anchor and the value that it names. */
function takeAnchored(
  scan: Scan,
  column: number,
  depth: number,
  isOfKey: boolean,
): Node | undefined {
  const name = takeName(scan)
  if (name === undefined || !isBlank(scan.text.charCodeAt(scan.at))) return undefined
  const first = skipSpaces(scan)
  if (first === CODE.star) return undefined
  const before = scan.written + scan.repeated
  scan.anchors.set(name, { node: undefined, weight: 0 })
  const node = isLineEnd(first)
    ? takeBelow(scan, column, depth, isOfKey)
    : takeInline(scan, column, depth, first)
  // Where an absent value with an anchor is left to the slow way.
  if (node === undefined || node.start === node.end) return undefined
  scan.anchors.set(name, { node, weight: scan.written + scan.repeated - before })
  return node
}
