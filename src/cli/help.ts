import { FLAG_GROUPS, FLAGS } from '../config/flags.ts'
import { EXIT_CODES } from '../model/exit-status.ts'
import type { CommandDescription } from './command-description.ts'
import { COMMANDS, type CommandName, commandNamed } from './commands.ts'
import { declared, declareOptions } from './declared.ts'

/** The help of one command, or of the whole program. Plain text that fits into 80 columns. */
export const helpText = async (about: CommandName | undefined): Promise<string> =>
  about === undefined ? programHelp() : await commandHelp(commandNamed(about))

const COLUMNS = 80

function programHelp(): string {
  const commands = COMMANDS.map(({ name, summary }) => [name, summary] as const)
  return page([
    wrap(
      'ppi-apply: GPU instances on PPIO from version-controlled YAML, each created exactly once',
      COLUMNS,
    ).join('\n'),
    section('Usage', ['ppi-apply COMMAND [files…] [flags]', 'ppi-apply --version']),
    section('Commands', columns(commands)),
    section('Examples', ['ppi-apply plan fleet.yaml', 'ppi-apply apply fleet.yaml']),
    exitCodes(),
    'ppi-apply COMMAND --help tells more about a command.',
  ])
}

async function commandHelp(command: CommandDescription): Promise<string> {
  const program = await declared([command])
  const options = declareOptions(program, command)
  const width = Math.max(...options.map(({ rawName }) => rawName.length))
  const groups = FLAG_GROUPS.flatMap((title) => {
    const own = options.filter(({ flag }) => FLAGS[flag].group === title)
    const rows = own.map(({ rawName, description }) => [rawName, description] as const)
    return rows.length === 0 ? [] : [section(title, columns(rows, width))]
  })
  const usage = program.commands.map(({ usageText }) => `${program.name} ${usageText}`)
  return page([
    wrap(command.about, COLUMNS).join('\n'),
    section('Usage', usage),
    ...groups,
    section('Examples', command.examples),
    exitCodes(),
  ])
}

const page = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`

const section = (title: string, lines: readonly string[]): string =>
  [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n')

function columns(
  rows: readonly (readonly [string, string])[],
  width = Math.max(...rows.map(([left]) => left.length)),
): readonly string[] {
  return rows.flatMap(([left, right]) =>
    // Two spaces before, two between.
    wrap(right, COLUMNS - width - 4).map(
      (line, at) => `${(at === 0 ? left : '').padEnd(width)}  ${line}`,
    ),
  )
}

const exitCodes = (): string =>
  section(
    'Exit codes',
    columns(Object.values(EXIT_CODES).map(({ code, words }) => [String(code), words] as const)),
  )

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
