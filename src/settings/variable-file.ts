import { createReadStream } from 'node:fs'
import { parseEnv } from 'node:util'
import { UserError } from '../user-error.ts'

/**
 * Where references get their values: the environment of the process, then the files of `--var-file`, of
 * which a later one wins over an earlier one. Reads the files, in the format of Node's own parser, and
 * refuses what that parser drops in silence. No message quotes a file: its lines are secrets.
 */
export async function readVariables(
  environment: Readonly<Record<string, string | undefined>>,
  varFiles: readonly string[],
): Promise<Variables> {
  const files: ReadonlyMap<string, string>[] = []
  for (const path of varFiles) files.unshift(toVariables(path, await readText(path)))
  return {
    // An environment object inherits `toString` and its like, which nobody has set.
    lookup: (name) =>
      (Object.hasOwn(environment, name) ? environment[name] : undefined) ??
      files.find((file) => file.has(name))?.get(name),
    names: () =>
      new Set([...Object.keys(environment), ...files.flatMap((file) => [...file.keys()])]),
  }
}

export interface Variables {
  /** `undefined` when the variable is not set, which differs from empty. */
  readonly lookup: (name: string) => string | undefined
  /** Every variable that is set, for suggestions. */
  readonly names: () => ReadonlySet<string>
}

/** Bytes of one file: far beyond any set of variables, and the end of a device that never ends. */
const MOST_BYTES = 1_048_576

async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path)
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError(`The variable file ${path} is UTF-16`, { hint: 'save it as UTF-8' })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UserError(`The variable file ${path} is not valid UTF-8`, {
      hint: 'save it as UTF-8',
      cause,
    })
  }
}

/** In pieces and not by its size, since `--var-file <(command)` is a pipe. */
async function readBytes(path: string): Promise<Buffer> {
  try {
    const pieces: Buffer[] = []
    let length = 0
    for await (const piece of createReadStream(path, { end: MOST_BYTES })) {
      pieces.push(piece)
      length += piece.length
    }
    if (length <= MOST_BYTES) return Buffer.concat(pieces)
  } catch (cause) {
    throw new UserError(`The variable file ${path} ${reasonOf(cause)}`, { cause })
  }
  throw new UserError(`The variable file ${path} is larger than 1 MiB`, {
    hint: 'a variable file has lines of NAME=value',
  })
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist'
    case 'EISDIR':
      return 'is a folder'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read'
    default:
      return `cannot be read (${typeof code === 'string' ? code : String(cause)})`
  }
}

/**
 * Node's parser drops a line without a name or without `=`, or takes it for a part of the next name, as its version
 * is. Either would leave a variable unset that the file sets, so such a line is refused.
 */
function toVariables(path: string, text: string): ReadonlyMap<string, string> {
  const stray = strayLine(text)
  if (stray !== undefined) throw notAnAssignment(path, stray)
  const variables = new Map<string, string>()
  for (const [key, value] of Object.entries(parseEnv(text))) {
    variables.set(nameIn(key), value ?? '')
  }
  return variables
}

/**
 * The number of the first line that sets nothing. A line inside a quoted value looks the same, and only the parser knows
 * them apart: each gets a name here, which the parser finds where the line is not inside a value.
 */
function strayLine(text: string): number | undefined {
  const probed = text
    .split('\n')
    .map((line, index) => (NAMELESS.test(line) ? `${PROBE}${index + 1}=${line}` : line))
  const names = Object.keys(parseEnv(probed.join('\n'))).map(nameIn)
  const found = names.find((name) => name.startsWith(PROBE))
  return found === undefined ? undefined : Number(found.slice(PROBE.length))
}

/** Node 20 leaves an `export` and the comments before a line in its name. */
const nameIn = (key: string): string =>
  (key.split('\n').at(-1) ?? '').trim().replace(/^export\s+/, '')

/** Neither blank, nor a comment, nor `NAME=value`. */
const NAMELESS = /^(?!\s*(?:#|$))(?:[^=]*|\s*=.*)$/

const PROBE = 'PPI_APPLY_LINE_'

const notAnAssignment = (path: string, line: number): UserError =>
  new UserError(`The variable file ${path} has a line that is not NAME=value: line ${line}`, {
    hint: 'a value of several lines stands in quotes, a comment starts with #',
  })
