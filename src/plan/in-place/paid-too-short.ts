import type { RemoteInstance } from '../../api/remote.ts'
import type { BlockedAction, ChangeAction } from '../action.ts'
import { renewStep } from './pay-steps.ts'

/**
 * What is left of a change that was paid for, where the instance is paid for a shorter time than its file says: a call pays
 * for a year at most, and a file may say fewer months than it takes. `undefined` where it is paid for long enough.
 */
export function paidTooShort(
  { key, name, spec, owned, unchecked }: ChangeAction,
  remote: RemoteInstance,
): ChangeAction | BlockedAction | undefined {
  const base = { key, name, spec, owned, remote }
  const step = renewStep({ spec, remote, changes: [] })
  if (step === undefined) return undefined
  if ('code' in step) return { kind: 'blocked', ...base, reason: step }
  const { id } = remote
  const reason = { code: 'paid-too-short', id, until: step.from, wanted: step.to } as const
  return { kind: 'change', ...base, reason, changes: [], steps: [step], drift: [], unchecked }
}
