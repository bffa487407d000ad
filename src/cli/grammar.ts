import type { Grammar } from '../config/parse-flags.ts'
import { COMMANDS, type Command, type CommandName } from './commands.ts'

/** What the words of a command may be. */
export function grammarOf(command: CommandName): Grammar {
  const { args, flags }: Command = COMMANDS[command]
  return { command, flags, names: args.split(' ').filter((word) => /^[A-Z]+$/.test(word)).length }
}
