import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { filesBelow } from '../../model/files/files-below.ts'
import { foldersUpwards } from '../../model/files/project-folders.ts'
import { homeFolder, isWithin, realPath, repositoryRoot } from '../../model/files/project-root.ts'
import { LEDGER_FOLDER, SANDBOX_SERVICE } from './ledger-path.ts'
import { NAMED_LEDGERS, namedLedgers } from './named-ledgers.ts'

/** A ledger file that a run might have used. */
export interface NearbyFile {
  readonly path: string
  /** `beside`: kept in the same folder; `above`: in one of the run, or above; `apart`: elsewhere in the project. */
  readonly where: 'beside' | 'above' | 'apart'
}

/**
 * The other ledger files of the project: those in the folders of a run, in that of its own ledger, and in all above them;
 * then those below the root of the repository (outside of one below these folders), and those that runs were given by name.
 * `path`: of its own ledger, where that is a file.
 */
export function nearbyFiles(
  path: string | undefined,
  folders: readonly string[],
): readonly NearbyFile[] {
  const own = path === undefined ? undefined : join(realPath(dirname(path)), basename(path))
  const beside = path === undefined ? [] : [dirname(dirname(path))]
  const starts = [...new Set([...folders, ...beside])]
  // The folders of the run count also where nothing above them does, such as the home folder.
  const upwards = new Set(starts.flatMap((start) => [realPath(start), ...foldersUpwards(start)]))
  const above = new Set(
    [...upwards].flatMap((folder) => ledgersIn(join(folder, LEDGER_FOLDER))).filter(isNot(own)),
  )
  const apart = elsewhereIn([...folders, ...ownProject(path)]).filter(isNot(own))
  return [
    ...[...above].map((other): NearbyFile => ({ path: other, where: whereIs(other, own) })),
    ...apart
      .filter((other) => !above.has(other))
      .map((other): NearbyFile => ({ path: other, where: 'apart' })),
  ]
}

const isNot = (own: string | undefined) => (other: string) => other !== own

const whereIs = (other: string, own: string | undefined): NearbyFile['where'] =>
  own !== undefined && dirname(other) === dirname(own) ? 'beside' : 'above'

/** The folder of the project that a ledger is of, where it is kept in ours. */
const ownProject = (path: string | undefined): readonly string[] =>
  path !== undefined && basename(dirname(path)) === LEDGER_FOLDER ? [dirname(dirname(path))] : []

/** What is below the projects of these folders, and what the lists there name. */
function elsewhereIn(folders: readonly string[]): readonly string[] {
  const roots = folders.flatMap((folder) => repositoryRoot(folder) ?? ownFolder(folder))
  const found = [...new Set(roots)].flatMap((root) =>
    filesBelow(root, (name) => isLedger(name) || name === NAMED_LEDGERS, { hidden: LEDGER_FOLDER }),
  )
  return [
    ...new Set(
      found.flatMap((file) =>
        basename(file) !== NAMED_LEDGERS
          ? [file]
          : basename(dirname(file)) === LEDGER_FOLDER
            ? namedLedgers(dirname(file))
            : [],
      ),
    ),
  ]
}

/** None for the home folder and those above it: there is more than one project below. */
function ownFolder(folder: string): readonly string[] {
  const home = homeFolder()
  const real = realPath(folder)
  return home !== undefined && isWithin(real, realPath(home)) ? [] : [real]
}

const isLedger = (name: string): boolean =>
  name.endsWith('.ledger.jsonl') && name !== `${SANDBOX_SERVICE}.ledger.jsonl`

function ledgersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(isLedger)
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}
