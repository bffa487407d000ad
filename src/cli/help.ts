import { FLAGS, type FlagKind, type FlagName } from '../config/flags.ts'
import { EXIT_CODES } from '../model/exit-status.ts'
import { COMMANDS, type Command, type CommandName } from './commands.ts'
import { FORMATS } from './formats.ts'

/** The help of one command, or of the whole program. Plain text that fits into 80 columns. */
export const helpText = (about: CommandName | undefined): string =>
  about === undefined ? programHelp() : commandHelp(about, COMMANDS[about])

const COLUMNS = 80

function programHelp(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const)
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

function commandHelp(name: CommandName, command: Command): string {
  const usage = ['ppi-apply', name, command.args, '[flags]'].filter((word) => word !== '').join(' ')
  const rows = new Map(command.flags.map((flag) => [flag, flagRow(flag, name)]))
  const width = Math.max(...[...rows.values()].map(([left]) => left.length))
  const groups = Object.entries(GROUPS).flatMap(([title, flags]) => {
    const own = (flags as readonly FlagName[]).flatMap((flag) => {
      const row = rows.get(flag)
      return row === undefined ? [] : [row]
    })
    return own.length === 0 ? [] : [section(title, columns(own, width))]
  })
  return page([
    wrap(command.about, COLUMNS).join('\n'),
    section('Usage', [usage]),
    ...groups,
    section('Examples', command.examples),
    exitCodes(),
  ])
}

/** Every flag under what it is about, in the order in which a reader looks for them. */
export const GROUPS = {
  Files: ['file', 'var-file', 'env-allow', 'only', 'exclude', 'no-env'],
  Run: [
    'yes',
    'allow',
    'plan-id',
    'fail-fast',
    'adopt',
    'wait',
    'watch',
    'until-running',
    'detailed-exitcode',
    'remove',
  ],
  Money: ['max-hourly', 'max-upfront', 'allow-prepaid', 'allow-unavailable'],
  Service: [
    'base-url',
    'api-key-env',
    'refresh',
    'timeout',
    'settle',
    'ledger',
    'ledger-id',
    'accept-account',
  ],
  Sandbox: ['sandbox', 'faults', 'port', 'dir'],
  Output: [
    'format',
    'json-into',
    'explain',
    'check',
    'names',
    'show-secrets',
    'color',
    'no-color',
    'quiet',
    'verbose',
  ],
  General: ['config', 'help', 'version'],
} as const satisfies Record<string, readonly FlagName[]>

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

function flagRow(name: FlagName, command: CommandName): readonly [string, string] {
  const flag: FlagKind = FLAGS[name]
  const long = flag.alone === undefined ? `--${name}` : `--${name} [${flag.value}]`
  const whole =
    flag.value === undefined || flag.alone !== undefined ? long : `${long} ${flag.value}`
  const left = flag.short === undefined ? whole : `-${flag.short}, ${whole}`
  const formats = name === 'format' && command in FORMATS
  if (!formats) return [left, flag.help]
  const [usual, ...others] = FORMATS[command as keyof typeof FORMATS]
  return [left, `${flag.help}: ${usual} (default), ${others.join(', ')}`]
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
