import type { Grammar } from '../config/read-command-line.ts'
import type { CommandDescription } from './command-description.ts'

type Told = Pick<CommandDescription, 'name' | 'args' | 'flags' | 'formats'>

/** What the words of a command may be. */
export const grammarOf = ({ name, args, flags, formats }: Told): Grammar => ({
  command: name,
  flags,
  formats,
  names: args.split(' ').filter((word) => /^[A-Z]+$/.test(word)).length,
})
