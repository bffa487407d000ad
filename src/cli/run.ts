import { join } from 'node:path'
import process from 'node:process'
import { flagWords } from '../config/canonical.ts'
import type { CommandLine } from '../config/flags.ts'
import { refuseNodeFlags } from '../config/node-flags.ts'
import { parseFlags } from '../config/parse-flags.ts'
import { refuseLookalike } from '../config/unknown-flag.ts'
import { type Ending, exitCode } from '../model/exit-status.ts'
import { asTyped, startedBy } from '../model/invocation.ts'
import { nearest } from '../model/nearest.ts'
import { UserError } from '../model/user-error.ts'
import { VERSION } from '../model/version.ts'
import { shellWord } from '../output/terminal/shell-word.ts'
import type { AskedProgram } from './asked.ts'
import { COMMANDS, type CommandName } from './commands.ts'
import type { Context } from './context.ts'
import { grammarOf } from './grammar.ts'
import { howStarted } from './how-started.ts'
import { commandMeant } from './other-commands.ts'
import { processContext } from './process-context.ts'

type Run = (context: Context, line: CommandLine) => Promise<Ending>

/** Where each command is. None of it runs before it is asked for. */
const RUNS: Readonly<Record<CommandName, () => Promise<Run>>> = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  validate: async () => (await import('./commands/validate.ts')).validateCommand,
  vars: async () => (await import('./commands/vars.ts')).varsCommand,
  render: async () => (await import('./commands/render.ts')).renderCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  apply: async () => (await import('./commands/apply.ts')).applyCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  adopt: async () => (await import('./commands/adopt.ts')).adoptCommand,
  recover: async () => (await import('./commands/recover.ts')).recoverCommand,
  forget: async () => (await import('./commands/forget.ts')).forgetCommand,
  unlock: async () => (await import('./commands/unlock.ts')).unlockCommand,
  trust: async () => (await import('./commands/trust.ts')).trustCommand,
  schema: async () => (await import('./commands/schema.ts')).schemaCommand,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandboxCommand,
  completion: async () => (await import('./commands/completion.ts')).completionOf(COMMANDS),
}

/** Runs one canonical command line. The only place that knows the process; everything it calls gets what it needs. */
export async function run(argv: readonly string[], asked: AskedProgram): Promise<Ending> {
  const { context, hasWritten } = watched(argv)
  startedBy(() => {
    const { cwd, env } = context()
    return howStarted({ program: PROGRAM, cwd, env })
  }, Object.keys(COMMANDS))
  const fail = async (thrown: unknown): Promise<Ending> => {
    const error = thrown instanceof UserError ? withTyped(thrown) : thrown
    const { errorText, writeFailure } = await import('./end-with-error.ts')
    const { stdout, stderr } = context()
    const circumstances = {
      verbose: flagWords(argv).includes('--verbose'),
      version: VERSION,
      runtime: `Node ${process.version}, ${process.platform}`,
      style: stderr.style,
    }
    stderr.write(errorText(error, circumstances))
    writeFailure(stdout, argv, error, { hasWritten: hasWritten() })
    return error instanceof UserError ? error.ending : 'bug'
  }
  const leave = (error: unknown) => {
    fail(error).then(
      (ending) => process.exit(exitCode(ending)),
      () => process.exit(exitCode('bug')),
    )
  }
  process.once('uncaughtException', leave)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A command that spends money ends in its own way.
      if (process.listenerCount(signal) > 1) return
      import('./end-with-error.ts').then(({ interruption }) => leave(interruption()), leave)
    })
  }
  try {
    refuseNodeFlags(argv)
    if (asked.kind === 'unknown') throw unknownCommand(asked.word)
    const line = parseFlags(asked.args, grammarOf(asked.name))
    const command = await RUNS[asked.name]()
    return await command(context(), line)
  } catch (error) {
    return await fail(error)
  }
}

/** What a person starts: it is beside this file. */
const PROGRAM = join(__dirname, 'cli.cjs')

/** The same error, with commands that can be typed where it is shown. */
const withTyped = (error: UserError): UserError =>
  Object.assign(error, { message: asTyped(error.message), hint: error.hint && asTyped(error.hint) })

/** The context of this process, made once when it is first needed, and whether anything was printed so far. */
function watched(argv: readonly string[]) {
  let made: Context | undefined
  let written = false
  const context = () => {
    made ??= processContext(argv, () => {
      written = true
    })
    return made
  }
  return { context, hasWritten: () => written }
}

function unknownCommand(word: string): UserError {
  refuseLookalike(word)
  if (word.startsWith('-')) {
    const flag = word.replace(/=.*$/s, '')
    return new UserError(`the flag ${flag} is before the command`, {
      ending: 'usage',
      hint: 'write the command first, as in: ppi-apply plan --verbose',
    })
  }
  return new UserError(`unknown command "${word}"`, { ending: 'usage', hint: commandHint(word) })
}

function commandHint(word: string): string {
  if (/[./\\]/.test(word)) return `write a command first, as in: ppi-apply plan ${shellWord(word)}`
  const meant = commandMeant(word)
  if (meant !== undefined) return meant
  const names = Object.keys(COMMANDS)
  const near = nearest(word, names)
  return near === undefined ? `the commands are ${names.join(', ')}` : `did you mean ${near}?`
}
