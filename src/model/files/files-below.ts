import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** How far below a folder is looked. A project is smaller; what is wider must not keep a run waiting. */
export const MOST_BELOW = { folders: 5000, names: 100_000 } as const

/**
 * The files below a folder with such names, the nearest first. Follows no links, and leaves out what does not belong to
 * the project: `node_modules`, other repositories, and hidden folders but those of `hidden`. Beyond `MOST_BELOW` nothing is
 * looked at any more.
 */
export function filesBelow(
  root: string,
  isWanted: (name: string) => boolean,
  { hidden }: { readonly hidden: string },
): readonly string[] {
  const found: string[] = []
  const folders = [root]
  let names = 0
  for (let at = 0; at < folders.length && at < MOST_BELOW.folders; at += 1) {
    const folder = folders[at] ?? root
    const entries = entriesOf(folder)
    if (at > 0 && entries.some(({ name }) => name === '.git')) continue
    for (const entry of entries) {
      names += 1
      if (names > MOST_BELOW.names) return found
      const path = join(folder, entry.name)
      if (entry.isFile() && isWanted(entry.name)) found.push(path)
      if (entry.isDirectory() && isOfProject(entry.name, hidden)) folders.push(path)
    }
  }
  return found
}

const isOfProject = (name: string, hidden: string): boolean =>
  name === hidden || (!name.startsWith('.') && name !== 'node_modules')

/** None for a folder that cannot be listed. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
