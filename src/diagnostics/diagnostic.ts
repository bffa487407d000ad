import { asTyped } from '../model/invocation.ts'
import type { Location } from '../model/location.ts'
import { type ArgsOf, CATALOGUE, type Code } from './catalogue/catalogue.ts'
import type { Severity, Wording } from './define-diagnostic.ts'

/**
 * A finding about what a person wrote: collected, never thrown, shown as text, JSON, annotations or SARIF
 * from this one value. Neither message nor hint ever holds the value of a secret.
 */
export interface Diagnostic {
  readonly code: Code
  readonly severity: Severity
  /** One sentence without a full stop: what was written and what is allowed. */
  readonly message: string
  /** What to do, or what was probably meant. */
  readonly hint?: string
  readonly place: Location
  /** Other places that belong to the finding, such as the first of two duplicates. */
  readonly related?: readonly Related[]
}

export interface Related {
  readonly message: string
  readonly place: Location
}

/** Makes a finding of the catalogue's wording: callers give the facts, never sentences. */
export function diagnose<C extends Code>(
  code: C,
  place: Location,
  args: ArgsOf<C>,
  related?: readonly Related[],
): Diagnostic {
  const kind = CATALOGUE[code]
  // The table ties each code to its own arguments; the index loses that tie, the signature keeps it.
  const { message, hint } = (kind.word as (args: ArgsOf<C>) => Wording)(args)
  return {
    code,
    severity: kind.severity,
    message,
    ...(hint === undefined ? {} : { hint: asTyped(hint) }),
    place,
    ...(related === undefined ? {} : { related }),
  }
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === 'error')

/** The same without repetitions: what replicas or defaults share is one mistake. */
export function eachOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter(({ code, message, place: { file, span } }) => {
    const mark = JSON.stringify([file.path, span.start, span.end, code, message])
    if (seen.has(mark)) return false
    seen.add(mark)
    return true
  })
}
