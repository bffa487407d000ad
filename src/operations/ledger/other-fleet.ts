import { statSync } from 'node:fs'
import { join } from 'node:path'
import { definitionFile, type PathBase, STDIN_FILE } from '../../ledger/definition-file.ts'
import type { DefinitionFile } from '../../ledger/record.ts'
import type { SourceFile } from '../../model/location.ts'

/**
 * Tells the files of other fleets of the project from those of this run: a file that defined an entry, was not read now, and
 * is still there. What it defines is theirs to miss. Standard input counts as one that is always there: only a run that
 * reads it can miss what it defined.
 */
export function otherFleets(
  files: readonly Pick<SourceFile, 'path'>[],
  base: PathBase,
): (file: DefinitionFile) => boolean {
  const read = new Set(files.map((file) => definitionFile(file, base)))
  return (file) => !read.has(file) && (file === STDIN_FILE || isFile(join(base.root, file)))
}

/** A folder in its place defines nothing. */
const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true
