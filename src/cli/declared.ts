import type { CAC } from 'cac'
import { FLAGS, type FlagKind, type FlagName, helpFor } from '../config/flags.ts'
import type { CommandDescription } from './command-description.ts'

/**
 * The command parser with these commands. It matches them, and the help of a command is made of what it holds. It is
 * loaded here, as not every start needs it.
 */
export async function declared(commands: readonly CommandDescription[]): Promise<CAC> {
  const { cac } = await import('cac')
  const program = cac('ppi-apply')
  for (const { name, args, summary } of commands) {
    const usage = [name, args, '[flags]'].filter((word) => word !== '').join(' ')
    program.command(`${name} [...args]`, summary).usage(usage)
  }
  return program
}

/** An option as the parser holds it, under its flag. */
export interface DeclaredOption {
  readonly flag: FlagName
  readonly rawName: string
  readonly description: string
}

/**
 * Declares the flags of a command for its help. Their values are not read by the parser: it would make a number of a name
 * such as `007`, so `parseArgs` reads them (`readCommandLine`).
 */
export function declareOptions(
  program: CAC,
  { name, flags, formats }: CommandDescription,
): readonly DeclaredOption[] {
  const command = program.commands.find((each) => each.name === name)
  for (const flag of flags) command?.option(spelling(flag), helpOf(flag, { name, formats }))
  const options = command?.options ?? []
  return options.flatMap(({ rawName, description }, at) => {
    const flag = flags[at]
    return flag === undefined ? [] : [{ flag, rawName, description }]
  })
}

function spelling(name: FlagName): string {
  const { short, value, alone }: FlagKind = FLAGS[name]
  const shown = value === undefined ? [] : [alone === undefined ? value : `[${value}]`]
  const long = [`--${name}`, ...shown].join(' ')
  return short === undefined ? long : `-${short}, ${long}`
}

function helpOf(
  flag: FlagName,
  { name, formats: [byDefault, ...others] }: Pick<CommandDescription, 'name' | 'formats'>,
): string {
  const help = helpFor(flag, name)
  return flag === 'format' ? `${help}: ${byDefault} (default), ${others.join(', ')}` : help
}
