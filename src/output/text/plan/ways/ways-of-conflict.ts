import type { CommandLine } from '../../../../config/flags.ts'
import type { Action, ConflictAction } from '../../../../plan/action.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { adopt, forget, onlyThis } from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { idIn } from './ways-of-doubt.ts'

/** Each of them costs money, and only a person knows which one is meant. */
export function waysOfConflict(action: ConflictAction, commandLine: CommandLine): readonly Way[] {
  const { owned, strangers, holders } = action
  const [ended] = action.destroyed
  if (ended !== undefined) return waysOfReturned(action, ended[0], commandLine)
  if (strangers.length === 0) return waysOfSeveral(action, commandLine)
  const toAdopt = adopt(action, idIn(strangers), commandLine)
  const [back] = action.replaced
  if (back !== undefined) {
    const [id, by] = back
    return [
      way`both cost money: remove one of them in the console`,
      way`if ${plain(id)} is to stay: ${adopt(action, id, commandLine)}, then ${forget(action, [by], commandLine)}`,
    ]
  }
  const [held] = holders
  if (held !== undefined) {
    const [id, holder] = held
    const release = forget({ name: undefined, key: holder }, [id], commandLine)
    return [
      way`if ${plain(id)} is this entry: ${release}, then ${toAdopt}`,
      way`if not: give the entry another name; if nobody here recorded it so, look at what changed in the ledger`,
    ]
  }
  return owned.length === 0
    ? [
        way`if ${one(strangers)} is this entry: ${toAdopt}`,
        action.name === undefined
          ? way`if not: give the entry a name`
          : way`if not: give the entry another name`,
      ]
    : [
        way`if ${one(strangers)} is not needed: remove it in the console; each costs money`,
        way`if it is to replace ours: ${toAdopt}`,
      ]
}

/** It was ended from here, and is there again. */
function waysOfReturned(
  action: ConflictAction,
  id: string,
  commandLine: CommandLine,
): readonly Way[] {
  const destroy = onlyThis('destroy', action, commandLine)
  return [
    destroy === undefined
      ? way`to end it: remove ${plain(id)} in the console`
      : way`to send its deletion again: ${destroy}`,
    way`to keep it: ${adopt(action, id, commandLine)}`,
  ]
}

/** The ledger holds several, and a command about the entry is about all of them. */
export function waysOfSeveral(action: Action, commandLine: CommandLine): readonly Way[] {
  const release = forget(action, ['ID'], commandLine)
  const destroy = onlyThis('destroy', action, commandLine)
  if (destroy === undefined) {
    return [way`for each one too many: remove it in the console, then ${release}`]
  }
  return [
    way`to keep one of them: ${release} for that one, then ${destroy} ends the others, then ${adopt(action, 'ID', commandLine)}`,
    way`to end them all, with all data on their disks lost: ${destroy}`,
  ]
}

const one = ({ length }: readonly unknown[]): string => (length === 1 ? 'it' : 'one of them')
