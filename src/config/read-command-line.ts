import { parseArgs } from 'node:util'
import { UserError } from '../model/user-error.ts'
import { canonical, flagWords, isFlagName } from './canonical.ts'
import { type CommandLine, FLAGS, type FlagKind, type FlagName, type Flags } from './flags.ts'
import { lookalike, unknownFlag } from './unknown-flag.ts'

/** What a command takes. */
export interface Grammar {
  readonly command: string
  readonly flags: readonly FlagName[]
  /** What `--format` may be; empty or left out where nothing restricts it. */
  readonly formats?: readonly string[]
  /** How many arguments are before the files; 0 when it is left out. */
  readonly names?: number
}

/** A command line as far as it can be read. */
export interface ReadCommandLine extends CommandLine {
  /**
   * The first thing that is wrong with it, of kind usage: then nothing may run. The flags still tell how to say so, in
   * which format and colours: a program that reads JSON must find some even when a flag beside it has a wrong spelling.
   */
  readonly error: UserError | undefined
}

/**
 * Reads flags and arguments of one command. Files of `--file` are arguments, in the order in which all are written. It is
 * an error when the command does not have a flag, and when a value is missing, of the wrong kind, or given twice.
 */
export function readCommandLine(argv: readonly string[], grammar: Grammar): ReadCommandLine {
  const words = canonical(argv)
  // Each value is in the word of its flag by now, and its text stays as it is: `007` and an empty one too.
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags: Record<string, unknown> = {}
  const args: Argument[] = []
  const errors = flagWords(words).flatMap((word) => lookalike(word) ?? [])
  for (const token of tokens) {
    if (token.kind === 'positional') args.push({ isNamed: false, text: token.value })
    if (token.kind !== 'option') continue
    const { rawName } = token
    const name = rawName.slice(2)
    if (!isFlagName(name)) {
      errors.push(unknownFlag(words[token.index] ?? rawName, grammar))
      continue
    }
    if (!grammar.flags.includes(name)) {
      errors.push(unknownFlag(words[token.index] ?? rawName, grammar))
    }
    const read = readValue(rawName, token.value, kindIn(grammar, name))
    if (read.error !== undefined) errors.push(read.error)
    if (read.value === undefined) continue
    if (name === 'file') args.push({ isNamed: true, text: String(read.value) })
    else if (FLAGS[name].type === 'list') {
      flags[name] = [...((flags[name] as string[] | undefined) ?? []), read.value]
    } else if (name in flags && flags[name] !== read.value) {
      errors.push(usage(`${rawName} is given twice`))
    } else flags[name] = read.value
  }
  return { flags: flags as Flags, args: inOrder(args, grammar.names ?? 0), error: errors[0] }
}

function kindIn({ formats = [] }: Grammar, name: FlagName): FlagKind {
  const kind: FlagKind = FLAGS[name]
  return name === 'format' && formats.length > 0 ? { ...kind, choices: formats } : kind
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

interface ReadValue {
  /** `undefined` where there is none that could be used. */
  readonly value?: string | number | boolean
  readonly error?: UserError
}

function readValue(raw: string, value: string | undefined, kind: FlagKind): ReadValue {
  if (kind.type === 'boolean') {
    return value === undefined
      ? { value: true }
      : { error: usage(`${raw} takes no value`, `write ${raw} alone`) }
  }
  if (value === undefined) {
    const shown = kind.value ?? 'VALUE'
    const hint = `write ${raw} ${shown} or ${raw}=${shown}; a value that starts with - must follow a =`
    return { error: usage(`${raw} needs a value`, hint) }
  }
  if (kind.choices !== undefined && !kind.choices.includes(value)) {
    return { value, error: usage(`${raw} is one of ${kind.choices.join(', ')}, not "${value}"`) }
  }
  if (kind.type !== 'number') return { value }
  const number = value.trim() === '' ? Number.NaN : Number(value)
  const isCount = kind.isCount === true
  return Number.isFinite(number) && number >= 0 && (!isCount || Number.isInteger(number))
    ? { value: number }
    : {
        error: usage(
          `${raw} needs a ${isCount ? 'whole ' : ''}number of 0 or more, not "${value}"`,
        ),
      }
}

const usage = (message: string, hint?: string): UserError =>
  new UserError(message, { ending: 'usage', ...(hint === undefined ? {} : { hint }) })
