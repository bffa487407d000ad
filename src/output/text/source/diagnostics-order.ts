import type { Diagnostic } from '../../../diagnostics/diagnostic.ts'

/** Findings by file, in the order in which the files first come up, and by place in a file. */
export function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map<string, number>()
  for (const { place } of diagnostics) {
    if (!files.has(place.file.path)) files.set(place.file.path, files.size)
  }
  const rank = ({ place }: Diagnostic) => files.get(place.file.path) ?? 0
  return diagnostics.toSorted(
    (one, other) => rank(one) - rank(other) || one.place.span.start - other.place.span.start,
  )
}
