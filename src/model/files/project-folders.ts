import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { userId } from '../user-id.ts'
import { homeFolder, realPath, repositoryRoot } from './project-root.ts'

/**
 * The folders in which a run looks for what belongs to its project, the nearest first, as real paths: the working
 * folder and those above it, up to the root of the repository. Outside of a repository up to, but without, the home
 * folder and the root of the file system; and there a public folder (such as `/tmp`), or one that another user owns,
 * ends the way, since anybody may have put a file there.
 */
export function foldersUpwards(cwd: string, home = homeFolder()): readonly string[] {
  const start = realPath(cwd)
  const root = repositoryRoot(start, home)
  const isInside =
    root === undefined ? isPrivate(home) : (_above: string, below: string) => below !== root
  const folders = [start]
  for (let at = start; isInside(dirname(at), at); at = dirname(at)) folders.push(dirname(at))
  return folders
}

/** Whether the way up outside of a repository goes on into a folder. */
function isPrivate(home: string | undefined): (above: string, below: string) => boolean {
  const end = home === undefined ? undefined : realPath(home)
  return (above, below) =>
    below !== end && above !== end && above !== dirname(above) && above !== below && isOurs(above)
}

/** Neither public nor another user's. Windows tells neither; the superuser works in the folders of others. */
function isOurs(folder: string): boolean {
  const us = userId()
  const facts = statSync(folder, { throwIfNoEntry: false })
  if (us === undefined || facts === undefined) return facts !== undefined
  const isPublic = (facts.mode & PUBLIC) === PUBLIC
  return !isPublic && (us === 0 || facts.uid === us || facts.uid === 0)
}

/** The sticky bit, and writable for everybody. */
const PUBLIC = 0o1002
