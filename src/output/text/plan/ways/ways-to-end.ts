import { isMonthly, type RemoteInstance } from '../../../../api/remote.ts'
import type { CommandLine } from '../../../../config/flags.ts'
import type { InstanceSpec } from '../../../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../../../ledger/state.ts'
import { reveal } from '../../../../model/secret.ts'
import { timeText } from '../../../../model/time-text.ts'
import type { Action } from '../../../../plan/action.ts'
import { changesBetween } from '../../../../plan/difference.ts'
import { apply, applyAllowing, forget, onlyThis } from './typed-commands.ts'
import { type Typed, type Way, way } from './way.ts'

/** An instance of ours that somebody may want to end. */
export interface Ours {
  readonly action: Action
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance | undefined
}

/** Ends what the ledger holds of this entry and no other, in a file or not; `undefined` where no flag can say so. */
export const destroyThis = (action: Action, commandLine: CommandLine): Typed | undefined =>
  onlyThis('destroy', action, commandLine, specOf(action) === undefined ? ['--all-owned'] : [])

/** The definition of an action, where a file of the run has one. */
export const specOf = (action: Action): InstanceSpec | undefined =>
  action.kind === 'orphan' ? undefined : action.spec

/** How an entry gets another instance for the one that it has; what nobody can end stays. `goal`: what it is done for. */
export function waysToReplace(ours: Ours, goal: string, commandLine: CommandLine): readonly Way[] {
  const { action, owned, remote } = ours
  if (isMonthly(remote)) return waysOfPrepaid(action, remote?.endsAt, commandLine)
  const destroy = destroyThis(action, commandLine)
  const end =
    destroy === undefined
      ? way`remove it in the console, then ${forget(action, [owned.id], commandLine)}`
      : way`${destroy}`
  const first = isProtected(ours)
    ? way`write protect: false into the file, then ${apply([], commandLine)}, then `
    : way``
  return [
    way`${goal}, with all data on its disk lost: ${first}${end}, then ${apply([], commandLine)}`,
  ]
}

/** By the ledger, or by the file, which the next apply records. */
export const isProtected = ({ action, owned }: Ours): boolean =>
  owned.protect || specOf(action)?.life.protect === true

/** An apply that finds the entry in a file records whether it is protected; without a file nothing says so. */
export const waysOfProtected = (action: Action, commandLine: CommandLine): readonly Way[] =>
  specOf(action) === undefined
    ? [
        way`to end it anyway: put its entry back into a file with protect: false, then ${apply([], commandLine)}, then take it out again`,
        way`to let it run, no longer ours: ${forget(action, [], commandLine)}`,
      ]
    : [
        way`to end it anyway: write protect: false into the file, then ${apply([], commandLine)}, then ${destroyThis(action, commandLine) ?? 'this again'}`,
      ]

/** `until`: Unix seconds; `undefined` where nobody knows. */
export function waysOfPrepaid(
  action: Action,
  until: number | undefined,
  commandLine: CommandLine,
): readonly Way[] {
  const end = until === undefined ? '' : ` after ${timeText(new Date(until * 1000).toISOString())}`
  return [
    way`to pay no more${end}: ${endOfRenewal(action, commandLine)}; the service releases nothing that is paid in advance`,
    way`to let it run, no longer ours: ${forget(action, [], commandLine)}`,
  ]
}

/**
 * Only what is as its file says otherwise gets to the call; what takes a new instance, or has failed, does not. Nor does
 * what the account calls pay as you go, and of what no apply has recorded nobody knows that the file says otherwise.
 */
function endOfRenewal(action: Action, commandLine: CommandLine): Way {
  const spec = specOf(action)
  const owned = 'owned' in action && 'remote' in action ? action.owned : undefined
  const remote = 'remote' in action ? action.remote : undefined
  const isRecorded = owned?.digest !== undefined
  if (spec === undefined || action.kind === 'failed' || !isRecorded || !isMonthly(remote)) {
    return way`switch its auto-renew off in the console`
  }
  const says = spec.body.autoRenew === undefined ? undefined : reveal(spec.body.autoRenew)
  const waits = changesBetween(owned.spec, spec).some(({ field }) => field === 'autoRenew')
  if (says === false && !waits) return way`see in the console that its auto-renew is off`
  const pay = applyAllowing(['pay'], commandLine)
  if (action.kind === 'blocked' && (action.changes ?? []).length > 0) {
    return way`write what is there, and autoRenew: false, into the file, then ${pay}`
  }
  return says !== true && waits
    ? way`${pay}`
    : way`write autoRenew: false into the file, then ${pay}`
}
