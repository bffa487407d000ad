import { parseArgs } from 'node:util'
import { UserError } from '../model/user-error.ts'
import { canonical, flagWords } from './canonical.ts'
import { type CommandLine, FLAGS, type FlagKind, type FlagName, type Flags } from './flags.ts'
import { refuseLookalike, unknownFlag } from './unknown-flag.ts'

/** What a command takes. */
export interface Grammar {
  readonly command: string
  readonly flags: readonly FlagName[]
  /** How many arguments are before the files; 0 when it is left out. */
  readonly names?: number
}

/**
 * Reads flags and arguments of one command. Files of `--file` are arguments, in the order in which all are written. Throws
 * a `UserError` of kind usage for a flag the command does not have, a value that is missing, of the wrong kind, or given
 * twice.
 */
export function parseFlags(argv: readonly string[], grammar: Grammar): CommandLine {
  const words = canonical(argv)
  flagWords(words).forEach(refuseLookalike)
  // Each value is in the word of its flag by now, and its text stays as it is: `007` and an empty one too.
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags: Record<string, unknown> = {}
  const args: Argument[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') args.push({ isNamed: false, text: token.value })
    if (token.kind !== 'option') continue
    const name = grammar.flags.find((each) => `--${each}` === token.rawName)
    if (name === undefined) throw unknownFlag(words[token.index] ?? token.rawName, grammar)
    const kind: FlagKind = FLAGS[name]
    const value = readValue(token.rawName, token.value, kind)
    if (name === 'file') args.push({ isNamed: true, text: String(value) })
    else if (kind.type === 'list') {
      flags[name] = [...((flags[name] as string[] | undefined) ?? []), value]
    } else if (name in flags && flags[name] !== value) {
      throw usage(`${token.rawName} is given twice`)
    } else flags[name] = value
  }
  return { flags: flags as Flags, args: inOrder(args, grammar.names ?? 0) }
}

interface Argument {
  /** Whether it was given with `--file`. */
  readonly isNamed: boolean
  readonly text: string
}

/** First what is not a file. Where some of that is missing no file may be in its place, so there are none. */
function inOrder(args: readonly Argument[], names: number): readonly string[] {
  const first = args.filter(({ isNamed }) => !isNamed).slice(0, names)
  const rest = first.length < names ? [] : args.filter((each) => !first.includes(each))
  return [...first, ...rest].map(({ text }) => text)
}

function readValue(raw: string, value: string | undefined, kind: FlagKind): unknown {
  if (kind.type === 'boolean') {
    if (value !== undefined) throw usage(`${raw} takes no value`, `write ${raw} alone`)
    return true
  }
  if (value === undefined) {
    const shown = kind.value ?? 'VALUE'
    throw usage(
      `${raw} needs a value`,
      `write ${raw} ${shown} or ${raw}=${shown}; a value that starts with - must follow a =`,
    )
  }
  if (kind.choices !== undefined && !kind.choices.includes(value)) {
    throw usage(`${raw} is one of ${kind.choices.join(', ')}, not "${value}"`)
  }
  if (kind.type !== 'number') return value
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (!Number.isFinite(number) || number < 0) {
    throw usage(`${raw} needs a number of 0 or more, not "${value}"`)
  }
  return number
}

const usage = (message: string, hint?: string): UserError =>
  new UserError(message, { ending: 'usage', ...(hint === undefined ? {} : { hint }) })
