import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../../../model/location.ts'

/** The finding for an expression of a template engine that starts at an offset. */
export function templateFinding(file: SourceFile, start: number, pointer = ''): Diagnostic {
  const text = file.text.slice(start, start + LONGEST)
  const written = EXPRESSION.exec(text)?.[0] ?? /^\S*/.exec(text)?.[0] ?? ''
  const place = { file, pointer, span: { start, end: start + written.length } }
  return diagnose('template-expression', place, {
    engine: written.startsWith('$') ? 'github' : 'other',
    name: variableFor(written),
  })
}

const LONGEST = 2000

const EXPRESSION = /^(?:\$?\{\{.*?\}\}|\{%.*?%\}|<%.*?%>)/

/** The name of a variable for what an expression says: the last name of its first term, as in `vars.GPU_NUM`. */
export function variableFor(expression: string): string | undefined {
  const term = /^\$?\{\{-?\s*\.?([A-Za-z_][\w.-]*?)\s*(?:\||-?\}\})/.exec(expression)?.[1]
  const last = term?.split('.').at(-1)
  if (term === undefined || last === undefined || last === '') return undefined
  const name = last
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase()
  if (!/^[A-Z_]\w*$/.test(name)) return undefined
  // GitHub gives these to every step under such a name.
  return /^github\.\w+$/.test(term) ? `GITHUB_${name}` : name
}

/**
 * Where an expression of a template engine is in the place of a line or of a value, between two offsets. Inside of a string
 * it may be meant, as for `docker ps --format`. `undefined` where there is none.
 */
export function templateIn(text: string, { start, end }: Span): number | undefined {
  for (let from = start; from < end; ) {
    const newline = text.indexOf('\n', from)
    const to = newline === -1 ? text.length : newline
    const line = text.slice(from, Math.min(to, from + LONGEST))
    for (const pattern of PLACES) {
      const at = pattern.exec(line)?.[0].length
      if (at !== undefined) return from + at
    }
    from = to + 1
  }
  return undefined
}

const PLACES: readonly RegExp[] = [
  // The line itself, or an item.
  /^[ ]*(?:- +)*(?=\{\{|\{%|<%|\$\{\{)/,
  // The value of a key.
  /^[ ]*(?:- +)*["']?[\w.-]+["']?: +(?=\{\{|\{%|<%|\$\{\{)/,
  // An item between brackets.
  /^[ ]*(?:- +)*["']?[\w.-]+["']?: +\[[^#"'\]]*?(?=\{\{|\$\{\{)/,
]

/** Whether a line is a statement of an engine, such as a loop: then the whole text is a template. */
export const isStatement = (text: string, at: number): boolean => {
  const line = text.lastIndexOf('\n', at - 1) + 1
  return text.slice(line, at).trim() === '' && /^(?:\{%|<%|\{\{)/.test(text.slice(at, at + 2))
}
