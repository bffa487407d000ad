import { UserError } from '../../model/user-error.ts'
import { protectedIn } from '../../plan/consent.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'

/** The names that somebody gave without a pattern. */
interface Naming {
  readonly named?: readonly string[]
}

/**
 * Why a run that is to end instances does nothing: somebody named a protected one, and to leave it out would look like
 * success. `undefined` where it does. One that a pattern selects is left out, and said.
 */
export function protectedRefusal(
  { actions, goal }: Pick<PricedPlan, 'actions' | 'goal'>,
  { named = [] }: Naming,
): UserError | undefined {
  if (goal.kind !== 'destroy' && goal.kind !== 'reap') return undefined
  const refused = protectedIn(actions).find(
    ({ name }) => name !== undefined && named.includes(name),
  )
  if (refused === undefined) return undefined
  // An apply records what a file says of protection: an instance that is in no file has nothing that says it.
  const end =
    refused.spec === undefined
      ? 'put its entry back into a file with protect: false, apply that, then take it out again'
      : 'write protect: false into the file, apply that, then run this again'
  return new UserError(`${refused.name} is protected, and --only names it`, {
    nothingDone: 'sent',
    hint: `To end it anyway: ${end}. To leave it out, do not name it`,
  })
}

/** Throws the same. */
export function refuseProtected(plan: Pick<PricedPlan, 'actions' | 'goal'>, options: Naming): void {
  const refusal = protectedRefusal(plan, options)
  if (refusal !== undefined) throw refusal
}
