import { flagWords } from '../config/canonical.ts'
import { type CommandName, commandNamed } from './commands.ts'
import { declared } from './declared.ts'

/** What a command line asks for. */
export type Asked =
  | { readonly kind: 'version' | 'nothing' }
  | { readonly kind: 'help'; readonly about: CommandName | undefined }
  | AskedProgram

/** What it takes the whole program to answer. */
export type AskedProgram =
  | { readonly kind: 'unknown'; readonly word: string }
  | { readonly kind: 'command'; readonly name: CommandName; readonly args: readonly string[] }

/** What words mean that were made canonical. The parser takes an unknown command for none at all, so that is decided here. */
export async function match(argv: readonly string[]): Promise<Asked> {
  const [first, ...rest] = argv
  if (first === undefined) return { kind: 'nothing' }
  if (VERSION_WORDS.has(first) || isVerboseAlone(argv)) return { kind: 'version' }
  const wantsHelp = first === '--help' || first === 'help'
  const name = await commandIn(wantsHelp ? rest : argv)
  if (name === undefined) {
    const word = wantsHelp ? rest[0] : first
    return word === undefined ? { kind: 'help', about: undefined } : { kind: 'unknown', word }
  }
  const options = flagWords(rest)
  if (wantsHelp || options.includes('--help')) return { kind: 'help', about: name }
  if (options.includes('--version')) return { kind: 'version' }
  return { kind: 'command', name, args: rest }
}

const VERSION_WORDS: ReadonlySet<string> = new Set(['--version', '-V', 'version'])

/** `-v` with no command, which most programs answer with their version. */
const isVerboseAlone = (argv: readonly string[]): boolean =>
  argv.length === 1 && argv[0] === '--verbose'

async function commandIn([word]: readonly string[]): Promise<CommandName | undefined> {
  if (word === undefined) return undefined
  // The parser gets to know only the command that may be meant: every start pays for each of them.
  const meant = commandNamed(word)
  const program = await declared(meant === undefined ? [] : [meant])
  program.parse(['node', 'ppi-apply', word], { run: false })
  return program.matchedCommand === undefined ? undefined : meant?.name
}
