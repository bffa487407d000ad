import { lstatSync, readlinkSync } from 'node:fs'
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path'
import { UserError } from '../user-error.ts'
import { hasRepository, homeFolder, isWithin, projectRoot, realPath } from './project-root.ts'

/** The folder in which all that ppi-apply keeps is kept: nothing in it is ever reached through a link. */
export const OWN_FOLDER = '.ppi-apply'

/** A path that the tool does not go: `message` names what is in the way, `hint` the way out. */
export class PathRefused extends UserError {}

/** How a path runs. Links that the person or the system laid are followed, those of a checkout are not. */
export interface Way {
  /** The folder from which on whoever wrote the checkout chose what the names are; `undefined` outside of any. */
  readonly project: string | undefined
  /** The first link from there on, the path's own end included. */
  readonly link: string | undefined
}

/**
 * Looks at each part of a path, from the root of the system on. No flag and no name tells what is in a project, so one
 * begins at any repository, at the project of the working folder, and at each folder of our own.
 */
export function wayTo(path: string, folder: string | undefined = workingFolder()): Way {
  const home = homeFolder()
  const bounds: Bounds = {
    home: home === undefined ? undefined : realPath(home),
    root: folder === undefined ? undefined : projectRoot(folder),
  }
  const whole = resolve(folder ?? sep, path)
  const { root } = parse(whole)
  let pending = whole.slice(root.length).split(sep)
  let at = root
  let project: string | undefined
  for (let links = 0; ; ) {
    const [name, ...rest] = pending
    if (name === undefined) return { project, link: undefined }
    pending = rest
    if (project !== undefined && !isWithin(project, at)) project = undefined
    if (project === undefined && beginsProject(at, bounds)) project = at
    const next = join(at, name)
    if (name === OWN_FOLDER) project ??= next
    const target = targetOf(next)
    if (target === undefined) at = next
    else if (project !== undefined || links === MAX_LINKS) return { project, link: next }
    else {
      links += 1
      if (isAbsolute(target)) at = parse(target).root
      pending = [...target.split(sep), ...pending]
    }
  }
}

/** Throws a `PathRefused` where a checkout would decide where the path leads. */
export function refuseLinks(path: string): void {
  const { link } = wayTo(path)
  if (link !== undefined) throw linkRefused(link)
}

export const linkRefused = (link: string): PathRefused =>
  new PathRefused(`${link} is a symbolic link, and ppi-apply follows none in a project`, {
    hint: 'Whoever wrote this checkout chose where it leads. Remove the link and run the command again; if you want the place it leads to, name that place itself.',
  })

/** As Linux has it. */
const MAX_LINKS = 40

interface Bounds {
  readonly home: string | undefined
  readonly root: string | undefined
}

function beginsProject(folder: string, { home, root }: Bounds): boolean {
  // With the root of the system as a project, no link of the system could be followed.
  if (folder === dirname(folder)) return false
  if (folder === root) return true
  // A repository of the home folder or above it is nobody's project; see `projectRoot`.
  return !(home !== undefined && isWithin(folder, home)) && hasRepository(folder)
}

/** Where a link leads; `undefined` for anything else. What cannot be looked at, the system refuses right after. */
function targetOf(path: string): string | undefined {
  try {
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    return isLink ? readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}

/** `undefined` once the folder was removed. */
function workingFolder(): string | undefined {
  try {
    return resolve('.')
  } catch {
    return undefined
  }
}
