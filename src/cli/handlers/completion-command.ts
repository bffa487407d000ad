import {
  type CommandLine,
  FLAGS,
  type FlagKind,
  type FlagName,
  helpFor,
  SHELL_DATA,
} from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { collect } from '../../definitions/entries.ts'
import { readFleet } from '../../definitions/load-fleet.ts'
import type { SourceDocument } from '../../definitions/yaml/tree.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { nearest } from '../../model/nearest.ts'
import { UserError } from '../../model/user-error.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { completionScript, type GrammarFlag, SHELLS } from '../../output/text/completion-script.ts'
import type { Context } from '../context.ts'

/** Prints the completion script of a shell, or with `--names` what it completes for `--only`. */
export async function completionCommand(context: Context, line: CommandLine): Promise<ExitStatus> {
  const { flags, args } = line
  if (flags.names === true) {
    context.stdout.write((await namesOf(context, line)).map((name) => `${plain(name)}\n`).join(''))
    return 'done'
  }
  const kind = SHELL_DATA.find((each) => each === flags['shell-data'])
  if (kind !== undefined) {
    const { keptIds } = await import('../input/kept-ids.ts')
    const ids = await keptIds(kind, context, line)
    context.stdout.write(ids.map((id) => `${plain(id)}\n`).join(''))
    return 'done'
  }
  const [word] = args
  const shell = SHELLS.find((one) => one === word)
  if (shell === undefined || args.length > 1) throw unknownShell(args)
  const commands = context.commands.map(({ name, summary, flags, formats }) => ({
    name,
    summary,
    flags: flags.map((flag) => flagOf(flag, { name, formats })),
    words: name === 'products' ? ('products' as const) : undefined,
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

function flagOf(
  name: FlagName,
  command: { readonly name: string; readonly formats: readonly string[] },
): GrammarFlag {
  const { short, type, value, choices, completes }: FlagKind = FLAGS[name]
  return {
    name,
    short,
    help: helpFor(name, command.name),
    takesValue: type !== 'boolean',
    repeats: type === 'list',
    choices: name === 'format' ? command.formats : choices,
    values: completes ?? (value === 'FILE' ? 'files' : undefined),
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
    return Array.from({ length: Math.min(replicas, MAX_REPLICAS) }, (_, at) => `${name}-${at + 1}`)
  })
}

/** Nobody picks from more than that. */
const MAX_REPLICAS = 100
