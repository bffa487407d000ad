import { cutTo, displayWidth } from './terminal-text.ts'

/**
 * Text for a terminal of so many cells: longer lines go on below, indented, and break between words, where a terminal
 * alone would break within them. A line with a command or an address stays whole, so that it can be copied; a word that is too long
 * for a line is left to the terminal. `undefined` is not a limit: files and pipes get lines as they are.
 */
export function wrapTo(text: string, width: number | undefined): string {
  if (width === undefined) return text
  return text
    .split('\n')
    .map((line) => (COPIED.test(line) ? line : wrapLine(line, width)))
    .join('\n')
}

const COPIED = /ppi-apply |ssh -|:\/\//

function wrapLine(line: string, width: number): string {
  if (cellsOf(line) <= width) return line
  const [indent = ''] = line.match(/^ */) ?? []
  const hanging = ' '.repeat(Math.min(indent.length + 2, Math.floor(width / 4)))
  const lines: string[] = []
  let current = indent
  let isEmpty = true
  for (const [, gap = '', word = ''] of line.slice(indent.length).matchAll(/( *)([^ ]+)/g)) {
    if (isEmpty || cellsOf(current + gap + word) <= width) {
      current += isEmpty ? word : gap + word
    } else {
      lines.push(current)
      current = hanging + word
    }
    isEmpty = false
  }
  return [...lines, current].join('\n')
}

/** The cells of a string that may be coloured. */
const cellsOf = (text: string): number => displayWidth(text.replace(COLOR, ''))

const COLOR = /\u001b\[[\d;]*m/g

/** A table row by row, each as its first cell and the others by name below it, for where the table is too wide. */
export const asList = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] =>
  rows.flatMap(([title = '', ...cells]) => [
    cutTo(title, width),
    `  ${cells.flatMap((cell, at) => (cell === '' ? [] : [`${head[at + 1]} ${cell}`])).join(', ')}`,
  ])
