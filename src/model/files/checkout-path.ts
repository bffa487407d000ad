import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { isWithin, projectRoot, realPath } from './project-root.ts'

/**
 * Names files as a service does that shows findings beside the lines of a checkout: from the root of the checkout, with
 * `/`, wherever the run was started and however the file was named. `workspace` is that root where the service tells it
 * (`GITHUB_WORKSPACE`); else it is the root of the repository. A file outside of it keeps its absolute path.
 */
export function checkoutPath(cwd: string, workspace: string | undefined): (path: string) => string {
  const root =
    workspace !== undefined && isAbsolute(workspace) ? realPath(workspace) : projectRoot(cwd)
  const start = realPath(cwd)
  return (path) => {
    const named = resolve(start, path)
    // The words first: a link of a checkout is a file of it, whatever it leads to.
    const inside = [named, join(realPath(dirname(named)), basename(named))].find((each) =>
      isWithin(root, each),
    )
    return inside === undefined ? named : slashed(relative(root, inside)) || '.'
  }
}

const slashed = (path: string): string => path.split(sep).join('/')
