import { toExact } from '../scalar-value.ts'
import type { ScalarNode } from '../tree.ts'
import { CODE, isBlank, isFlowIndicator } from './char-code.ts'
import { pieceOf, type Scan } from './quick-scan.ts'

/** The characters that may end a plain scalar, in or outside brackets. */
const MAY_END = new Uint8Array(128)
for (const code of [CODE.tab, CODE.newline, CODE.return, CODE.hash, CODE.colon]) MAY_END[code] = 1
for (const code of [CODE.comma, CODE.openList, CODE.closeList, CODE.openMap, CODE.closeMap]) {
  MAY_END[code] = 2
}

/** The characters that a plain scalar cannot start with, or only before certain others. */
const STARTS_OTHERWISE = new Set<number>([
  ...[CODE.tab, CODE.newline, CODE.return, CODE.space, CODE.bang, CODE.double, CODE.hash],
  ...[CODE.percent, CODE.ampersand, CODE.single, CODE.star, CODE.comma, CODE.colon, CODE.greater],
  ...[CODE.question, CODE.at, CODE.openList, CODE.closeList, CODE.backtick, CODE.openMap],
  ...[CODE.bar, CODE.closeMap],
])

/**
 * Takes the plain scalar that starts here, without the spaces behind it. It is ended by a line break, a comment, a colon before
 * a blank or, in brackets, an indicator. `false` when none certainly starts here.
 */
export function takePlain(scan: Scan, inFlow: boolean): boolean {
  const { text, at: start } = scan
  const first = text.charCodeAt(start)
  if (STARTS_OTHERWISE.has(first)) return false
  let at = start + 1
  if (first === CODE.dash) {
    const next = text.charCodeAt(at)
    if (isBlank(next) || (inFlow && isFlowIndicator(next))) return false
  }
  for (; ; at += 1) {
    const code = text.charCodeAt(at)
    if (code > 127) continue
    const kind = MAY_END[code]
    if (kind === 0) continue
    if (kind === 2) {
      if (inFlow) break
    } else if (code === CODE.colon) {
      const next = text.charCodeAt(at + 1)
      if (isBlank(next) || (inFlow && isFlowIndicator(next))) break
    } else if (code === CODE.hash) {
      if (text.charCodeAt(at - 1) === CODE.space) break
    } else if (code === CODE.tab) return false
    else break
  }
  while (text.charCodeAt(at - 1) === CODE.space) at -= 1
  scan.at = at
  scan.tokenStart = start
  scan.tokenEnd = at
  return true
}

/** Takes the quoted scalar that starts here and returns what it says; `undefined` when it is not certain. */
export function takeQuoted(scan: Scan, quote: number): string | undefined {
  const value = quote === CODE.double ? takeDouble(scan) : takeSingle(scan)
  scan.at = scan.tokenEnd
  return value
}

function takeSingle(scan: Scan): string | undefined {
  const { text, at: start } = scan
  let end = text.indexOf("'", start + 1)
  if (end === -1) return undefined
  let hasPair = false
  while (text.charCodeAt(end + 1) === CODE.single) {
    // The weight of a string counts each piece between quotes.
    scan.written += 1
    hasPair = true
    end = text.indexOf("'", end + 2)
    if (end === -1) return undefined
  }
  scan.tokenStart = start
  scan.tokenEnd = end + 1
  const value = pieceOf(scan, start + 1, end)
  if (value.includes('\n')) return undefined
  return hasPair ? value.replaceAll("''", "'") : value
}

function takeDouble(scan: Scan): string | undefined {
  const { text, at: start } = scan
  let hasEscape = false
  let at = start + 1
  for (; ; at += 1) {
    const code = text.charCodeAt(at)
    if (code === CODE.double) break
    if (code === CODE.newline) return undefined
    if (code === CODE.backslash) {
      hasEscape = true
      at += 1
      if (text.charCodeAt(at) === CODE.newline) return undefined
    }
  }
  scan.tokenStart = start
  scan.tokenEnd = at + 1
  const inner = pieceOf(scan, start + 1, at)
  return hasEscape ? unescaped(inner) : inner
}

/** `undefined` when an escape is not one of the common ones. */
function unescaped(inner: string): string | undefined {
  let value = ''
  let from = 0
  for (let at = inner.indexOf('\\'); at !== -1; at = inner.indexOf('\\', from)) {
    const character = ESCAPES.get(inner.charAt(at + 1)) ?? unicodeAt(inner, at)
    if (character === undefined) return undefined
    value += inner.slice(from, at) + character
    from = at + (inner.charAt(at + 1) === 'u' ? 6 : 2)
  }
  return value + inner.slice(from)
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
])

/** Halves of a pair are left to the slow way, since a lone one is an error. */
function unicodeAt(inner: string, at: number): string | undefined {
  const digits = /^u([\da-fA-F]{4})$/.exec(inner.slice(at + 1, at + 6))?.[1]
  if (digits === undefined) return undefined
  const code = Number.parseInt(digits, 16)
  return code >= 0xd800 && code <= 0xdfff ? undefined : String.fromCharCode(code)
}

/** What a plain scalar says in the core schema of YAML 1.2. */
export function toCoreValue(source: string): ScalarNode['value'] {
  const first = source.charCodeAt(0)
  if (first <= CODE.nine && (first >= CODE.zero || NUMBER_SIGNS.has(first))) {
    const isNumber = ENDS_NUMBER[source.charCodeAt(source.length - 1)] === 1
    return isNumber ? (toExact(toNumber(source), source) ?? source) : source
  }
  const word = source.length <= 5 ? WORDS.get(source) : undefined
  return word === undefined ? source : word
}

const NUMBER_SIGNS = new Set<number>([CODE.plus, CODE.dash, CODE.point])

/** What the last character of a number may be: a digit, a point, or a letter of hexadecimal, `.inf` and `.nan`. */
const ENDS_NUMBER = new Uint8Array(128)
for (const character of '0123456789.abcdefABCDEFnN') ENDS_NUMBER[character.charCodeAt(0)] = 1

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
])

function toNumber(source: string): number | undefined {
  if (/^[-+]?\d+$/.test(source)) return Number.parseInt(source, 10)
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(source))
    return Number.parseFloat(source)
  if (/^0o[0-7]+$/.test(source)) return Number.parseInt(source.slice(2), 8)
  if (/^0x[\da-fA-F]+$/.test(source)) return Number.parseInt(source.slice(2), 16)
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) {
    return source.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  return /^\.(?:nan|NaN|NAN)$/.test(source) ? Number.NaN : undefined
}
