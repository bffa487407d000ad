import type { CommandLine } from '../../../../config/flags.ts'
import { unreachable } from '../../../../model/unreachable.ts'
import {
  type Action,
  type DestroyAction,
  type ExpiredAction,
  isEnding,
  type OrphanAction,
} from '../../../../plan/action.ts'
import { allButThis, apply, forget, onlyThis, reap } from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { waysOfAttempts } from './ways-of-doubt.ts'
import {
  destroyThis,
  isPrepaid,
  isProtected,
  waysOfPrepaid,
  waysOfProtected,
} from './ways-to-end.ts'

export function waysOfDestroy(action: DestroyAction, again: CommandLine): readonly Way[] {
  const { because } = action
  if (isEnding(action)) return []
  switch (because) {
    case 'prune':
      return [toPrune(again), toRelease(action, again)]
    case 'expired':
      return waysOfTime(action, again)
    case 'destroy':
    case 'command':
    case 'definition': {
      const only = destroyThis(action, again)
      const others = allButThis('destroy', action, again)
      return [
        ...(only === undefined ? [] : [way`to end only this: ${only}`]),
        ...(others === undefined ? [] : [way`to keep it: ${others}`]),
      ]
    }
    default:
      return unreachable(because)
  }
}

/** The same where one line of a plan is about several: only what is about all of them can be typed as it is shown. */
export function waysOfDestroys(action: DestroyAction, again: CommandLine): readonly Way[] {
  const { because } = action
  if (isEnding(action)) return []
  switch (because) {
    case 'prune':
      return [toPrune(again)]
    case 'expired':
      return [way`to end all that has expired: ${reap(again)}`, TO_MOVE]
    case 'destroy':
    case 'command':
    case 'definition':
      return []
    default:
      return unreachable(because)
  }
}

export function waysOfExpired(action: ExpiredAction, again: CommandLine): readonly Way[] {
  const { owned, remote } = action
  if (owned === undefined) {
    return [
      way`to make it again: move its time in the file, then ${apply([], again)}`,
      way`if not: remove the entry from the file`,
    ]
  }
  return isProtected({ action, owned, remote })
    ? [...waysOfProtected(action, again), TO_MOVE]
    : waysOfTime(action, again)
}

/** What has expired ends by a run that reaps, and stays where its time is moved. */
const waysOfTime = (action: Action, again: CommandLine): readonly Way[] => [
  way`to end it: ${onlyThis('reap', action, again) ?? apply(['--allow', 'destroy'], again)}`,
  TO_MOVE,
]

const TO_MOVE = way`to keep it: move its time in the file, or remove expires from its entry`

export const waysOfOrphan = (action: OrphanAction, again: CommandLine): readonly Way[] => [
  ...(action.instances.length === 0 ? [] : waysOfUndefined(action, again)),
  ...(action.attempts.length === 0 ? [] : waysOfAttempts(action, [], again)),
]

/** How an instance that is in no file is ended, or kept as nobody's. */
function waysOfUndefined(action: OrphanAction, again: CommandLine): readonly Way[] {
  const { instances } = action
  const paid = instances.find(({ remote }) => isPrepaid(remote))
  if (paid !== undefined) return waysOfPrepaid(action, paid.remote?.endsAt, again)
  if (instances.some(({ owned }) => owned.protect)) return waysOfProtected(action, again)
  const end = destroyThis(action, again)
  return [
    end === undefined
      ? way`to end it: remove it in the console, then ${forget(action, [], again)}`
      : way`to end it: ${end}`,
    toPrune(again),
    toRelease(action, again),
  ]
}

const toPrune = (again: CommandLine): Way =>
  way`to end all that is in no file: ${apply(['--prune', '--allow', 'destroy'], again)}`

const toRelease = (action: Action, again: CommandLine): Way =>
  way`to let it run, no longer ours: ${forget(action, [], again)}`
