import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { foldersUpwards } from '../../model/files/project-folders.ts'
import { isWithin, projectRoot, realPath, repositoryRoot } from '../../model/files/project-root.ts'
import { LEDGER_FOLDER } from './ledger-path.ts'

/** The project that a run belongs to. */
export interface Project {
  /** Holds `.ppi-apply/` with the ledger and the sandbox, or will; absolute. */
  readonly folder: string
  /** What the files in the ledger are relative to: the root of the repository; outside of one, the folder. */
  readonly root: string
}

/**
 * Finds the project of a working folder, so that a run in a folder below finds the same ledger: the folder of the
 * config file; else the nearest folder above that has a `.ppi-apply/`; else the root of the repository, so that it does not
 * matter in which folder the first run starts; outside of a repository the working folder. A config file that was named
 * (`--config`) and is outside of the repository says nothing about where the project is.
 */
export function findProject(cwd: string, configPath: string | undefined): Project {
  const folder = folderOf(cwd, configPath)
  return { folder, root: projectRoot(folder) }
}

function folderOf(cwd: string, configPath: string | undefined): string {
  const folders = foldersUpwards(cwd)
  const outermost = folders.at(-1) ?? cwd
  const beside = configPath === undefined ? undefined : realPath(dirname(configPath))
  if (beside !== undefined && isWithin(outermost, beside)) return beside
  const begun = folders.find((folder) => isFolder(join(folder, LEDGER_FOLDER)))
  return begun ?? repositoryRoot(cwd) ?? cwd
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
