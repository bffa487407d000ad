import { dirname, relative, resolve, sep } from 'node:path'
import { refuseLinks } from '../model/files/links.ts'
import { isPattern, toPatterns } from '../model/files/path-pattern.ts'
import { isWithin, projectRoot, realPath } from '../model/files/project-root.ts'
import { UserError } from '../model/user-error.ts'
import type { ConfigFile } from './config.ts'
import { isAddress } from './places/ledger-address.ts'

/**
 * Refuses a config whose paths leave its project: whoever wrote the checkout wrote the config too, and must not choose
 * which of a person's files is read or written. Flags may name anything.
 */
export function refuseOutside({ path, config }: ConfigFile): void {
  const { files = [], ledger } = config
  const folder = dirname(path)
  const root = projectRoot(folder)
  // The folder may be known by a link to it, the root is not.
  const real = (named: string): string => resolve(realPath(folder), relative(folder, named))
  const leaves = files.find((file) => file !== '-' && !staysWithin(root, real(file)))
  if (leaves !== undefined) {
    throw new UserError(`${path}: files names ${leaves}, which is outside of the project`, {
      hint: `The files of a config are in its project (${root}). Name others on the command line: ppi-apply plan ${leaves}`,
    })
  }
  if (ledger === undefined || isAddress(ledger)) return
  if (!isWithin(root, real(ledger))) {
    throw new UserError(`${path}: ledger names ${ledger}, which is outside of the project`, {
      hint: `The ledger of a config is in its project (${root}). For another place use the flag --ledger FILE.`,
    })
  }
  if (relative(root, real(ledger)).split(sep).includes('.git')) {
    throw new UserError(`${path}: ledger names ${ledger}, which is in the folder of Git`, {
      hint: 'What Git keeps there it obeys, as hooks and attributes. Name a path of your own, or leave ledger out.',
    })
  }
  refuseLinks(ledger)
}

/** Braces may hide a `..` from what resolves paths; after a wildcard nobody can tell where it leads. */
function staysWithin(root: string, file: string): boolean {
  if (!isWithin(root, file)) return false
  if (!isPattern(file)) return true
  return toPatterns(file).every(({ root: start, segments }) => {
    const names = segments.map((segment) => (segment.kind === 'name' ? segment.name : '*'))
    return !names.includes('..') && isWithin(root, `${start}${names.join('/')}`)
  })
}
