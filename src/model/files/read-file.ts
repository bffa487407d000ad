import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
} from 'node:fs'
import { relative, sep } from 'node:path'
import { PathRefused, wayTo } from './links.ts'
import { refuseIrregular } from './open-file.ts'
import { isWithin } from './project-root.ts'

/**
 * The real path of a file that is read on behalf of a person. A link of a checkout may lead to another place in it, but
 * nothing outside is read through it: every message that quotes the file would show what is in it. Neither is what Git
 * keeps in `.git`, where CI systems leave their tokens. Throws a `PathRefused`; system errors pass.
 */
export function realPathInside(path: string): string {
  const { project, link } = wayTo(path)
  const real = realpathSync(path)
  if (project === undefined) return real
  if (link !== undefined && !isWithin(project, real)) throw leadsOut(link)
  if (relative(project, real).split(sep).includes('.git')) throw keptByGit(path)
  return real
}

/** The text of a small file, such as a script or a copy of a schema. Throws as `realPathInside`, and where it is too large. */
export function readSmallFile(path: string, mostBytes: number): string {
  const real = realPathInside(path)
  refuseIrregular(path, lstatSync(real, { bigint: true }))
  const descriptor = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = fstatSync(descriptor, { bigint: true })
    refuseIrregular(path, stats)
    if (stats.size > mostBytes) {
      throw new PathRefused(`${path} is larger than ${mostBytes / 2 ** 20} MiB`)
    }
    // What is in /proc has no size.
    const bytes = Buffer.alloc(mostBytes)
    let length = 0
    for (let count = -1; count !== 0 && length < mostBytes; length += count) {
      count = readSync(descriptor, bytes, length, mostBytes - length, null)
    }
    return bytes.toString('utf8', 0, length)
  } finally {
    closeSync(descriptor)
  }
}

const leadsOut = (link: string): PathRefused =>
  new PathRefused(`${link} is a symbolic link that leads out of the project`, {
    hint: 'Nothing was read through it. If you want the file it leads to, name that file itself.',
  })

const keptByGit = (path: string): PathRefused =>
  new PathRefused(`${path} belongs to what Git keeps in .git`, {
    hint: 'Nothing of it was read: it may hold credentials. Name a file of your own.',
  })
