import { realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { type SourceFile, STDIN_PATH } from '../model/location.ts'
import type { DefinitionFile } from './record.ts'

/** Where the paths of a run count from. Both absolute. */
export interface PathBase {
  readonly cwd: string
  /** The root of the project, so that the ledger says the same in every clone. */
  readonly root: string
}

/** What the ledger calls standard input: no file of a project is called so by a ledger. */
export const STDIN_FILE = STDIN_PATH as DefinitionFile

/**
 * What the ledger calls a file of this run: its path from the root of the project, the same whatever folder a run
 * starts in; `STDIN_FILE` for standard input. A file that is a link keeps its own name; links among its folders count
 * as what they stand for.
 */
export function definitionFile(
  { path }: Pick<SourceFile, 'path'>,
  { cwd, root }: PathBase,
): DefinitionFile {
  if (path === STDIN_PATH) return STDIN_FILE
  const absolute = resolve(cwd, path)
  const real = join(realFolder(dirname(absolute)), basename(absolute))
  return relative(realFolder(root), real).split(sep).join('/') as DefinitionFile
}

function realFolder(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
