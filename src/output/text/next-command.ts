import {
  type CommandLine,
  FLAG_NAMES,
  FLAGS,
  type FlagKind,
  type FlagName,
  type ShownCommand,
} from '../../config/flags.ts'
import { splitAddress } from '../../config/places/ledger-address.ts'
import { invocation } from '../../model/invocation.ts'
import { shellWord } from '../terminal/shell-word.ts'

/**
 * A command as it can be pasted into a shell, with what of this command line it has to repeat: with another service,
 * ledger or sandbox it would mean something else, or find nothing. `words`: its own arguments, quoted already.
 */
export function nextCommand(
  command: ShownCommand,
  words: readonly string[],
  { flags, args }: CommandLine,
): string {
  const repeated = FLAG_NAMES.flatMap((name): readonly string[] => {
    const kind: FlagKind = FLAGS[name]
    if (kind.repeats?.includes(command) !== true) return []
    const value = flags[name]
    if (value === undefined || value === false) return []
    const written =
      value === true
        ? [`--${name}`]
        : [value].flat().map((one) => `--${name}=${shellWord(shownValue(name, String(one)))}`)
    return written.filter((flag) => !isAmong(flag, words))
  })
  const files = args.map(fileWord)
  // A name that looks like a flag is one only behind all flags.
  const written =
    NAMING.has(command) && words.some((word) => /^'?-/.test(word))
      ? [...repeated, '--', ...words, ...files]
      : [...words, ...files, ...repeated]
  return [invocation(), command, ...written].join(' ')
}

/** A password is never shown: whoever pastes the command has it in the environment, or adds it. */
const shownValue = (name: FlagName, value: string): string =>
  name === 'ledger' ? splitAddress(value).address : value

/** Whether the words of the command say a flag already, in one word or in two. */
const isAmong = (flag: string, words: readonly string[]): boolean =>
  words.some((word, at) => word === flag || `${words[at - 1]}=${word}` === flag)

/** The commands whose own words are names and ids; those of the others are flags. */
const NAMING: ReadonlySet<ShownCommand> = new Set(['adopt', 'forget', 'unlock'])

/** A file whose name looks like a flag is one only behind a folder. */
const fileWord = (path: string): string => shellWord(path.replace(/^-(?=.)/s, './-'))

/** How an instance is recorded by hand where the ledger is damaged. */
export const adoptByHand = (flags: CommandLine['flags']): string =>
  nextCommand('adopt', ['NAME', 'ID'], { flags, args: [] })
