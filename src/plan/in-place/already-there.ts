import { phaseOf } from '../../api/instance-phase.ts'
import type { FieldName } from '../../schema/fields.generated.ts'
import { hasGiven, settingsGiven, settingsIn } from './container-settings.ts'
import { settingsApplied } from './kept-settings.ts'
import { type UpgradeParts, upgradeBody } from './upgrade-body.ts'

/**
 * Whether a container runs with what a reset is to give it in these fields, and shows all of that: then the reset is for
 * nothing. A variable that was applied and is to go has to be gone; what others added counts for nothing.
 */
export function isAlreadyThere(parts: UpgradeParts, fields: readonly FieldName[]): boolean {
  const { instance, owned } = parts
  if (phaseOf(instance) !== 'running') return false
  const applied = settingsApplied(owned.spec).envs?.keys() ?? []
  return hasGiven(settingsIn(instance), settingsGiven(upgradeBody(parts)), {
    fields,
    variables: [...applied],
  })
}
