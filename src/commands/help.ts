import { EXIT_CODES } from '../exit-code.ts'
import { FLAGS, type FlagName } from '../settings/flags.ts'
import { COMMANDS, type Command, type CommandName } from './table.ts'

/** The help of one command, or of the whole program. Plain text of at most 100 columns. */
export const helpText = (about: CommandName | undefined): string =>
  about === undefined ? programHelp() : commandHelp(about, COMMANDS[about])

function programHelp(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const)
  return page([
    'ppi-apply: GPU instances on PPIO from version-controlled YAML, each created exactly once',
    section('Usage', ['ppi-apply COMMAND [files…] [flags]']),
    section('Commands', columns(commands)),
    section('Examples', ['ppi-apply plan fleet.yaml', 'ppi-apply apply fleet.yaml']),
    exitCodes(),
    'ppi-apply COMMAND --help tells more about a command.',
  ])
}

function commandHelp(name: CommandName, command: Command): string {
  const usage = ['ppi-apply', name, command.args, '[flags]'].filter((word) => word !== '').join(' ')
  return page([
    wrap(command.about).join('\n'),
    section('Usage', [usage]),
    section('Flags', columns(command.flags.map(flagColumns))),
    section('Examples', command.examples),
    exitCodes(),
  ])
}

const page = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`

const section = (title: string, lines: readonly string[]): string =>
  [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n')

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`)
}

function flagColumns(name: FlagName): readonly [string, string] {
  const flag = FLAGS[name]
  return ['value' in flag ? `--${name} ${flag.value}` : `--${name}`, flag.help]
}

const exitCodes = (): string =>
  section(
    'Exit codes',
    columns(Object.values(EXIT_CODES).map(({ code, words }) => [String(code), words] as const)),
  )

function wrap(text: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > 100) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
