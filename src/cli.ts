#!/usr/bin/env node
import { cac } from 'cac'
import type { Context } from './commands/context.ts'
import { processContext } from './commands/process-context.ts'
import { COMMANDS, type Command, type CommandName } from './commands/table.ts'
import { type Ending, exitCode } from './exit-code.ts'
import { nearest } from './nearest.ts'
import { parseFlags } from './settings/flags.ts'
import { UserError } from './user-error.ts'
import { VERSION } from './version.ts'

process.exitCode = exitCode(await main(process.argv.slice(2)))

/** Runs one command line. The only place that knows the process; everything it calls gets what it needs. */
async function main(argv: readonly string[]): Promise<Ending> {
  const { context, hasWritten } = watched(argv)
  const fail = async (error: unknown): Promise<Ending> => {
    const { errorText, failureOutput } = await import('./commands/program.ts')
    const { stdout, stderr } = context()
    const verbose = argv.includes('--verbose')
    stderr.write(errorText(error, { verbose, version: VERSION, style: stderr.style }))
    stdout.write(failureOutput(argv, error, { hasWritten: hasWritten() }))
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
      import('./commands/program.ts').then(({ interruption }) => leave(interruption()), leave)
    })
  }
  try {
    const asked = match(argv)
    switch (asked.kind) {
      case 'version':
        process.stdout.write(`ppi-apply ${VERSION}\n`)
        return 'done'
      case 'help': {
        const { helpText } = await import('./commands/help.ts')
        process.stdout.write(helpText(asked.about))
        return 'done'
      }
      case 'nothing': {
        const { helpText } = await import('./commands/help.ts')
        process.stderr.write(helpText(undefined))
        return 'usage'
      }
      case 'command': {
        const command: Command = COMMANDS[asked.name]
        const line = parseFlags(asked.args, command.flags, asked.name)
        const run = await command.load()
        return await run(context(), line)
      }
    }
  } catch (error) {
    return await fail(error)
  }
}

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

type Asked =
  | { readonly kind: 'version' | 'nothing' }
  | { readonly kind: 'help'; readonly about: CommandName | undefined }
  | { readonly kind: 'command'; readonly name: CommandName; readonly args: readonly string[] }

/** What a command line asks for. The parser takes an unknown command for none at all, so that is decided here. */
function match(argv: readonly string[]): Asked {
  const [first, ...rest] = argv
  if (first === undefined) return { kind: 'nothing' }
  if (first === '--version' || first === '-v') return { kind: 'version' }
  const wantsHelp = first === '--help' || first === '-h' || first === 'help'
  const name = commandIn(wantsHelp ? rest : argv)
  if (name === undefined) {
    const word = wantsHelp ? rest[0] : first
    if (word === undefined) return { kind: 'help', about: undefined }
    throw unknownCommand(word)
  }
  const ended = rest.indexOf('--')
  const options = ended === -1 ? rest : rest.slice(0, ended)
  return wantsHelp || options.includes('--help') || options.includes('-h')
    ? { kind: 'help', about: name }
    : { kind: 'command', name, args: rest }
}

function commandIn(argv: readonly string[]): CommandName | undefined {
  const program = cac('ppi-apply')
  for (const name of Object.keys(COMMANDS)) program.command(`${name} [...args]`)
  program.parse(['node', 'ppi-apply', ...argv.slice(0, 1)], { run: false })
  return program.matchedCommandName as CommandName | undefined
}

function unknownCommand(word: string): UserError {
  const names = Object.keys(COMMANDS)
  if (word.startsWith('-')) {
    return new UserError(`the flag ${word} stands before the command`, {
      ending: 'usage',
      hint: 'write the command first, as in: ppi-apply plan --verbose',
    })
  }
  const near = nearest(word, names)
  return new UserError(`unknown command "${word}"`, {
    ending: 'usage',
    hint: near === undefined ? `the commands are ${names.join(', ')}` : `did you mean ${near}?`,
  })
}
