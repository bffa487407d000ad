import { cac } from 'cac'
import { COMMANDS, type CommandName } from '../commands/table.ts'

/** What a command line asks for. */
export type Asked =
  | { readonly kind: 'version' | 'nothing' }
  | { readonly kind: 'help'; readonly about: CommandName | undefined }
  | AskedProgram

/** What it takes the whole program to answer. */
export type AskedProgram =
  | { readonly kind: 'unknown'; readonly word: string }
  | { readonly kind: 'command'; readonly name: CommandName; readonly args: readonly string[] }

/** The parser takes an unknown command for none at all, so that is decided here. */
export function match(argv: readonly string[]): Asked {
  const [first, ...rest] = argv
  if (first === undefined) return { kind: 'nothing' }
  if (first === '--version' || first === '-v') return { kind: 'version' }
  const wantsHelp = first === '--help' || first === '-h' || first === 'help'
  const name = commandIn(wantsHelp ? rest : argv)
  if (name === undefined) {
    const word = wantsHelp ? rest[0] : first
    return word === undefined ? { kind: 'help', about: undefined } : { kind: 'unknown', word }
  }
  const ended = rest.indexOf('--')
  const options = ended === -1 ? rest : rest.slice(0, ended)
  return wantsHelp || options.includes('--help') || options.includes('-h')
    ? { kind: 'help', about: name }
    : { kind: 'command', name, args: rest }
}

function commandIn([word = '']: readonly string[]): CommandName | undefined {
  const program = cac('ppi-apply')
  // The parser gets to know only the command that may be meant: every start pays for each of them.
  if (Object.hasOwn(COMMANDS, word)) program.command(`${word} [...args]`)
  program.parse(['node', 'ppi-apply', word], { run: false })
  return program.matchedCommandName as CommandName | undefined
}
