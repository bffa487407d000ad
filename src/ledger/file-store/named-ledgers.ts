import { closeSync, writeSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { makeFolder } from '../../model/files/make-folder.ts'
import { openFile } from '../../model/files/open-file.ts'
import { isWithin, projectRoot, realPath } from '../../model/files/project-root.ts'
import { readBounded } from '../../model/files/read-bounded.ts'
import { LEDGER_FOLDER } from './ledger-path.ts'

/** In the folder of our own: the ledger files that runs of the project were given by name, a path from there a line. */
export const NAMED_LEDGERS = 'named-ledgers'

/** More than a person names. */
const MAX_BYTES = 65_536

/**
 * Remembers that runs of a project use this file as their ledger, so that a run without its name knows of it. Only what
 * is inside of the project is remembered: a checkout may hold such a list as well, and must not choose other files to read.
 * Where nothing can be written, no run can keep a ledger there either, so that stops nothing.
 */
export function rememberLedger(folder: string, path: string): void {
  const real = join(realPath(dirname(path)), basename(path))
  const line = relative(realPath(folder), real).split(sep).join('/')
  if (!isWithin(projectRoot(folder), real) || line.includes('\n')) return
  const own = join(folder, LEDGER_FOLDER)
  if (linesOf(own).includes(line)) return
  try {
    makeFolder(own)
    const descriptor = openFile(join(own, NAMED_LEDGERS), { for: 'append', mode: 0o666 })
    try {
      writeSync(descriptor, `${line}\n`)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // As above.
  }
}

/** The ledger files that the list in a folder of our own names, inside of its project; absolute. */
export function namedLedgers(own: string): readonly string[] {
  const folder = resolve(own, '..')
  const root = projectRoot(folder)
  return linesOf(own)
    .filter((line) => line !== '' && !isAbsolute(line))
    .map((line) => resolve(folder, line))
    .filter((path) => isWithin(root, path))
}

function linesOf(own: string): readonly string[] {
  const path = join(own, NAMED_LEDGERS)
  const read = readBounded(path, { mostBytes: MAX_BYTES, root: projectRoot(own) })
  return read.kind === 'read' ? read.bytes.toString('utf8').split(/\r?\n/) : []
}
