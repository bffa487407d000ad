import type { CallLine } from '../../../src/sandbox/state/account-store.ts'
import type { Consent } from '../stage/consent.ts'
import type { Launch } from './check-launch.ts'
import { isChanging } from './check-sent.ts'

/**
 * What was run as a plan had printed it sends exactly the calls that the plan lists, and no others; it is refused only where the
 * plan says why it may be.
 */
export function checkPrinted(
  lines: readonly CallLine[],
  consent: Consent,
  launches: readonly Launch[],
): readonly string[] {
  if (consent.by !== 'command') return []
  const sent = lines
    .filter(({ phase, operation }) => phase === 'received' && isChanging(operation))
    .map(({ operation, id = '', name = '' }) =>
      operation === 'create' ? `create ${name}` : `${operation} ${id}`,
    )
  const output = launches.map((each) => each.output).join('\n')
  const { calls, mayMove } = consent.plan
  if (mayMove && sent.length === 0 && output.includes('this is not the plan')) return []
  const [listed, came] = [calls, sent].map((some) => some.toSorted().join(', '))
  if (listed === came) return []
  return [`a plan lists "${listed}", and the command that it prints sent "${came}": ${output}`]
}
