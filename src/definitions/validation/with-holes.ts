import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { type CastValue, UNKNOWN_VALUE, type UnvalidatedEntry } from './cast.ts'

/**
 * A draft in which each field that has a finding is a hole, and the findings: whatever else would follow from such a value
 * is the same mistake.
 */
export function withHoles(
  draft: UnvalidatedEntry,
  findingsIn: (field: string, value: CastValue) => readonly Diagnostic[],
): { readonly draft: UnvalidatedEntry; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const holes: { [field: string]: typeof UNKNOWN_VALUE } = {}
  for (const field of Object.keys(draft.value)) {
    const found = findingsIn(field, draft.value[field] ?? UNKNOWN_VALUE)
    if (found.length === 0) continue
    diagnostics.push(...found)
    holes[field] = UNKNOWN_VALUE
  }
  if (diagnostics.length === 0) return { draft, diagnostics }
  return { draft: { ...draft, value: { ...draft.value, ...holes } }, diagnostics }
}
