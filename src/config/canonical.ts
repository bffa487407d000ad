import { FLAGS, type FlagKind, type FlagName } from './flags.ts'
import { flagMeant } from './other-flags.ts'

/**
 * The one way to write each word of a command line, whichever a person chose: `-o json`, `-ojson`, `-o=json`,
 * `--format json` and `--format=json` are the last of them. So whoever looks at the words sees what the parser sees. A
 * word that starts with `-` is not a value behind a blank: in `--ledger --yes` the value is missing. What is not a flag of ours
 * stays as it is.
 */
export function canonical(argv: readonly string[]): readonly string[] {
  const words: string[] = []
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? ''
    if (word === '--') return [...words, ...argv.slice(at)]
    const { written, takesNext } = rewritten(word, argv[at + 1])
    words.push(...written)
    if (takesNext) at += 1
  }
  return words
}

/** The words in which a flag can be: those before `--`. */
export function flagWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end === -1 ? argv : argv.slice(0, end)
}

export const isFlagName = (name: string): name is FlagName => Object.hasOwn(FLAGS, name)

/** The flag that a letter stands for behind one dash. */
export const shortFlag = (letter: string): FlagName | undefined => SHORT.get(letter)

const SHORT: ReadonlyMap<string, FlagName> = new Map(
  Object.entries(FLAGS).flatMap(([name, kind]): [string, FlagName][] =>
    'short' in kind && isFlagName(name) ? [[kind.short, name]] : [],
  ),
)

interface Rewritten {
  readonly written: readonly string[]
  /** Whether the next word is the value. */
  readonly takesNext: boolean
}

const asIs = (...written: readonly string[]): Rewritten => ({ written, takesNext: false })

function rewritten(word: string, next: string | undefined): Rewritten {
  if (word.startsWith('--')) {
    const name = word.slice(2)
    return isFlagName(name) ? withValue(name, next) : asIs(word)
  }
  return /^-[^-]/.test(word) ? shortened(word, next) : asIs(word)
}

function withValue(name: FlagName, next: string | undefined): Rewritten {
  const { type, alone }: FlagKind = FLAGS[name]
  if (type === 'boolean') return asIs(`--${name}`)
  if (next !== undefined && (alone?.pattern ?? VALUE).test(next)) {
    return { written: [`--${name}=${next}`], takesNext: true }
  }
  return asIs(alone === undefined ? `--${name}` : `--${name}=${alone.means}`)
}

/** An empty string is one, and so is `-`, which means standard input. */
const VALUE = /^(?:-?$|[^-])/

/** `-y`, several as in `-qy`, or one with its value as in `-o json`, `-ojson` and `-o=json`. */
function shortened(word: string, next: string | undefined): Rewritten {
  // One dash too few, as in `-format`, is not `-f` with the file `ormat`.
  const name = word.slice(1).replace(/=.*$/s, '')
  if (isFlagName(name) || flagMeant(name) !== undefined) return asIs(word)
  return letters(word, next)
}

function letters(word: string, next: string | undefined): Rewritten {
  const flags: string[] = []
  for (let at = 1; at < word.length; at += 1) {
    const name = shortFlag(word[at] ?? '')
    if (name === undefined) return asIs(word)
    const rest = word.slice(at + 1)
    const isAlone = FLAGS[name].type === 'boolean'
    if (rest.startsWith('=')) return asIs(...flags, `--${name}${rest}`)
    if (!isAlone && rest !== '') return asIs(...flags, `--${name}=${rest}`)
    if (!isAlone) {
      const { written, takesNext } = withValue(name, next)
      return { written: [...flags, ...written], takesNext }
    }
    flags.push(`--${name}`)
  }
  return asIs(...flags)
}
