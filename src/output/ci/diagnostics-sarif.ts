import { CATALOGUE } from '../../diagnostics/catalogue/catalogue.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { type Location, rangeOf } from '../../model/location.ts'
import { inFileOrder } from '../text/source/diagnostics-order.ts'
import { moreText } from '../text/source/diagnostics-text.ts'

/**
 * Findings as a SARIF 2.1.0 log, which code scanning services and editors read. The rules are those that
 * were broken. Only places are in it and no piece of a file, so no secret either. Where there are more than services
 * take, errors go before warnings, and a notification counts the rest.
 */
export function diagnosticsSarif(
  diagnostics: readonly Diagnostic[],
  { version }: { version: string },
): object {
  const sorted = withinLimit(inFileOrder(diagnostics))
  const left = diagnostics.length - sorted.length
  const codes = [...new Set(sorted.map(({ code }) => code))].sort()
  const indexes = new Map(codes.map((code, index) => [code, index]))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ppi-apply',
            version,
            rules: codes.map((code) => ({
              id: code,
              shortDescription: { text: firstSentence(CATALOGUE[code].about) },
              fullDescription: { text: CATALOGUE[code].about },
              defaultConfiguration: { level: CATALOGUE[code].severity },
            })),
          },
        },
        ...(left === 0 ? {} : { invocations: [cutInvocation(left)] }),
        columnKind: 'utf16CodeUnits',
        results: sorted.map(({ code, severity, message, hint, place, related = [] }) => ({
          ruleId: code,
          ruleIndex: indexes.get(code),
          level: severity,
          message: { text: hint === undefined ? message : `${message}\n${hint}` },
          locations: [location(place)],
          ...(related.length === 0
            ? {}
            : {
                relatedLocations: related.map((also, id) => ({
                  id,
                  ...location(also.place),
                  message: { text: also.message },
                })),
              }),
        })),
      },
    ],
  }
}

/**
 * GitHub refuses a whole log with more results in a run, and shows the 5,000 gravest of them (docs.github.com, "SARIF
 * support for code scanning").
 */
const MAX_RESULTS = 25_000

function withinLimit(sorted: readonly Diagnostic[]): readonly Diagnostic[] {
  if (sorted.length <= MAX_RESULTS) return sorted
  const byGravity = [
    ...sorted.filter(({ severity }) => severity === 'error'),
    ...sorted.filter(({ severity }) => severity !== 'error'),
  ]
  const kept = new Set(byGravity.slice(0, MAX_RESULTS))
  return sorted.filter((diagnostic) => kept.has(diagnostic))
}

const cutInvocation = (left: number): object => ({
  executionSuccessful: true,
  toolExecutionNotifications: [{ level: 'warning', message: { text: moreText(left) } }],
})

const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text

function location(place: Location): object {
  const { start, end } = rangeOf(place)
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place.file.path) },
      region: {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      },
    },
    ...(place.pointer === ''
      ? {}
      : { logicalLocations: [{ fullyQualifiedName: place.pointer, kind: 'value' }] }),
  }
}

/** The path as an URI: relative like the path, or `file:` for one from the root. */
export function uriOf(path: string): string {
  const windows = /^[A-Za-z]:[\\/]/.test(path)
  const parts = (windows ? `/${path.replaceAll('\\', '/')}` : path).split('/')
  const encoded = parts
    .filter((part, index) => part !== '.' || index > 0)
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/')
  return encoded.startsWith('/') ? `file://${encoded.replace(/^\/([A-Za-z])%3A/, '/$1:')}` : encoded
}
