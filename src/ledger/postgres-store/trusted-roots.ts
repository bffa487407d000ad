import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Environment } from '../../config/environment.ts'
import { reasonOf } from '../../model/files/read-bounded.ts'
import { UserError } from '../../model/user-error.ts'

/**
 * The certificates that PGSSLROOTCERT names, to be trusted instead of those of Node, as for psql. Throws a `UserError`
 * where they cannot be read: to go on without would be to trust others.
 */
export function trustedRoots({ PGSSLROOTCERT: path = '' }: Environment): { readonly ca?: string } {
  if (path === '' || path === 'system') return {}
  const refused = (why: string, cause?: unknown): UserError =>
    new UserError(`the file of PGSSLROOTCERT, ${path}, ${why}`, {
      ending: 'ledger',
      hint: 'Name a file with the certificates of the authority (PEM), or unset PGSSLROOTCERT to trust those that Node knows.',
      cause,
    })
  if (!isAbsolute(path)) throw refused('is not named by an absolute path')
  let ca: string
  try {
    ca = readFileSync(path, 'utf8')
  } catch (error) {
    throw refused(reasonOf(error), error)
  }
  // Node takes a file without one for "trust nobody", and says so with a word about the server's certificate.
  if (!ca.includes('-----BEGIN CERTIFICATE-----')) throw refused('holds no certificate')
  return { ca }
}
