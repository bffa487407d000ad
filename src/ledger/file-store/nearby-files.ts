import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { foldersUpwards } from '../../model/files/project-folders.ts'
import { realPath } from '../../model/files/project-root.ts'
import { LEDGER_FOLDER, SANDBOX_SERVICE } from './ledger-path.ts'

/** A ledger file that a run might have used. */
export interface NearbyFile {
  readonly path: string
  /** It is kept in the same folder. */
  readonly isBeside: boolean
}

/**
 * The ledger files in the folders of a run, in that of its own ledger, and in all above them; but its own. `path`: of its own
 * ledger, where that is a file.
 */
export function nearbyFiles(
  path: string | undefined,
  folders: readonly string[],
): readonly NearbyFile[] {
  const own = path === undefined ? undefined : join(realPath(dirname(path)), basename(path))
  const beside = path === undefined ? [] : [dirname(dirname(path))]
  // The folders of the run count also where nothing above them does, such as the home folder.
  const all = new Set(
    [...new Set([...folders, ...beside])].flatMap((start) => [
      realPath(start),
      ...foldersUpwards(start),
    ]),
  )
  return [...all]
    .flatMap((folder) => ledgersIn(join(folder, LEDGER_FOLDER)))
    .filter((other) => other !== own)
    .map((other) => ({
      path: other,
      isBeside: own !== undefined && dirname(other) === dirname(own),
    }))
}

function ledgersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(
        (name) => name.endsWith('.ledger.jsonl') && name !== `${SANDBOX_SERVICE}.ledger.jsonl`,
      )
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}
