/** Why an exchange ended early. Codes of Node keep their names; the ones in capitals without an E are ours. */
export interface Failure {
  readonly code: string
  readonly limitMs?: number
  readonly limitBytes?: number
  /** What a proxy answered to CONNECT. */
  readonly status?: number
}

/** Takes the code of an error and nothing else: messages of Node quote headers and addresses. */
export function toFailure(error: unknown): Failure {
  const code = codeOf(error)
  if (code !== undefined) return { code }
  const inner = error instanceof AggregateError ? error.errors.map(codeOf) : []
  return { code: inner.find((each) => each !== undefined) ?? 'UNNAMED' }
}

/** Whether a request that was never sent may be tried again: certificates and refusals do not pass by waiting. */
export function retryOf(failure: Failure): 'backoff' | 'once' | 'never' {
  if (isTls(failure.code)) return 'never'
  if (failure.code === 'ENOTFOUND') return 'once'
  if (failure.code === 'PROXY_REFUSED') {
    const status = failure.status ?? 0
    return status >= 500 || status === 429 ? 'backoff' : 'never'
  }
  return PASSING.has(failure.code) ? 'backoff' : 'never'
}

/** The failure in words that follow "…: " or are alone; its code in brackets for those who search for it. */
export function explainFailure(failure: Failure): string {
  const { code } = failure
  if (code === 'CONNECT_TIMEOUT') return `no connection within ${seconds(failure.limitMs)}`
  if (code === 'ANSWER_TIMEOUT') return `no complete answer within ${seconds(failure.limitMs)}`
  if (code === 'TOO_LARGE') return `the answer is larger than ${mebibytes(failure.limitBytes)}`
  if (code === 'PROXY_REFUSED') {
    const why = failure.status === 407 ? ': it requires a user name and password' : ''
    return `the proxy refused the connection with HTTP ${failure.status ?? 'status unknown'}${why}`
  }
  if (isTls(code)) return `no trusted TLS session (${code}): ${TLS_WORDS[code] ?? TLS_OTHER}`
  const words = WORDS[code]
  if (words === undefined) return `the connection failed (${code})`
  return OURS.has(code) ? words : `${words} (${code})`
}

/** Failures before anything was sent that a moment can fix. */
const PASSING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'CONNECT_TIMEOUT',
  'CLOSED',
  'UNNAMED',
])

const OURS: ReadonlySet<string> = new Set(['ABORTED', 'CLOSED', 'CUT', 'UPGRADE', 'UNNAMED'])

const WORDS: Readonly<Record<string, string>> = {
  ABORTED: 'the call was abandoned',
  CLOSED: 'the connection was closed',
  CUT: 'the answer broke off',
  UPGRADE: 'the server wanted to switch to another protocol',
  UNNAMED: 'the connection failed',
  ECONNREFUSED: 'nothing listens at that address',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up now',
  ENETUNREACH: 'there is no route to that network',
  ENETDOWN: 'the network is down',
  EHOSTUNREACH: 'the host cannot be reached',
  EHOSTDOWN: 'the host is down',
  ETIMEDOUT: 'the connection timed out',
  ECONNRESET: 'the connection was reset',
  ECONNABORTED: 'the connection was aborted',
  EPIPE: 'the connection was closed while the request was being sent',
  EACCES: 'this machine does not allow the connection',
  EPERM: 'this machine does not allow the connection',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are too large',
  ERR_INVALID_CHAR: 'a header holds a character that HTTP does not allow',
}

const TLS_OTHER = 'the certificate or the protocol of the server was not accepted'

const OWN_ROOT =
  'if your company inspects traffic, name its root certificate in NODE_EXTRA_CA_CERTS'

const TLS_WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: `the certificate is self-signed; ${OWN_ROOT}`,
  SELF_SIGNED_CERT_IN_CHAIN: `its chain ends in an unknown root; ${OWN_ROOT}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `its issuer is unknown here; ${OWN_ROOT}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its issuer is unknown here; ${OWN_ROOT}`,
  CERT_HAS_EXPIRED: 'the certificate has expired, or the clock of this machine is wrong',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet, or the clock of this machine is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate belongs to another host name',
  EPROTO: 'the server does not speak TLS at that address',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS at that address',
}

/** Whether a failure is one of certificates or of the protocol that carries them. */
export const isTls = (code: string): boolean =>
  /^(EPROTO|ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_)/.test(
    code,
  )

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[A-Z0-9_]+$/.test(error.code) ? error.code : undefined
}

/** To a tenth: what is left of a bound after the tries before is an odd number. */
const seconds = (ms: number | undefined): string => `${Math.round((ms ?? 0) / 100) / 10} s`

const mebibytes = (bytes: number | undefined): string => `${(bytes ?? 0) / 1_048_576} MiB`
