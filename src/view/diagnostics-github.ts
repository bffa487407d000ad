import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { rangeOf } from '../source/place.ts'
import { inFileOrder } from './diagnostics-order.ts'
import { locationOf } from './source-frame.ts'
import { plain } from './terminal-text.ts'

/**
 * Findings as workflow commands, which GitHub Actions turns into annotations of a pull request: one line each.
 * Text from files is made harmless and escaped, so that none can end its command or begin another.
 */
export const diagnosticsGithub = (diagnostics: readonly Diagnostic[]): string =>
  inFileOrder(diagnostics)
    .map((diagnostic) => `${command(diagnostic)}\n`)
    .join('')

function command({ code, severity, message, hint, place, related = [] }: Diagnostic): string {
  const { start, end } = rangeOf(place)
  const { path } = place.file
  // Standard input is no file that an annotation could stand at.
  const inFile = path !== '<stdin>'
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
