import { MASK } from '../definitions/secrets/redact.ts'
import { isLoopback } from '../http/loopback-host.ts'
import { sentence } from '../http/plain-text.ts'
import { Secret } from '../model/secret.ts'
import { UserError } from '../model/user-error.ts'

/** Where the API is. */
export interface BaseUrl {
  /** What paths such as `/gpu/instances` are appended to, without a slash at its end. */
  readonly root: string
  /** Host and port, as a ledger is named after. */
  readonly host: string
  /** The host is this machine: no proxy, and plain HTTP is safe. */
  readonly isLoopback: boolean
}

const API_PATH = '/gpu-instance/openapi/v1'

/**
 * Reads a base such as `https://api.ppinfra.com`, with or without a path in front of the API's own. Refuses what would
 * send the key unmasked or into a log: plain HTTP to another machine, a user and password in the address.
 */
export function parseBaseUrl(text: string): BaseUrl {
  // An address with a password in it must not be quoted, whatever else is wrong with it.
  const shown = text.includes('@') ? 'the base URL' : `the base URL "${sentence(text, 100)}"`
  const refuse = (why: string, hint: string): UserError =>
    new UserError(`${shown} ${why}`, { hint, ending: 'usage' })
  const example = 'write it like https://api.ppinfra.com'
  if (text.trim() === '')
    throw new UserError('the base URL is empty', { hint: example, ending: 'usage' })
  if (/[\s\p{Cc}]/u.test(text)) throw refuse('holds a space or a control character', example)
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw refuse('has no scheme', example)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw refuse('is not a URL', example)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuse(`has the scheme ${url.protocol.slice(0, -1)}`, 'use https')
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('holds a user name or password', 'leave them out: the API key is all it needs')
  }
  if (text.includes('?') || text.includes('#')) {
    throw refuse('has a query or a fragment', 'end it with the path')
  }
  const isHere = isLoopback(url)
  if (url.protocol === 'http:' && !isHere) {
    throw refuse(
      'is plain HTTP to another machine, which would send the API key unencrypted',
      'use https; plain http is for this machine only',
    )
  }
  const path = url.pathname.replace(/\/+$/, '')
  const prefix = path.endsWith(API_PATH) ? path : path + API_PATH
  return { root: url.origin + prefix, host: url.host, isLoopback: isHere }
}

/**
 * Checks a key before it goes into a header: Node's own error would quote it. `source` names where it came from.
 */
export function checkApiKey(key: string, source = 'PPIO_API_KEY'): Secret {
  const refuse = (why: string, hint: string): UserError =>
    new UserError(`the API key in ${source} ${why}`, { hint })
  if (key.trim() === '')
    throw refuse('is empty', 'set it to the key from the console of the service')
  if (/^Bearer\s/i.test(key)) throw refuse('starts with "Bearer"', 'set it to the key alone')
  if (/^["'].*["']$/.test(key)) throw refuse('is in quotes', 'set it without the quotes')
  if (/[\r\n]/.test(key)) {
    throw refuse(
      'holds a line break',
      'set it to the key alone; a file often ends with a line break',
    )
  }
  if (/\s/.test(key)) throw refuse('holds a space', 'set it to the key alone')
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw refuse('holds a character that no key has', 'copy it again: only plain ASCII is possible')
  }
  return new Secret(key, MASK)
}
