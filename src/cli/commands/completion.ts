import { type CommandLine, FLAGS, type FlagKind, type FlagName } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { collect } from '../../definitions/entries.ts'
import { readFleet } from '../../definitions/load-fleet.ts'
import type { SourceDocument } from '../../definitions/yaml/tree.ts'
import type { Ending } from '../../model/exit-status.ts'
import { nearest } from '../../model/nearest.ts'
import { UserError } from '../../model/user-error.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { completionScript, type GrammarFlag, SHELLS } from '../../output/text/completion-script.ts'
import type { Command } from '../commands.ts'
import type { Context } from '../context.ts'
import { FORMATS } from '../formats.ts'

/** The command that knows the table it is in. */
export const completionOf =
  (table: Readonly<Record<string, Command>>) =>
  async (context: Context, line: CommandLine): Promise<Ending> =>
    completionCommand(context, line, table)

/** Prints the completion script of a shell, or with `--names` what it completes for `--only`. */
async function completionCommand(
  context: Context,
  line: CommandLine,
  table: Readonly<Record<string, Command>>,
): Promise<Ending> {
  const { flags, args } = line
  if (flags.names === true) {
    context.stdout.write((await namesOf(context, line)).map((name) => `${plain(name)}\n`).join(''))
    return 'done'
  }
  const [word] = args
  const shell = SHELLS.find((one) => one === word)
  if (shell === undefined || args.length > 1) throw unknownShell(args)
  const commands = Object.entries(table).map(([name, command]) => ({
    name,
    summary: command.summary,
    flags: command.flags.map((flag) => flagOf(flag, name)),
  }))
  context.stdout.write(completionScript(shell, { commands }))
  return 'done'
}

function unknownShell(args: readonly string[]): UserError {
  const [word] = args
  const near = word === undefined ? undefined : nearest(word, SHELLS)
  const hint = `the shells are ${SHELLS.join(', ')}`
  return new UserError(
    word === undefined
      ? 'completion needs the name of a shell'
      : `completion knows no shell "${args.join(' ')}"`,
    { ending: 'usage', hint: near === undefined ? hint : `did you mean ${near}? ${hint}` },
  )
}

function flagOf(name: FlagName, command: string): GrammarFlag {
  const flag: FlagKind = FLAGS[name]
  const formats: Readonly<Record<string, readonly string[]>> = FORMATS
  const choices = name === 'format' ? formats[command] : undefined
  return {
    name,
    short: flag.short,
    help: flag.help,
    takesValue: flag.type !== 'boolean',
    choices: flag.choices ?? choices,
  }
}

/** The names as they are written, each replica by its own, whatever else is wrong with the files. */
async function namesOf(context: Context, line: CommandLine): Promise<readonly string[]> {
  const settings = await loadSettings(line, context)
  const fleet = await readFleet(context, settings)
  const specs = fleet.specs.flatMap(({ name }) => name ?? [])
  return specs.length > 0 ? specs : writtenNames(fleet.documents)
}

/** What can be told without the variables: names without a reference. */
function writtenNames(documents: readonly SourceDocument[]): readonly string[] {
  return collect(documents).definitions.flatMap(({ fields }) => {
    const scalarAt = (key: string) => {
      const node = fields.find((field) => field.key === key)?.value
      return node?.kind === 'scalar' ? node.value : undefined
    }
    const name = scalarAt('name')
    const replicas = scalarAt('replicas')
    if (typeof name !== 'string' || name.includes('$')) return []
    if (typeof replicas !== 'number') return [name]
    return Array.from({ length: Math.min(replicas, MOST_REPLICAS) }, (_, at) => `${name}-${at + 1}`)
  })
}

/** Nobody picks from more than that. */
const MOST_REPLICAS = 100
