import type { ScalarNode } from '../tree.ts'
import { CODE } from './char-code.ts'
import { toScalar } from './quick-node.ts'
import { type Scan, skipSpaces } from './quick-scan.ts'

/**
 * Takes the block text whose header starts here, and leaves the scan at the start of the line after it. Its lines have to be
 * indented further than `column`.
 */
export function takeText(scan: Scan, column: number): ScalarNode | undefined {
  const { text, at: start } = scan
  const style = text.charCodeAt(start) === CODE.bar ? 'literal' : 'folded'
  scan.at += 1
  const chomp = text.charCodeAt(scan.at)
  if (chomp === CODE.dash || chomp === CODE.plus) scan.at += 1
  if (!endHeader(scan)) return undefined
  const block = takeLines(scan, column)
  if (block === undefined) return undefined
  const content = style === 'literal' ? block.lines.join('\n') : fold(block.lines)
  if (content === undefined) return undefined
  if (chomp !== CODE.plus) {
    scan.tokenEnd = Math.min(block.end, scan.length)
    scan.tokenStart = start
    return toScalar(scan, chomp === CODE.dash ? content : `${content}\n`, style)
  }
  // What the last line break belongs to is another matter when the file does not end with one.
  if (text.length !== scan.length) return undefined
  scan.tokenStart = start
  scan.tokenEnd = scan.at
  return toScalar(scan, `${content}${'\n'.repeat(block.blanks + 1)}`, style)
}

/** Only spaces and a comment may be behind the header. */
function endHeader(scan: Scan): boolean {
  const { text } = scan
  const before = scan.at
  let code = skipSpaces(scan)
  if (code === CODE.hash && scan.at > before) {
    scan.at = text.indexOf('\n', scan.at)
    code = CODE.newline
  }
  if (code === CODE.return) scan.at += 1
  else if (code !== CODE.newline) return false
  scan.at += 1
  return true
}

interface Block {
  /** Without indentation and breaks; blank ones are empty. */
  readonly lines: readonly string[]
  /** Where the line after the last one starts. */
  readonly end: number
  /** How many blank lines follow. */
  readonly blanks: number
}

/** Takes the lines of a string and the blank lines after it. */
function takeLines(scan: Scan, column: number): Block | undefined {
  const { text } = scan
  const lines: string[] = []
  let indent = -1
  let widestBlank = 0
  let blanks = 0
  let end = scan.at
  while (scan.at < text.length) {
    const lineStart = scan.at
    const code = skipSpaces(scan)
    const spaces = scan.at - lineStart
    // Tabs that are or are not indentation, and spaces that are or are not text.
    if (code === CODE.tab) return undefined
    if (code === CODE.newline || code === CODE.return) {
      if (indent !== -1 && spaces > indent) return undefined
      widestBlank = Math.max(widestBlank, spaces)
      blanks += 1
      scan.at += code === CODE.return ? 2 : 1
      continue
    }
    if (indent === -1) {
      if (spaces <= column || widestBlank > spaces) return undefined
      indent = spaces
    } else if (spaces < indent) {
      scan.at = lineStart
      break
    }
    for (; blanks > 0; blanks -= 1) lines.push('')
    const lineBreak = text.indexOf('\n', scan.at)
    const lineEnd = text.charCodeAt(lineBreak - 1) === CODE.return ? lineBreak - 1 : lineBreak
    lines.push(text.slice(lineStart + indent, lineEnd))
    scan.at = lineBreak + 1
    end = scan.at
  }
  return indent === -1 ? undefined : { lines, end, blanks }
}

/** Joins lines into paragraphs. Lines that are indented further keep their breaks, which is left to the slow way. */
function fold(lines: readonly string[]): string | undefined {
  let folded = ''
  let breaks = 0
  for (const line of lines) {
    if (line === '') breaks += 1
    else {
      if (line.startsWith(' ')) return undefined
      if (folded === '' || breaks > 0) folded += '\n'.repeat(breaks)
      else folded += ' '
      folded += line
      breaks = 0
    }
  }
  return folded
}
