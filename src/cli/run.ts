import process from 'node:process'
import { FLAG_NAMES } from '../config/flags.ts'
import { refuseNodeFlags } from '../config/node-flags.ts'
import { readCommandLine } from '../config/read-command-line.ts'
import { lookalike } from '../config/unknown-flag.ts'
import { type ExitStatus, exitCode } from '../model/exit-status.ts'
import { asTyped, startedBy } from '../model/invocation.ts'
import { nearest } from '../model/nearest.ts'
import { UserError } from '../model/user-error.ts'
import { VERSION } from '../model/version.ts'
import { shellWord } from '../output/terminal/shell-word.ts'
import type { AskedProgram } from './asked.ts'
import type { CommandDescription } from './command-description.ts'
import { COMMAND_NAMES, COMMANDS, commandNamed } from './commands.ts'
import { grammarOf } from './grammar.ts'
import { howStarted } from './how-started.ts'
import { commandMeant } from './other-commands.ts'
import { processContext } from './process-context.ts'

/**
 * Runs one canonical command line. The only place that knows the process; everything it calls gets what it needs.
 * `program` is the file that a person starts.
 */
export async function run(
  argv: readonly string[],
  asked: AskedProgram,
  program: string,
): Promise<ExitStatus> {
  const command = asked.kind === 'command' ? commandNamed(asked.name) : undefined
  const words = asked.kind === 'command' ? asked.args : argv
  const line = readCommandLine(words, grammarOf(command ?? ANY_COMMAND))
  let hasWritten = false
  const context = processContext(line.flags, COMMANDS, () => {
    hasWritten = true
  })
  const { cwd, env } = context
  startedBy(() => howStarted({ program, cwd, env }), COMMAND_NAMES)
  const fail = async (thrown: unknown): Promise<ExitStatus> => {
    const error = thrown instanceof UserError ? withTyped(thrown) : thrown
    const { errorText, writeFailure } = await import('./end-with-error.ts')
    const { stdout, stderr } = context
    const circumstances = {
      verbose: line.flags.verbose === true,
      version: VERSION,
      runtime: `Node ${process.version}, ${process.platform}`,
      style: stderr.style,
    }
    stderr.write(errorText(error, circumstances))
    const asEvent = command?.changesAccount === true
    writeFailure(stdout, error, { format: line.flags.format, asEvent, hasWritten })
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
    if (line.error !== undefined) throw line.error
    const meant = commandNamed(asked.name)
    refuseExtraWords(meant, line.args)
    if (meant.changesAccount) await import('./end-with-error.ts')
    return await meant.run(context, line)
  } catch (error) {
    return await fail(error)
  }
}

/** Where it is not known which command is meant, any flag may say how to tell so. */
const ANY_COMMAND = { name: '', args: '', flags: FLAG_NAMES, formats: [] }

/** The same error, with commands that can be typed where it is shown. */
const withTyped = (error: UserError): UserError =>
  Object.assign(error, { message: asTyped(error.message), hint: error.hint && asTyped(error.hint) })

function refuseExtraWords({ name, args }: CommandDescription, [extra]: readonly string[]): void {
  if (args !== '' || extra === undefined) return
  throw new UserError(`${name} takes no argument, and "${extra}" is one`, {
    ending: 'usage',
    hint: `what it takes: ppi-apply ${name} --help`,
  })
}

function unknownCommand(word: string): UserError {
  const misread = lookalike(word)
  if (misread !== undefined) return misread
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
  const near = nearest(word, COMMAND_NAMES)
  return near === undefined
    ? `the commands are ${COMMAND_NAMES.join(', ')}`
    : `did you mean ${near}?`
}
