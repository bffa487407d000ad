import type { Severity } from '../../../diagnostics/define-diagnostic.ts'
import { type Diagnostic, hasErrors, type Related } from '../../../diagnostics/diagnostic.ts'
import type { Concealed, SourceFile } from '../../../model/location.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { inFileOrder } from './diagnostics-order.ts'
import { frame, locationOf } from './source-frame.ts'

export interface DiagnosticsTextOptions {
  readonly style: Style
  /** Cells of the terminal. */
  readonly width: number
  /** The secrets of each file; a file that is not in it was not understood. */
  readonly blank: (file: SourceFile) => Concealed
  /** How many findings are shown at most; 50 when it is left out. The last line counts all of them. */
  readonly most?: number
}

/**
 * Findings for people: each with its code, message, lines and advice, all in file order, and one line that
 * counts them. Nothing at all when there are none.
 */
export function diagnosticsText(
  diagnostics: readonly Diagnostic[],
  options: DiagnosticsTextOptions,
): string {
  if (diagnostics.length === 0) return ''
  const { style, most = 50 } = options
  const shown = inFileOrder(diagnostics).slice(0, most)
  const blocks = shown.map((diagnostic) => block(diagnostic, options))
  const left = diagnostics.length - shown.length
  if (left > 0) {
    blocks.push(moreText(left))
  }
  return `${blocks.join('\n\n')}\n\n${countLine(diagnostics, style)}\n`
}

/** The last words of a list that is cut. */
export const moreText = (left: number): string =>
  `… and ${left} more ${left === 1 ? 'finding' : 'findings'} (--format json lists all)`

/** `2 errors and 1 warning in 1 file`. */
export function countLine(diagnostics: readonly Diagnostic[], style: Style): string {
  const counted = (['error', 'warning'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
    return count === 0 ? [] : [style[COLOR[severity]](plural(count, severity))]
  })
  const files = new Set(diagnostics.map(({ place }) => place.file.path)).size
  return `${counted.join(' and ')} in ${plural(files, 'file')}`
}

/** What a selection hides, in a line of its own, since `apply` looks at all entries; nothing when it hides nothing. */
export function leftOutText(diagnostics: readonly Diagnostic[], style: Style): string {
  const but = hasErrors(diagnostics) ? '; apply refuses while any entry has an error' : ''
  return `Left out: ${countLine(diagnostics, style)}, in entries that are not selected${but}.\n`
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const COLOR = { error: 'red', warning: 'yellow' } as const satisfies Record<Severity, keyof Style>

function block(diagnostic: Diagnostic, options: DiagnosticsTextOptions): string {
  const { style } = options
  const { code, severity, message, hint, place, related = [] } = diagnostic
  const paint = style[COLOR[severity]]
  const lines = [
    `${paint(style.bold(severity))}: ${style.bold(plain(message))} ${style.dim(`[${code}]`)}`,
    `  ${style.cyan(locationOf(place))}`,
    ...framed(place, options, { paint }),
    ...related.map((also) => relatedLines(also, options)),
  ]
  if (hint !== undefined) lines.push(`  ${style.green('hint')}: ${plain(hint)}`)
  return lines.join('\n')
}

const relatedLines = ({ message, place }: Related, options: DiagnosticsTextOptions): string =>
  [
    `  ${plain(message)}: ${options.style.cyan(locationOf(place))}`,
    ...framed(place, options, { paint: options.style.blue, context: 0 }),
  ].join('\n')

function framed(
  place: Diagnostic['place'],
  { style, width, blank }: DiagnosticsTextOptions,
  look: { paint: (text: string) => string; context?: number },
): readonly string[] {
  // A file that is not there, or that nobody could read, has no line to show.
  if (place.file.text === '') return []
  return [frame(place, { style, width, blank: blank(place.file), ...look })]
}
