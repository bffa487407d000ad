import type { Severity } from '../../diagnostics/define-diagnostic.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { plural } from '../../diagnostics/wording.ts'
import { rangeOf, STDIN_PATH } from '../../model/location.ts'
import { inFileOrder } from '../text/source/diagnostics-order.ts'
import { locationOf } from '../text/source/source-frame.ts'
import type { ActingText } from './log-command.ts'
import { type WorkflowCommand, workflowCommands } from './workflow-command.ts'

/**
 * Findings as workflow commands, which GitHub Actions turns into annotations of a pull request. A last notice counts what
 * is more than the service would show.
 */
export function diagnosticsGithub(diagnostics: readonly Diagnostic[]): ActingText {
  const counts = { error: 0, warning: 0 }
  const shown = inFileOrder(diagnostics).filter(({ severity }) => {
    counts[severity] += 1
    return counts[severity] <= MAX_OF_A_LEVEL
  })
  const left = SEVERITIES.flatMap((severity) => {
    const more = counts[severity] - MAX_OF_A_LEVEL
    return more > 0 ? [plural(more, `more ${severity}`)] : []
  })
  const commands = shown.map(annotation)
  return workflowCommands(left.length > 0 ? [...commands, noticeOf(left)] : commands)
}

const SEVERITIES = ['error', 'warning'] as const satisfies readonly Severity[]

/**
 * GitHub makes annotations of the first 10 errors, 10 warnings and 10 notices of a step, and of 50 in a job; the rest is
 * lines of a log (github.com/actions/toolkit, docs/problem-matchers.md, "Limitations").
 */
const MAX_OF_A_LEVEL = 10

const noticeOf = (left: readonly string[]): WorkflowCommand => ({
  name: 'notice',
  properties: [['title', 'ppi-apply']],
  lines: [
    `… and ${left.join(' and ')}: GitHub shows ${MAX_OF_A_LEVEL} of each in a step (--format json has all)`,
  ],
})

function annotation({
  code,
  severity,
  message,
  hint,
  place,
  related = [],
}: Diagnostic): WorkflowCommand {
  const { start, end } = rangeOf(place)
  const { path } = place.file
  // Standard input is not a file that an annotation could be at.
  const inFile = path !== STDIN_PATH
  const properties: [string, string | number][] = inFile
    ? [
        ['file', path.replace(/^(?:\.\/)+/, '')],
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
  const lines = [
    `${inFile ? '' : `${locationOf(place)}: `}${message}`,
    ...related.map((also) => `${also.message}: ${locationOf(also.place)}`),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ]
  return { name: severity, properties, lines }
}
