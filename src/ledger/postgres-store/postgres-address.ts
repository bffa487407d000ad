import { CONTROL } from '../../model/odd-character.ts'
import { Secret } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'

/** Where a ledger in PostgreSQL is. Only the address says it: PGHOST, PGPORT and PGDATABASE count for nothing. */
export interface PostgresAddress {
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  readonly database: string
  /** `undefined` where the environment says who connects. */
  readonly user: string | undefined
  /** Which ledger of the database. */
  readonly ledger: string
  /** `verified`: certificate and host name are checked. `off` is for this machine alone. */
  readonly tls: 'verified' | 'off'
  /** What messages call it, without the user and the password. */
  readonly label: string
  /** The same with the user: what `--ledger` takes. */
  readonly shown: string
  /** A literal one, which may be in the history of a shell or in a checkout by now. */
  readonly password: Secret | undefined
}

/** Whether a ledger is meant to be in PostgreSQL; `parsePostgresAddress` says whether the address is right. */
export const isPostgresAddress = (text: string): boolean => /^postgres(ql)?:/i.test(text)

/**
 * Reads `postgres://user@host:port/database?ledger=NAME`. Throws a `UserError` of kind usage that quotes no more of it
 * than a host or a name, as any other part may be a password in the wrong place.
 */
export function parsePostgresAddress(text: string): PostgresAddress {
  if (/\s/.test(text) || CONTROL.test(text)) {
    throw refused('holds a space or a control character', EXAMPLE)
  }
  const parts = FORM.exec(text)?.groups
  if (parts === undefined) throw refused('is not an address of PostgreSQL', EXAMPLE)
  const { user: login = '', password, host: written = '', port: digits, path = '', query } = parts
  const { ledger, sslmode } = parameters(query ?? '')
  const host = hostOf(written)
  const port = portOf(digits)
  const database = databaseOf(path)
  const tls = tlsOf(sslmode, host)
  const user = decoded(login, 'user name')
  const label = labelOf({ host, port, database, ledger: ledgerOf(ledger), tls })
  return {
    host,
    port,
    database,
    user: user === '' ? undefined : user,
    ledger: ledgerOf(ledger),
    tls,
    label,
    shown: user === '' ? label : label.replace('://', () => `://${encodeURIComponent(user)}@`),
    password:
      password === undefined ? undefined : new Secret(decoded(password, 'password'), '(secret)'),
  }
}

const EXAMPLE = 'write it like postgres://user@db.example.com/ops?ledger=fleet'

const refused = (why: string, hint: string): UserError =>
  new UserError(`the address of the ledger ${why}`, { ending: 'usage', hint })

// What follows the last @ is the host, whatever a password holds; a fragment is nothing that PostgreSQL knows.
const FORM =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^/?#:@]*)(?::(?<password>[^/?#]*))?@)?(?<host>\[[^\]/?#@]*\]|[^/?#:@]*)(?::(?<port>[^/?#@]*))?(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/i

function hostOf(written: string): string {
  if (written === '') {
    throw refused(
      'names no host',
      `${EXAMPLE}; for a server on this machine the host is localhost, as a socket of the file system cannot be named`,
    )
  }
  if (written.includes(',')) throw severalHosts()
  const host = written.toLowerCase()
  const v6 = /^\[([0-9a-f:.]+)\]$/.exec(host)?.[1]
  if (v6 !== undefined && URL.canParse(`http://[${v6}]`)) return v6
  if (!/^[a-z0-9_][a-z0-9._-]{0,252}$/.test(host)) {
    throw refused('has a host that is neither a name nor an IP address', EXAMPLE)
  }
  return host
}

const severalHosts = (): UserError =>
  refused(
    'names more than one host',
    'name the one that takes writes, or a name that follows it: a ledger on two servers is two ledgers',
  )

function portOf(digits: string | undefined): number {
  if (digits === undefined) return DEFAULT_PORT
  if (digits.includes(',')) throw severalHosts()
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0
  if (port >= 1 && port <= 65_535) return port
  throw refused('has a port that is not a number from 1 to 65535', EXAMPLE)
}

const DEFAULT_PORT = 5432

function databaseOf(path: string): string {
  if (path === '') throw refused('names no database', EXAMPLE)
  const database = decoded(path, 'database')
  // PostgreSQL cuts longer names, so that two of them could be one database.
  if (path.includes('/') || Buffer.byteLength(database) > 63) {
    throw refused('has a database that is not one name of at most 63 bytes', EXAMPLE)
  }
  return database
}

function decoded(part: string, what: string): string {
  try {
    const text = decodeURIComponent(part)
    if (!CONTROL.test(text)) return text
  } catch {
    // Told below, without the part.
  }
  throw refused(
    `has a ${what} with a % that is not followed by the code of a character`,
    'write % itself as %25',
  )
}

function ledgerOf(name: string | undefined): string {
  if (name === undefined) {
    throw refused(
      'names no ledger',
      `end it with ?ledger=NAME; one database can hold many: ${EXAMPLE}`,
    )
  }
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return name
  throw refused(
    'has a name of the ledger that cannot be one',
    'a name is made of lower-case letters, digits, ".", "_" and "-", begins with a letter or a digit, and has at most 63 characters',
  )
}

interface Parameters {
  readonly ledger?: string
  readonly sslmode?: string
}

function parameters(query: string): Parameters {
  const found = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    if (found.has(name)) throw refused(`has ${named(name)} twice`, 'leave one of them')
    if (name !== 'ledger' && name !== 'sslmode') throw unknown(name)
    found.set(name, value)
  }
  return Object.fromEntries(found)
}

// Anything else may be a secret that was mistaken for a parameter.
const named = (name: string): string =>
  /^[a-z_]{1,30}$/i.test(name) ? `the parameter "${name}"` : 'a parameter'

const unknown = (name: string): UserError =>
  refused(
    `has ${named(name)}, which is not one of ledger and sslmode`,
    ELSEWHERE[name.toLowerCase()] ?? 'leave it out',
  )

const ELSEWHERE: Readonly<Record<string, string>> = {
  password: 'leave it out: PGPASSWORD or a line in ~/.pgpass says the password',
  user: `name the user before the host: ${EXAMPLE}`,
  host: `name the host before the path: ${EXAMPLE}`,
  port: `name the port behind the host: ${EXAMPLE}`,
  sslrootcert:
    'leave it out: PGSSLROOTCERT names a file of certificates to trust instead of those of Node, NODE_EXTRA_CA_CERTS one to trust as well',
}

function tlsOf(mode: string | undefined, host: string): 'verified' | 'off' {
  switch (mode) {
    case undefined:
    case 'require':
    case 'verify-full':
      return 'verified'
    case 'disable':
      if (isThisMachine(host)) return 'off'
      throw refused(
        'turns TLS off for another machine, so that anybody between could read and change the ledger',
        'leave sslmode out; sslmode=disable is for localhost',
      )
    case 'allow':
    case 'prefer':
    case 'no-verify':
    case 'verify-ca':
      throw refused(
        `has sslmode=${mode}, with which another server could pass for this one`,
        'leave sslmode out: the connection is encrypted, and certificate and host name are checked',
      )
    default:
      throw refused(
        'has an unknown sslmode',
        'leave it out, or write sslmode=disable for a server on this machine without TLS',
      )
  }
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' ||
  host === '::1' ||
  /^127(?:\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(host)

type Labelled = Pick<PostgresAddress, 'host' | 'port' | 'database' | 'ledger' | 'tls'>

function labelOf({ host, port, database, ledger, tls }: Labelled): string {
  const shownHost = host.includes(':') ? `[${host}]` : host
  const shownPort = port === DEFAULT_PORT ? '' : `:${port}`
  const shownTls = tls === 'off' ? '&sslmode=disable' : ''
  return `postgres://${shownHost}${shownPort}/${encodeURIComponent(database)}?ledger=${ledger}${shownTls}`
}
