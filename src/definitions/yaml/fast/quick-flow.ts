import type { Node, SeqNode } from '../tree.ts'
import { CODE, isBlank } from './char-code.ts'
import {
  addPair,
  isEarlierList,
  isTooMuch,
  MAX_NESTED,
  newBuilding,
  takeAlias,
  takeScalar,
  toMap,
} from './quick-node.ts'
import { takePlain, takeQuoted } from './quick-scalar.ts'
import { isMark, pieceOf, type Scan, skipSpaces } from './quick-scan.ts'

/**
 * Takes the list or map in brackets that starts here. Its lines have to be indented further than `column`, except for the
 * last bracket; `depth` is how deep it is.
 */
export function takeFlow(scan: Scan, column: number, depth: number): Node | undefined {
  scan.flowColumn = column
  scan.flowLevel = 0
  return depth < MAX_NESTED / 2 ? takeBrackets(scan) : undefined
}

function takeBrackets(scan: Scan): Node | undefined {
  scan.flowLevel += 1
  if (scan.flowLevel > MAX_NESTED / 2) return undefined
  scan.written += 1
  const isList = scan.text.charCodeAt(scan.at) === CODE.openList
  const node = isList ? takeList(scan) : takeMap(scan)
  scan.flowLevel -= 1
  return node
}

function takeList(scan: Scan): SeqNode | undefined {
  const start = scan.at
  const items: Node[] = []
  let code: number = CODE.comma
  while (code === CODE.comma) {
    scan.at += 1
    code = skipBlanks(scan)
    if (code === CODE.closeList) break
    const { at } = scan
    const item = takeItem(scan, code)
    if (item === undefined || isEarlierList(item, at) || isTooMuch(scan, items)) return undefined
    items.push(item)
    code = skipBlanks(scan)
  }
  if (code !== CODE.closeList) return undefined
  scan.at += 1
  scan.end = scan.at
  return { kind: 'seq', items: items.slice(), start, end: scan.at }
}

function takeMap(scan: Scan): Node | undefined {
  const start = scan.at
  const building = newBuilding()
  let code: number = CODE.comma
  while (code === CODE.comma) {
    scan.at += 1
    code = skipBlanks(scan)
    if (code === CODE.closeMap) break
    const key = takeKey(scan, code)
    if (key === undefined) return undefined
    const { tokenStart: keyStart, tokenEnd: keyEnd } = scan
    const value = takeItem(scan, skipBlanks(scan))
    if (value === undefined || !addPair(building, { key, keyStart, keyEnd, value })) {
      return undefined
    }
    code = skipBlanks(scan)
  }
  if (code !== CODE.closeMap) return undefined
  scan.at += 1
  scan.end = scan.at
  return toMap(building, start, scan.at)
}

/** Takes a key and its colon. */
function takeKey(scan: Scan, first: number): string | undefined {
  const { text } = scan
  const isQuoted = first === CODE.double || first === CODE.single
  let key: string | undefined
  if (isQuoted) key = takeQuoted(scan, first)
  else if (first !== NOT_CERTAIN && takePlain(scan, true))
    key = pieceOf(scan, scan.tokenStart, scan.tokenEnd)
  if (key === undefined || skipSpaces(scan) !== CODE.colon) return undefined
  scan.at += 1
  scan.written += 1
  // Behind a quoted key the colon may be alone, as in JSON.
  return isQuoted || isBlank(text.charCodeAt(scan.at)) ? key : undefined
}

/** What ends a scalar is looked at by who asked: a colon there is no comma. */
function takeItem(scan: Scan, first: number): Node | undefined {
  switch (first) {
    case CODE.openList:
    case CODE.openMap:
      return takeBrackets(scan)
    case CODE.star:
      return takeAlias(scan)
    case NOT_CERTAIN:
      return undefined
    default:
      return takeScalar(scan, first, true)
  }
}

/** Returns the next character inside brackets that is neither blank nor of a comment. */
function skipBlanks(scan: Scan): number {
  const { text, flowColumn: column, flowLevel } = scan
  for (;;) {
    let code = skipSpaces(scan)
    if (code === CODE.hash) {
      // The package wants a blank in front of it, and does not always take the line break for one.
      if (text.charCodeAt(scan.at - 1) !== CODE.space) return NOT_CERTAIN
      scan.at = text.indexOf('\n', scan.at)
    } else if (code === CODE.return) scan.at += 1
    else if (code !== CODE.newline) return code
    scan.at += 1
    if (scan.at >= text.length) return NOT_CERTAIN
    const lineStart = scan.at
    code = skipSpaces(scan)
    if (code === CODE.newline || code === CODE.return || code === CODE.hash) continue
    const indent = scan.at - lineStart
    const isClosing = flowLevel === 1 && (code === CODE.closeList || code === CODE.closeMap)
    if (indent < column || (indent === column && !isClosing)) return NOT_CERTAIN
    if (indent === 0 && isMark(text, scan.at)) return NOT_CERTAIN
  }
}

/** Nothing that is certain starts with a tab. */
const NOT_CERTAIN = CODE.tab
