import type { CommandLine } from '../../../../config/flags.ts'
import type { AllowWord } from '../../../../model/allow-word.ts'
import type { Action } from '../../../../plan/action.ts'
import { shellWord } from '../../../terminal/shell-word.ts'
import { nextCommand } from '../../next-command.ts'
import type { Typed } from './way.ts'

/** Whose entry a command is about. */
export type Named = Pick<Action, 'name' | 'key'>

const wordOf = ({ name, key }: Named): string => shellWord(name ?? key)

/** `ids`: instance ids, or `ID` where a person has to choose one. */
export const adopt = (of: Named, id: string, commandLine: CommandLine): Typed => ({
  typed: nextCommand('adopt', [wordOf(of), shellWord(id)], commandLine),
})

/** Drops all that the ledger holds of an entry, or these instances of it. The files do not count. */
export const forget = (of: Named, ids: readonly string[], { flags }: CommandLine): Typed => ({
  typed: nextCommand('forget', [wordOf(of), ...ids.map(shellWord)], { flags, args: [] }),
})

export const apply = (words: readonly string[], commandLine: CommandLine): Typed => ({
  typed: nextCommand('apply', words, commandLine),
})

/** An apply that may do this as well. `words`: what else it needs. */
export function applyAllowing(
  allow: readonly AllowWord[],
  { flags, args }: CommandLine,
  words: readonly string[] = [],
): Typed {
  const { allow: given = [], ...others } = flags
  const all = new Set([...given.flatMap((each) => each.split(',')), ...allow])
  const allowed = all.size === 0 ? [] : ['--allow', [...all].join(',')]
  return apply([...words, ...allowed], { flags: others, args })
}

/** An apply that ends all that is in no file. */
export const prune = (commandLine: CommandLine): Typed =>
  applyAllowing(['destroy'], commandLine, ['--prune'])

export const reap = (commandLine: CommandLine): Typed => ({
  typed: nextCommand('reap', [], commandLine),
})

/** Ends all that the ledger holds, where what this file says counts, too. `file`: from the root of the project. */
export const allOwned = (file: string, { flags, args }: CommandLine): Typed => ({
  typed: nextCommand('destroy', ['--all-owned'], { flags, args: [...args, file] }),
})

export const status = (commandLine: CommandLine): Typed => ({
  typed: nextCommand('status', [], commandLine),
})

/**
 * A command about this entry and no other; `undefined` where `--only` cannot say so: it takes the name for a pattern, and
 * selects no entry without one. `words`: what it needs more.
 */
export function onlyThis(
  command: 'apply' | 'destroy' | 'reap' | 'start' | 'stop',
  { name }: Named,
  { flags, args }: CommandLine,
  words: readonly string[] = [],
): Typed | undefined {
  if (name === undefined || /[*?]/.test(name)) return undefined
  const { exclude: _, ...others } = flags
  return { typed: nextCommand(command, words, { flags: { ...others, only: [name] }, args }) }
}

/** The same command about all that it was about but this entry; `undefined` as above, and where it was about no other. */
export function allButThis(
  command: 'destroy',
  { name }: Named,
  { flags, args }: CommandLine,
): Typed | undefined {
  if (name === undefined || /[*?]/.test(name)) return undefined
  const { only: given = [] } = flags
  const only = given.filter((each) => each !== name)
  if (given.length > 0 && only.length === 0) return undefined
  const isNamedNoMore = only.length > 0 && !only.some((each) => /[*?]/.test(each))
  const exclude = isNamedNoMore ? [] : [name]
  const others = { ...flags, only, exclude: [...(flags.exclude ?? []), ...exclude] }
  return { typed: nextCommand(command, [], { flags: others, args }) }
}
