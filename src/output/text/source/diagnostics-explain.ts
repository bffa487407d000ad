import { CATALOGUE, type Code } from '../../../diagnostics/catalogue/catalogue.ts'
import { nearest } from '../../../model/nearest.ts'
import { UserError } from '../../../model/user-error.ts'
import { jsonText } from '../../json/compact-json.ts'
import type { Style } from '../../terminal/style.ts'
import { cutTo } from '../../terminal/terminal-text.ts'

interface ExplainOptions {
  readonly style: Style
  /** Cells of the terminal. */
  readonly width: number
}

/** What `validate --explain CODE` prints: what the finding is about, how to fix it, and a file that causes it. */
export function explainCode(code: string, options: ExplainOptions): string {
  if (!isCode(code)) {
    const meant = nearest(code, Object.keys(CATALOGUE))
    throw new UserError(`There is no finding with the code ${jsonText(code)}`, {
      ending: 'usage',
      hint:
        meant === undefined
          ? '`ppi-apply validate --explain` lists all codes'
          : `did you mean ${meant}?`,
    })
  }
  const { style, width } = options
  const { severity, about, example } = CATALOGUE[code]
  const lines = [`${style.bold(code)} ${style.dim(`(${severity})`)}`, '', ...wrapped(about, width)]
  if (example !== undefined) {
    const room = Math.max(width - 4, 10)
    lines.push('', 'This file causes it:', '')
    for (const line of example().trimEnd().split('\n'))
      lines.push(`    ${cutTo(line, room)}`.trimEnd())
  }
  return `${lines.join('\n')}\n`
}

/** Every code with the first words of what it is about, for `validate --explain` without a code. */
export function explainAll({ style, width }: ExplainOptions): string {
  const codes = Object.keys(CATALOGUE).filter(isCode).sort()
  const longest = Math.max(...codes.map(({ length }) => length))
  const lines = codes.map((code) => {
    const room = Math.max(width - longest - 2, 10)
    return `${style.bold(code.padEnd(longest))}  ${cutTo(CATALOGUE[code].about, room)}`.trimEnd()
  })
  return `${lines.join('\n')}\n`
}

const isCode = (code: string): code is Code => Object.hasOwn(CATALOGUE, code)

function wrapped(text: string, width: number): string[] {
  const most = Math.min(Math.max(width, 40), 100)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
