import type { CommandLine } from '../../../../config/flags.ts'
import type { Action, CreateAction } from '../../../../plan/action.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { apply, onlyThis, prune } from './typed-commands.ts'
import { type Way, way } from './way.ts'

/**
 * What a person can do about an entry that seems to have got another name; nothing about any other that is new. Where the old
 * instance cannot be ended as it is, nothing leads to the new one alone.
 */
export function waysOfCreate(
  { reason, key }: CreateAction,
  commandLine: CommandLine,
): readonly Way[] {
  if (reason.code !== 'looks-renamed') return []
  const toKeep = way`to keep ${plain(reason.id)}: write its old name into the file, name: ${plain(reason.from)}`
  if (reason.stays !== undefined) return [toKeep]
  const old = { name: reason.from, key }
  const end = onlyThis('destroy', old, commandLine, ['--all-owned']) ?? prune(commandLine)
  return [toKeep, way`to have the new one in its place: ${apply([], commandLine)}, then ${end}`]
}

/** The same where one line of a plan is about several, such as the replicas of an entry. */
export function waysOfRenames(
  actions: readonly Action[],
  commandLine: CommandLine,
): readonly Way[] {
  const toKeep = way`to keep what is there: write the old names into the file`
  const stay = actions.some(
    ({ reason }) => reason.code === 'looks-renamed' && reason.stays !== undefined,
  )
  if (stay) return [toKeep]
  return [
    toKeep,
    way`to have the new ones in their place: ${apply([], commandLine)}, then ${prune(commandLine)}`,
  ]
}
