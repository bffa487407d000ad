import { UserError } from '../model/user-error.ts'
import type { Goal } from '../plan/decide/goal.ts'

/** Whether a run takes all entries of the files, so that no hint may name a flag that leaves some out. */
export const takesAll = (goal: Goal): boolean => goal.kind === 'apply' && goal.prune

/**
 * Refuses to end, start or stop anything where the run covers no entry, and to prune where it does not cover all: an empty
 * file and a part of the files say nothing about what is to go.
 */
export function requireScope(
  { specs, coversAll }: { readonly specs: readonly unknown[]; readonly coversAll: boolean },
  goal: Goal | undefined,
): void {
  if (goal === undefined || (goal.kind === 'apply' && !goal.prune)) return
  if (goal.kind === 'destroy' && goal.scope === 'all-owned') return
  if (goal.kind === 'apply' && !coversAll) {
    throw new UserError(
      '--prune takes all entries: with a part of them, the others would look like orphans',
      {
        nothingDone: 'sent',
        hint: 'leave out --only and --exclude',
      },
    )
  }
  if (specs.length > 0) return
  throw new UserError('the files define no entry', {
    nothingDone: 'sent',
    hint:
      goal.kind === 'destroy'
        ? 'An empty file ends nothing; --all-owned ends everything that the ledger holds'
        : 'An empty file ends nothing',
  })
}
