import type { CommandLine, FlagName } from '../../config/flags.ts'
import { invocation } from '../../model/invocation.ts'
import { shellWord } from '../terminal/shell-word.ts'

/** The commands that are shown to be typed. */
type Shown = keyof typeof REPEATS

/** Which service, which ledger, which key. */
const WHERE = ['config', 'base-url', 'api-key-env', 'ledger', 'sandbox', 'var-file'] as const
const WITH_KEY = [...WHERE, 'env-allow'] as const

const REPEATS = {
  unlock: WHERE,
  adopt: WITH_KEY,
  forget: WITH_KEY,
  status: WITH_KEY,
  /** Everything that makes a plan what it is. */
  apply: [
    'config',
    'var-file',
    'env-allow',
    'base-url',
    'api-key-env',
    'ledger',
    'accept-account',
    'refresh',
    'sandbox',
    'faults',
    'only',
    'exclude',
    'timeout',
    'settle',
    'max-hourly',
    'max-upfront',
    'allow-prepaid',
    'allow',
    'allow-unavailable',
  ],
} as const satisfies Record<string, readonly FlagName[]>

/**
 * A command as it can be pasted into a shell, with what of this command line it has to repeat: with another service,
 * ledger or sandbox it would mean something else, or find nothing. `words`: its own arguments, quoted already.
 */
export function nextCommand(
  command: Shown,
  words: readonly string[],
  { flags, args }: CommandLine,
): string {
  const repeated = REPEATS[command].flatMap((name: FlagName): readonly string[] => {
    const value = flags[name]
    if (value === undefined || value === false) return []
    if (value === true) return [`--${name}`]
    return [value].flat().map((one) => `--${name}=${shellWord(String(one))}`)
  })
  const files = args.map(fileWord)
  // A name that looks like a flag is one only behind all flags. The words of `apply` are flags.
  const written =
    command !== 'apply' && words.some((word) => /^'?-/.test(word))
      ? [...repeated, '--', ...words, ...files]
      : [...words, ...files, ...repeated]
  return [invocation(), command, ...written].join(' ')
}

/** A file whose name looks like a flag is one only behind a folder. */
const fileWord = (path: string): string => shellWord(path.replace(/^-(?=.)/s, './-'))

/** How an instance is recorded by hand where the ledger is damaged. */
export const adoptByHand = (flags: CommandLine['flags']): string =>
  nextCommand('adopt', ['NAME', 'ID'], { flags, args: [] })
