import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { rangeOf, STDIN_PATH } from '../source/place.ts'
import { inFileOrder } from './diagnostics-order.ts'
import { moreText } from './diagnostics-text.ts'
import { locationOf } from './source-frame.ts'
import { plain } from './terminal-text.ts'

/**
 * Findings as workflow commands, which GitHub Actions turns into annotations of a pull request: one line each.
 * Text from files is made harmless and escaped, so that none can end its command or begin another. A last notice
 * counts what is more than the service would show.
 */
export function diagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  const counts = { error: 0, warning: 0 }
  const shown = inFileOrder(diagnostics).filter(({ severity }) => {
    counts[severity] += 1
    return counts[severity] <= MOST_OF_A_LEVEL
  })
  const left = diagnostics.length - shown.length
  const lines = shown.map(command)
  if (left > 0) lines.push(`::notice title=ppi-apply::${dataText(moreText(left))}`)
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * GitHub makes annotations of the first 10 errors and 10 warnings of a step, and of 50 in a job; the rest is lines of a
 * log (github.com/actions/toolkit, docs/problem-matchers.md).
 */
const MOST_OF_A_LEVEL = 50

function command({ code, severity, message, hint, place, related = [] }: Diagnostic): string {
  const { start, end } = rangeOf(place)
  const { path } = place.file
  // Standard input is no file that an annotation could stand at.
  const inFile = path !== STDIN_PATH
  const properties: [string, string | number][] = inFile
    ? [
        ['file', plain(path).replace(/^(?:\.\/)+/, '')],
        ['line', start.line],
        ['endLine', end.line],
        // The service takes columns only where the range is on one line.
        ...(start.line === end.line
          ? ([
              ['col', start.column],
              ['endColumn', end.column],
            ] satisfies [string, number][])
          : []),
      ]
    : []
  properties.push(['title', code])
  const texts = [
    `${inFile ? '' : `${locationOf(place)}: `}${plain(message)}`,
    ...related.map((also) => `${plain(also.message)}: ${locationOf(also.place)}`),
    ...(hint === undefined ? [] : [`hint: ${plain(hint)}`]),
  ]
  const written = properties.map(([name, value]) => `${name}=${propertyText(String(value))}`)
  return `::${severity} ${written.join(',')}::${dataText(texts.join('\n'))}`
}

/** As the runner unescapes what stands after the second `::`. */
const dataText = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** As the runner unescapes the value of a property. */
const propertyText = (text: string): string =>
  dataText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
