import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { UnvalidatedEntry } from './cast.ts'
import { quote } from './describe-value.ts'
import { replicaNames } from './entry-rules.ts'
import { locationAt } from './value-location.ts'

/** The name is what an instance is recognised by, so no two of a run may share one; replicas count with theirs. */
export function namesAreUnique(drafts: readonly UnvalidatedEntry[]): readonly Diagnostic[] {
  const first = new Map<string, UnvalidatedEntry>()
  const diagnostics: Diagnostic[] = []
  for (const draft of drafts) {
    for (const name of replicaNames(draft)) {
      if (name === undefined) break
      const earlier = first.get(name)
      if (earlier === undefined) {
        first.set(name, draft)
        continue
      }
      diagnostics.push(duplicate(draft, name, earlier))
      // One is enough of two entries whose replicas all meet.
      break
    }
  }
  return diagnostics
}

function duplicate(draft: UnvalidatedEntry, name: string, earlier: UnvalidatedEntry): Diagnostic {
  const made = (one: UnvalidatedEntry): boolean => one.value.replicas !== undefined
  const args = { name: quote(name), replica: made(draft), firstReplica: made(earlier) }
  return diagnose('name-duplicate', locationAt(draft.definition, ['name']), args, [
    { message: 'the first is here', place: locationAt(earlier.definition, ['name']) },
  ])
}
