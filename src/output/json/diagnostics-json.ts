import type { Severity } from '../../diagnostics/define-diagnostic.ts'
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import { type Location, type Range, rangeOf } from '../../model/location.ts'
import { inFileOrder } from '../text/source/diagnostics-order.ts'

/** What `validate --format json` prints. Lines and columns count from 1, offsets in UTF-16 units from 0. */
export interface ValidateReport {
  readonly formatVersion: '1.0'
  /** There is no error; there may be warnings. */
  readonly valid: boolean
  readonly diagnostics: readonly DiagnosticReport[]
  /** How many findings are in entries that are not selected; only where there is a selection. */
  readonly leftOut?: { readonly errors: number; readonly warnings: number }
}

export interface DiagnosticReport extends PlaceReport {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly hint?: string
  readonly related?: readonly ({ readonly message: string } & PlaceReport)[]
}

export interface PlaceReport {
  readonly file: string
  /** RFC 6901, into the document of the file. */
  readonly pointer: string
  readonly range: Range
}

export const validateReport = (
  diagnostics: readonly Diagnostic[],
  leftOut?: readonly Diagnostic[],
): ValidateReport => ({
  formatVersion: '1.0',
  valid: !hasErrors(diagnostics),
  diagnostics: inFileOrder(diagnostics).map(diagnosticReport),
  ...(leftOut === undefined
    ? {}
    : { leftOut: { errors: count(leftOut, 'error'), warnings: count(leftOut, 'warning') } }),
})

const count = (diagnostics: readonly Diagnostic[], wanted: Severity): number =>
  diagnostics.filter(({ severity }) => severity === wanted).length

/** One finding as every JSON document shows it. */
export function diagnosticReport(diagnostic: Diagnostic): DiagnosticReport {
  const { code, severity, message, hint, place, related } = diagnostic
  return {
    code,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...placeReport(place),
    ...(related === undefined || related.length === 0
      ? {}
      : {
          related: related.map((also) => ({ message: also.message, ...placeReport(also.place) })),
        }),
  }
}

const placeReport = (place: Location): PlaceReport => ({
  file: place.file.path,
  pointer: place.pointer,
  range: rangeOf(place),
})
