import { type CommandLine, FLAG_NAMES, type FlagName } from '../config/flags.ts'
import type { ExitStatus } from '../model/exit-status.ts'
import type { CommandDescription } from './command-description.ts'
import type { Context } from './context.ts'

/** One command of the program. */
export interface Command<Name extends string = string> extends CommandDescription {
  readonly name: Name
  /**
   * Whether it changes the account. Then its JSON is a stream of events, one per line, whose last one says how a failed run
   * ended; and nothing of its code is loaded once it has begun, as an update may take the files away meanwhile.
   */
  readonly changesAccount: boolean
  /** Loads its code, which nothing has loaded so far, and runs it. The format was checked when the line was read. */
  run(context: Context, line: CommandLine): Promise<ExitStatus>
}

interface Told<Name extends string> extends Omit<CommandDescription, 'formats'> {
  readonly name: Name
  readonly changesAccount?: boolean
}

interface Printing<Name extends string, Format> extends Told<Name> {
  readonly formats: readonly [Format, ...Format[]]
  readonly run: () => Promise<
    (context: Context, line: CommandLine, format: Format) => Promise<ExitStatus>
  >
}

interface Plain<Name extends string> extends Told<Name> {
  readonly formats?: undefined
  readonly run: () => Promise<(context: Context, line: CommandLine) => Promise<ExitStatus>>
}

/**
 * The one declaration of a command: parsing, help, completion and messages follow from it. Its file imports nothing else,
 * as every start loads it; `run` imports the code. A command with formats has `--format`.
 */
export function defineCommand<const Name extends string, const Format extends string>(
  told: Printing<Name, Format> | Plain<Name>,
): Command<Name> {
  const changesAccount = told.changesAccount ?? false
  if (told.formats === undefined) {
    const { run, flags } = told
    return {
      ...told,
      formats: [],
      get flags() {
        return ordered(flags)
      },
      changesAccount,
      run: async (context, line) => (await run())(context, line),
    }
  }
  const { formats, run, flags } = told
  const [byDefault] = formats
  return {
    ...told,
    get flags() {
      return ordered([...flags, 'format'])
    },
    changesAccount,
    run: async (context, line) => {
      const format = formats.find((each) => each === line.flags.format) ?? byDefault
      return (await run())(context, line, format)
    },
  }
}

/** As the table of flags has them, so that help and completion show them alike. */
function ordered(flags: readonly FlagName[]): readonly FlagName[] {
  const own = new Set(flags)
  return FLAG_NAMES.filter((name) => own.has(name))
}
