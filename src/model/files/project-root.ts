import { lstatSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'

/**
 * The folder that bounds a project, as a real path: the root of the Git repository that holds the folder (also of a work
 * tree or a submodule, where `.git` is a file); else the folder itself. A repository of the home folder, as for dotfiles,
 * or of a folder above it is nobody's project: with it the whole home would be inside.
 */
export function projectRoot(folder: string, home = homeFolder()): string {
  return repositoryRoot(folder, home) ?? realPath(folder)
}

/** The same where there is a repository that may be a project; else `undefined`. */
export function repositoryRoot(folder: string, home = homeFolder()): string | undefined {
  const start = realPath(folder)
  const end = home === undefined ? undefined : realPath(home)
  for (let at = start; at !== end; at = dirname(at)) {
    if (hasRepository(at)) return at
    if (at === dirname(at)) break
  }
  return undefined
}

/** Whether a path is the folder or below it, by its words alone: links are the caller's question. Both absolute. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  // On Windows the way to another drive is an absolute path.
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Whether a repository begins here. A link named `.git` counts: it can only make the project smaller. */
export function hasRepository(folder: string): boolean {
  try {
    return lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** A home that is not there bounds nothing; a working folder that was removed is told where it is used. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** A user without an entry in the system's list (containers) may have none. */
export function homeFolder(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined
  }
}
