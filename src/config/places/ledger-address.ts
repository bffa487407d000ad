import { UserError } from '../../model/user-error.ts'

/** What the text of `ledger:` begins with where the ledger is shared, and not a file. */
const SHARED = /^(postgres(?:ql)?|s3|git):/i

/** Anything like an address: no ledger file is called so. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i

/** Whether the text names a shared ledger, or anything else that is an address and not a file. */
export const isAddress = (text: string): boolean => SHARED.test(text) || ADDRESS.test(text)

/** Throws a `UserError` for an address at which no ledger can be kept. */
export function requireLedgerAddress(text: string): void {
  if (SHARED.test(text)) return
  throw new UserError(`no ledger can be kept at an address that begins with ${schemeOf(text)}://`, {
    ending: 'usage',
    hint: 'A ledger is a file, postgres://USER@HOST/DATABASE?ledger=NAME, s3://BUCKET/PREFIX?region=REGION, or git:REMOTE#BRANCH.',
  })
}

export const schemeOf = (text: string): string => (/^[^:]*/.exec(text)?.[0] ?? '').toLowerCase()

/** An address in two parts, so that the password is in nothing that is shown. */
export interface SplitAddress {
  readonly address: string
  /** As it is written; `undefined` where there is none. */
  readonly password: string | undefined
}

/**
 * Takes the password out of `postgres://USER:PASSWORD@HOST/…`; it may hold anything but a slash. Of `git:https://…` it takes
 * the name of the user along, as some hosts want a token there, and leaves alone only one that is too short for a token.
 */
export function splitAddress(text: string): SplitAddress {
  const [, before = '', password, after = ''] = GIT_LOGIN.exec(text) ?? LOGIN.exec(text) ?? []
  return password === undefined
    ? { address: text, password }
    : { address: `${before}${after}`, password }
}

const LOGIN = /^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*):([^/?#]*)(@.*)$/is

const GIT_LOGIN = /^(git:[a-z][a-z0-9+.-]*:\/\/)([^/?#:@]*:[^/?#]*|[^/?#:@]{20,})@(.*)$/is

/**
 * What a person trusts when config files may name this ledger: where its secrets and its lines go. As in the trust list,
 * and never the origin of a service, which would get the API key: of an endpoint of S3 it is one bucket there.
 * `undefined` for every address that is not in its plainest form, about which two readers could disagree, and for a
 * remote of the clone, which is the person's own.
 */
export function trustedPlaceOf(address: string): string | undefined {
  const postgres = POSTGRES.exec(address)?.groups
  if (postgres !== undefined) {
    const { host = '', port = DEFAULT_PORT } = postgres
    return `postgres://${host}${port === DEFAULT_PORT ? '' : `:${port}`}`
  }
  const s3 = S3.exec(address)?.groups
  if (s3 === undefined) return undefined
  const { bucket = '', query = '' } = s3
  const named = query.split('&').filter((pair) => pair.startsWith('endpoint='))
  if (named.length > 1) return undefined
  const [endpoint] = named.map((pair) => pair.slice('endpoint='.length))
  return `s3://${bucket}${endpoint === undefined ? '' : `?endpoint=${new URL(endpoint).origin}`}`
}

const HOST = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?'
const DEFAULT_PORT = '5432'

const POSTGRES = new RegExp(
  `^postgres(?:ql)?://(?:[A-Za-z0-9_.-]+@)?(?<host>${HOST})(?::(?<port>[1-9]\\d{0,4}))?(?:/[A-Za-z0-9_.-]*(?:\\?[A-Za-z0-9_.=&-]*)?)?$`,
)

const PAIR = `(?:region=[a-z0-9-]+|addressing=[a-z]+|endpoint=https?://${HOST}(?::[1-9]\\d{0,4})?/?)`

const S3 = new RegExp(
  `^s3://(?<bucket>${HOST})(?:/[A-Za-z0-9._/-]*)?(?:\\?(?<query>${PAIR}(?:&${PAIR})*))?$`,
)
