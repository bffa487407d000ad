import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { type Draft, HOLE, type Plain } from './cast.ts'

/**
 * A draft in which each field that has a finding is a hole, and the findings: whatever else would follow from such a value
 * is the same mistake.
 */
export function withHoles(
  draft: Draft,
  findingsIn: (field: string, value: Plain) => readonly Diagnostic[],
): { readonly draft: Draft; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const holes: { [field: string]: typeof HOLE } = {}
  for (const [field, value] of Object.entries(draft.value)) {
    const found = findingsIn(field, value)
    if (found.length === 0) continue
    diagnostics.push(...found)
    holes[field] = HOLE
  }
  if (diagnostics.length === 0) return { draft, diagnostics }
  return { draft: { ...draft, value: { ...draft.value, ...holes } }, diagnostics }
}
