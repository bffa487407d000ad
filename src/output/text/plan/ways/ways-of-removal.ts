import { isMonthly } from '../../../../api/remote.ts'
import type { CommandLine } from '../../../../config/flags.ts'
import { unreachable } from '../../../../model/unreachable.ts'
import {
  type Action,
  type ChangeAction,
  type DestroyAction,
  type ExpiredAction,
  isEnding,
  type OrphanAction,
} from '../../../../plan/action.ts'
import {
  allButThis,
  apply,
  applyAllowing,
  forget,
  onlyThis,
  prune,
  reap,
} from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { destroyThis, isProtected, waysOfPrepaid, waysOfProtected } from './ways-to-end.ts'

export function waysOfDestroy(action: DestroyAction, commandLine: CommandLine): readonly Way[] {
  const { because } = action
  if (isEnding(action)) return []
  switch (because) {
    case 'prune':
      return [toPrune(commandLine), toRelease(action, commandLine)]
    case 'expired':
      return waysOfTime(action, commandLine)
    case 'replace':
      return [toFinish(commandLine), toRelease(action, commandLine, [action.owned.id])]
    case 'destroy':
    case 'command':
    case 'drift':
    case 'definition': {
      const only = destroyThis(action, commandLine)
      const others = allButThis('destroy', action, commandLine)
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
export function waysOfDestroys(action: DestroyAction, commandLine: CommandLine): readonly Way[] {
  const { because } = action
  if (isEnding(action)) return []
  switch (because) {
    case 'prune':
      return [toPrune(commandLine)]
    case 'expired':
      return [way`to end all that has expired: ${reap(commandLine)}`, TO_MOVE]
    case 'replace':
      return [toFinish(commandLine)]
    case 'destroy':
    case 'command':
    case 'drift':
    case 'definition':
      return []
    default:
      return unreachable(because)
  }
}

export function waysOfExpired(action: ExpiredAction, commandLine: CommandLine): readonly Way[] {
  const { owned, remote } = action
  if (owned === undefined) {
    return [
      way`to make it again: move its time in the file, then ${apply([], commandLine)}`,
      way`if not: remove the entry from the file`,
    ]
  }
  if (isMonthly(remote)) return waysOfPaid(action, commandLine)
  return isProtected({ action, owned, remote })
    ? [...waysOfProtected(action, commandLine), TO_MOVE]
    : waysOfTime(action, commandLine)
}

/** What has expired and is paid in advance: no run that reaps can end it. */
export const waysOfPaid = (
  action: ExpiredAction | ChangeAction,
  commandLine: CommandLine,
): readonly Way[] => [...waysOfPrepaid(action, action.remote?.endsAt, commandLine), TO_MOVE]

/** What has expired ends by a run that reaps, and stays where its time is moved. */
const waysOfTime = (action: Action, commandLine: CommandLine): readonly Way[] => [
  way`to end it: ${onlyThis('reap', action, commandLine) ?? apply(['--allow', 'destroy'], commandLine)}`,
  TO_MOVE,
]

const TO_MOVE = way`to keep it: move its time in the file, or remove expires from its entry`

/** How an instance that is in no file is ended, or kept as nobody's. */
export function waysOfOrphan(action: OrphanAction, commandLine: CommandLine): readonly Way[] {
  const { instances } = action
  const paid = instances.find(({ remote }) => isMonthly(remote))
  if (paid !== undefined) return waysOfPrepaid(action, paid.remote?.endsAt, commandLine)
  if (instances.some(({ owned }) => owned.protect)) return waysOfProtected(action, commandLine)
  const end = destroyThis(action, commandLine)
  const one = instances.length === 1
  return [
    end === undefined
      ? way`to end ${one ? 'it: remove it' : 'them: remove them'} in the console, then ${forget(action, [], commandLine)}`
      : way`to end ${one ? 'it' : 'them all'}: ${end}`,
    ...(one || end === undefined
      ? []
      : [
          way`to end all but one: for that one, which runs on as nobody's, ${forget(action, ['ID'], commandLine)}, then ${end}`,
        ]),
    toPrune(commandLine),
    toRelease(action, commandLine),
  ]
}

const toPrune = (commandLine: CommandLine): Way =>
  way`to end all that is in no file: ${prune(commandLine)}`

/** What was to take its place is there. */
const toFinish = (commandLine: CommandLine): Way =>
  way`to end it, with all data on its disk lost: ${applyAllowing(['replace'], commandLine)}`

/** `ids`: some of the instances of the entry, where it has more that stay. */
const toRelease = (action: Action, commandLine: CommandLine, ids: readonly string[] = []): Way =>
  way`to let it run, no longer ours: ${forget(action, ids, commandLine)}`
