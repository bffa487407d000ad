import type { CommandLine } from '../../../../config/flags.ts'
import type { CreateAction } from '../../../../plan/action.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { apply, onlyThis } from './typed-commands.ts'
import { type Way, way } from './way.ts'

/** What a person can do about an entry that seems to have got another name; nothing about any other that is new. */
export function waysOfCreate(
  { reason, key }: CreateAction,
  commandLine: CommandLine,
): readonly Way[] {
  if (reason.code !== 'looks-renamed') return []
  const old = { name: reason.from, key }
  const end = onlyThis('destroy', old, commandLine, ['--all-owned']) ?? prune(commandLine)
  return [
    way`to keep ${plain(reason.id)}: write its old name into the file, name: ${plain(reason.from)}`,
    way`to have the new one in its place: ${apply([], commandLine)}, then ${end}`,
  ]
}

/** The same where one line of a plan is about several, such as the replicas of an entry. */
export const waysOfRenames = (commandLine: CommandLine): readonly Way[] => [
  way`to keep what is there: write the old names into the file`,
  way`to have the new ones in their place: ${apply([], commandLine)}, then ${prune(commandLine)}`,
]

const prune = (commandLine: CommandLine) => apply(['--prune', '--allow', 'destroy'], commandLine)
