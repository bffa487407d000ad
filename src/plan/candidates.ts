import type { RemoteInstance } from '../api/remote.ts'
import type { OpenAttempt, OwnedInstance } from '../ledger/state.ts'

/**
 * The instances that an open attempt may have made: its exact name, and not in the account before it. Records
 * on their way out count too, since they were made. Without a name, or when nobody looked before the attempt,
 * nothing can be told and there is no candidate.
 */
export function candidatesFor(
  attempts: readonly OpenAttempt[],
  named: readonly RemoteInstance[],
  owned: readonly OwnedInstance[],
): readonly RemoteInstance[] {
  const known = new Set(owned.map(({ id }) => id))
  return named.filter(
    (instance) =>
      !known.has(instance.id) &&
      attempts.some(
        ({ name, seen }) =>
          name === instance.name && seen !== undefined && !seen.includes(instance.id),
      ),
  )
}
