import { readFileSync, statSync } from 'node:fs'
import { platform } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Environment } from '../../config/environment.ts'
import { irregular, reasonOf } from '../../model/files/read-bounded.ts'
import { UserError } from '../../model/user-error.ts'
import { passwordIn } from './pgpass.ts'
import type { PostgresAddress } from './postgres-address.ts'

/** Who connects: as the address says, else PGUSER, else the user of the system. */
export function userOf(address: PostgresAddress, env: Environment): string {
  const candidates = [address.user, env.PGUSER, env.USER, env.LOGNAME, env.USERNAME]
  const user = candidates.find((name) => name !== undefined && name !== '')
  if (user !== undefined) return user
  throw new UserError(`nothing says which user connects to ${address.label}`, {
    ending: 'ledger',
    hint: 'Name it in the address (postgres://user@host/…), or in PGUSER.',
  })
}

/**
 * The password, when the server asks for one: of the address, else PGPASSWORD, else the password file (PGPASSFILE or
 * `~/.pgpass`), which counts only where nobody else can read it. Throws a `UserError` where there is none.
 */
export function passwordOf(address: PostgresAddress, env: Environment): string {
  if (address.password !== undefined) return address.password.reveal()
  if (env.PGPASSWORD !== undefined && env.PGPASSWORD !== '') return env.PGPASSWORD
  const user = userOf(address, env)
  const path = passwordFile(env)
  const read = path === undefined ? { why: undefined } : readPasswords(path)
  const password = 'text' in read ? passwordIn(read.text, { ...address, user }) : undefined
  if (password !== undefined && password !== '') return password
  const ignored = 'why' in read && read.why !== undefined ? ` The file ${path} ${read.why}.` : ''
  throw new UserError(
    `${address.label} asks for the password of the user "${user}", and there is none`,
    {
      ending: 'ledger',
      hint: `Set PGPASSWORD, or add a line host:port:database:user:password to ${path ?? '~/.pgpass'}.${ignored}`,
    },
  )
}

function passwordFile(env: Environment): string | undefined {
  const { PGPASSFILE, APPDATA, HOME } = env
  if (PGPASSFILE !== undefined && PGPASSFILE !== '') return PGPASSFILE
  if (platform() === 'win32') return APPDATA && join(APPDATA, 'postgresql', 'pgpass.conf')
  return HOME && join(HOME, '.pgpass')
}

type PasswordFile = { readonly text: string } | { readonly why: string | undefined }

/** `why` follows its path. */
function readPasswords(path: string): PasswordFile {
  if (!isAbsolute(path)) return { why: 'was not read: its path is not absolute' }
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return { why: undefined }
    const odd = irregular(stats)
    if (odd !== undefined) return { why: `was not read: it ${odd}` }
    // Windows has no such bits; a profile there is the user's own.
    if (platform() !== 'win32' && (stats.mode & 0o077) !== 0) {
      return { why: 'was not read: others may read it; run chmod 600 on it' }
    }
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    return { why: `was not read: it ${reasonOf(error)}` }
  }
}
