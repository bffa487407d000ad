import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts'
import type { Location, SourceFile } from '../../../model/location.ts'
import { findConflict } from './conflict-marker.ts'

/** Why a string cannot be YAML that all readers agree on, whatever it says. */
export const refuseText = (file: SourceFile): Diagnostic | undefined =>
  refuseCharacters(file) ?? refuseMark(file) ?? findConflict(file)

/** Characters that YAML 1.2 does not allow in a stream, and line breaks that readers do not agree on. */
function refuseCharacters(file: SourceFile): Diagnostic | undefined {
  const at = file.text.search(REFUSED)
  if (at === -1) return undefined
  const code = file.text.codePointAt(at) ?? 0
  const place = placeOf(file, at, at + 1)
  return code === 0x0d
    ? diagnose('yaml-line-break', place, {})
    : diagnose('yaml-control-character', place, { code })
}

const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]|\r(?!\n)/u

/** A mark at the start of a later line would silently become part of a key, which it makes another one. */
function refuseMark(file: SourceFile): Diagnostic | undefined {
  const at = file.text.search(/(?<=\n)(?<!(?:^|\n)\.\.\.\r?\n)\ufeff/)
  return at === -1 ? undefined : diagnose('yaml-byte-order-mark', placeOf(file, at, at + 1), {})
}

const placeOf = (file: SourceFile, start: number, end: number): Location => ({
  file,
  pointer: '',
  span: { start, end },
})
