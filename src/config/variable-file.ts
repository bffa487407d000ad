import { isUtf8 } from 'node:buffer'
import { realpathSync } from 'node:fs'
import { isWithin } from '../model/files/project-root.ts'
import { type BoundedRead, LEADS_OUT, readBounded } from '../model/files/read-bounded.ts'
import { readOpened } from '../model/files/read-opened.ts'
import { UserError } from '../model/user-error.ts'
import { readVariableLines } from './variable-lines.ts'

/** Who named the variable files: what a config may not do, a person may. */
export type VariableFileSource =
  | { readonly namedBy: 'person'; readonly root: string }
  | { readonly namedBy: 'config'; readonly root: string }

/**
 * Where references get their values: the environment of the process, then the files of `--var-file`, of
 * which a later one wins over an earlier one. Reads the files as `readVariableLines` says. No message quotes a file: its
 * lines are secrets.
 */
export async function readVariables(
  environment: Readonly<Record<string, string | undefined>>,
  paths: readonly string[],
  source: VariableFileSource,
): Promise<Variables> {
  const files: VariableFile[] = []
  for (const path of paths) {
    const values = toVariables(path, await readText(path, source))
    files.unshift({
      path,
      namedBy: source.namedBy,
      names: () => values.keys(),
      get: (name) => values.get(name),
    })
  }
  return {
    files,
    // An environment object inherits `toString` and its like, which nobody has set.
    lookup: (name) =>
      (Object.hasOwn(environment, name) ? environment[name] : undefined) ??
      files.map((file) => file.get(name)).find((value) => value !== undefined),
    names: () =>
      new Set([...Object.keys(environment), ...files.flatMap((file) => [...file.names()])]),
  }
}

export interface Variables {
  /** `undefined` when the variable is not set, which differs from empty. */
  readonly lookup: (name: string) => string | undefined
  /** Every variable that is set, for suggestions. */
  readonly names: () => ReadonlySet<string>
  /** The one that wins comes first. The environment is none of them. */
  readonly files: readonly VariableFile[]
}

/** One file of variables, by itself. */
export interface VariableFile {
  readonly path: string
  readonly namedBy: VariableFileSource['namedBy']
  readonly names: () => Iterable<string>
  readonly get: (name: string) => string | undefined
}

/** Bytes of one file: far beyond any set of variables, and the end of a device that never ends. */
const MAX_BYTES = 1_048_576

async function readText(path: string, source: VariableFileSource): Promise<string> {
  const bytes = await readBytes(path, source)
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError(`The variable file ${path} is UTF-16`, { hint: 'save it as UTF-8' })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UserError(`The variable file ${path}, line ${oddLine(bytes)}, is not valid UTF-8`, {
      hint: 'save it as UTF-8',
      cause,
    })
  }
}

/** The first line, from 1, that is not a UTF-8. No byte of a longer character is a line break. */
function oddLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n')
  return 1 + lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')))
}

async function readBytes(path: string, source: VariableFileSource): Promise<Buffer> {
  const read =
    source.namedBy === 'config'
      ? readOfProject(path, source.root)
      : await readNamed(path, source.root)
  switch (read.kind) {
    case 'read':
      return read.bytes
    case 'missing':
      throw new UserError(`The variable file ${path} does not exist`)
    case 'refused': {
      const hint = HINTS[read.why]
      throw new UserError(`The variable file ${path} ${read.why}`, {
        ...(hint === undefined ? {} : { hint }),
        cause: read.cause,
      })
    }
  }
}

/** A config is the work of whoever wrote the checkout, who must not have files of the home folder read. */
function readOfProject(path: string, root: string): BoundedRead {
  const read = readBounded(path, { mostBytes: MAX_BYTES, root })
  return read.kind === 'read' && !isWithin(root, realpathSync(path))
    ? { kind: 'refused', why: OUTSIDE }
    : read
}

/** Whether a path may be that of an open pipe, of which nothing is left once it was read. */
export const isReadOnce = (path: string): boolean => /^\/(?:dev|proc)\//.test(path)

/** A person may name any file, and what a shell gives as one: `--var-file <(command)` is an open pipe. */
async function readNamed(path: string, root: string): Promise<BoundedRead> {
  if (!isReadOnce(path)) return readBounded(path, { mostBytes: MAX_BYTES, root })
  return readOpened(path, MAX_BYTES)
}

const OUTSIDE = 'is outside of the project, and a config names files of its project only'

const HINTS: Readonly<Record<string, string>> = {
  [OUTSIDE]: 'If you want it to be read, name it yourself: --var-file FILE',
  [LEADS_OUT]:
    'Nothing was read through it. If you want the file it leads to, name that file itself.',
  'is a named pipe': 'A pipe of the shell works: --var-file <(command)',
  'is larger than 1 MiB': 'a variable file has lines of NAME=value',
}

function toVariables(path: string, text: string): ReadonlyMap<string, string> {
  const lines = readVariableLines(text)
  if (lines.kind === 'read') return lines.values
  const { line, what, hint } = lines.problem
  throw new UserError(`The variable file ${path}, line ${line}, ${what}`, { hint })
}
