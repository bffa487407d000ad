import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { positionAt } from '../../model/location.ts'
import { cutTo } from '../terminal/terminal-text.ts'
import { code, sentence } from './escape-markdown.ts'

/** Findings as items of a Markdown list, each with its place; none of their strings is markup. */
export const findingItems = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ place, severity, message }) => {
    const { line, column } = positionAt(place.file, place.span.start)
    const where = code(`${cutTo(place.file.path, 100)}:${line}:${column}`)
    return `- ${severity} at ${where}: ${sentence(cutTo(message, 500))}`
  })
