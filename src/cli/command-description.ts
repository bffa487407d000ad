import type { FlagName } from '../config/flags.ts'

/** What help, completion and the reader of the command line know of a command. */
export interface CommandDescription {
  readonly name: string
  /** The arguments as the usage line shows them. A word in capitals comes before the files. */
  readonly args: string
  readonly summary: string
  readonly about: string
  readonly flags: readonly FlagName[]
  /** What it can print, the default first. Empty for a command without `--format`. */
  readonly formats: readonly string[]
  readonly examples: readonly string[]
}
