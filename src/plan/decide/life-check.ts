import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { locationAt } from '../../definitions/validation/value-location.ts'
import { type Diagnostic, diagnose, eachOnce } from '../../diagnostics/diagnostic.ts'

/**
 * What of the entries to create can never be as they say: one whose time is over already, and one that is to be stopped
 * from its beginning. At the value that was written, each mistake once however many replicas have it. `now`: milliseconds
 * since the epoch. Pure.
 */
export const checkLives = (specs: readonly InstanceSpec[], now: number): readonly Diagnostic[] =>
  eachOnce(specs.flatMap((spec) => [...checkExpiry(spec, now), ...checkStatus(spec)]))

function checkExpiry(
  { life: { expires }, definition }: InstanceSpec,
  now: number,
): readonly Diagnostic[] {
  if (expires?.kind !== 'at' || expires.at > now) return []
  const at = new Date(expires.at).toISOString()
  return [diagnose('expires-in-the-past', locationAt(definition, ['expires']), { at })]
}

const checkStatus = ({ life, definition }: InstanceSpec): readonly Diagnostic[] =>
  life.desiredStatus === 'stopped'
    ? [diagnose('stopped-before-created', locationAt(definition, ['desiredStatus']), {})]
    : []
