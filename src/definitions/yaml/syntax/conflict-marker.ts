import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts'
import type { SourceFile } from '../../../model/location.ts'

/** What git left in a file that it could not merge: one finding, at the first marker, however many there are. */
export function findConflict(file: SourceFile): Diagnostic | undefined {
  const { text } = file
  // Nearly no file has one, and a large one is passed over quickly.
  if (!STARTS.some((start) => text.includes(start))) return undefined
  let first: { readonly start: number; readonly end: number } | undefined
  let count = 0
  for (const marker of text.matchAll(MARKER)) {
    first ??= { start: marker.index, end: marker.index + marker[0].trimEnd().length }
    count += 1
  }
  if (first === undefined) return undefined
  return diagnose('conflict-marker', { file, pointer: '', span: first }, { count })
}

const STARTS = ['<<<<<<<', '|||||||', '=======', '>>>>>>>']

/** At the start of a line, where no value of a definition can be: those are indented. */
const MARKER = /^(?:(?:<{7}|\|{7}|>{7})(?: [^\n]*)?|={7}) *\r?$/gm
