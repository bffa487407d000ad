import { type Diagnostic, diagnose, type Related } from '../../../src/diagnostics/diagnostic.ts'
import type { Location, SourceFile } from '../../../src/model/location.ts'

export const FILE: SourceFile = {
  path: 'fleet/instances.yaml',
  text: [
    'instances:',
    '  - name: trainer',
    '    imageUrl: ${}',
    '    imageAuth: user:hunter2',
    '    command: echo $HOME',
    '  - name: trainer',
    '',
  ].join('\n'),
}

export function placeOf(piece: string, file = FILE, pointer = '/instances/0'): Location {
  const start = file.text.indexOf(piece)
  return { file, pointer, span: { start, end: start + piece.length } }
}

export const emptyReference = (place = placeOf('${}')): Diagnostic =>
  diagnose('reference-empty', place, {})

export const inCommand = (place = placeOf('$HOME')): Diagnostic =>
  diagnose('reference-in-command', place, { name: 'HOME', field: 'command' })

/** The person's own message is the one text in a finding that comes from a file as it is. */
export const saying = (message: string, place = placeOf('${}'), related?: Related[]): Diagnostic =>
  diagnose('variable-required', place, { name: 'A', message, state: 'unset' }, related)
