import { isLive, type RemoteInstance } from '../../../../api/remote.ts'
import type { CommandLine } from '../../../../config/flags.ts'
import type { OwnedInstance } from '../../../../ledger/state.ts'
import type { Action, InDoubtAction } from '../../../../plan/action.ts'
import { isCharged } from '../../reasons/explain-change.ts'
import { adopt, apply, forget } from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { destroyThis } from './ways-to-end.ts'

/** What settles a doubt: of an attempt to create, or of a change that was sent. */
export const waysOfDoubt = (action: InDoubtAction, commandLine: CommandLine): readonly Way[] =>
  action.unsettled.length === 0
    ? waysOfAttempts(action, action.candidates, commandLine)
    : action.unsettled.flatMap((owned) => waysOfChange(action, owned, commandLine))

/** Without the files: what was to be applied counts, not what they say now. */
export function waysOfAttempts(
  action: Action,
  candidates: InDoubtAction['candidates'],
  { flags }: CommandLine,
): readonly Way[] {
  const commandLine = { flags, args: [] }
  const id = idIn(candidates.map(({ instance }) => instance))
  return [
    way`if it was made:     ${adopt(action, id, commandLine)}`,
    way`if it was not made: ${forget(action, [], commandLine)}`,
  ]
}

/** What to type for the id of an instance: itself where there is only one that can be recorded. */
export function idIn(instances: readonly RemoteInstance[]): string {
  const [only, ...others] = instances.filter(isLive)
  return only === undefined || others.length > 0 ? 'ID' : only.id
}

function waysOfChange(
  action: Action,
  { id, open }: OwnedInstance,
  commandLine: CommandLine,
): readonly Way[] {
  const keep = adopt(action, id, commandLine)
  if (open !== undefined && isCharged(open.operation)) {
    return [
      way`look in the console whether it was charged: it is never sent a second time by itself`,
      way`the next run looks at it first, and goes on where that settles it: ${apply([], commandLine)}`,
      way`to go on from what is there now: ${keep}`,
    ]
  }
  if (open?.operation !== 'delete') {
    return [
      way`the next run looks at it first, and goes on where that settles it: ${apply([], commandLine)}`,
      way`to go on from what is there now: ${keep}`,
    ]
  }
  const destroy = destroyThis(action, commandLine)
  return [
    ...(destroy === undefined ? [] : [way`to send it again: ${destroy}`]),
    way`to keep the instance: ${keep}`,
  ]
}
