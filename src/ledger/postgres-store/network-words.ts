import { explainFailure, isTls } from '../../http/http-failure.ts'
import type { FailureWords } from './failure-words.ts'

/** What an error of Node means, or one of the client, which has a message alone. */
export function networkWords(code: string | undefined, message: string): FailureWords {
  if (code === undefined) return ofClient(message)
  if (code === 'ETIMEDOUT') return { why: message || 'the connection timed out', hint: REACH }
  if (code === 'EPIPE') return { why: `${BROKEN_PIPE} (${code})`, hint: REACH }
  if (!isTls(code)) return { why: explainFailure({ code }), hint: REACH }
  const { why: reason, hint } = TLS[code] ?? TLS_OTHER
  return { why: `no trusted TLS session (${code}): ${reason}`, hint }
}

function ofClient(message: string): FailureWords {
  if (/does not support SSL/.test(message)) {
    return {
      why: 'the server does not offer TLS, without which anybody between could read and change the ledger',
      hint: 'Turn TLS on at the server. Only for a server on this machine may the address end with &sslmode=disable.',
    }
  }
  if (/establishing an SSL/.test(message)) return { why: NOT_POSTGRES, hint: REACH }
  if (/^SASL/.test(message)) {
    return {
      why: `the server could not prove that it knows the password: ${message}`,
      hint: 'Check the host of the address, and that the password is the one of this server.',
    }
  }
  if (/^Connection terminated/.test(message)) {
    return { why: 'the connection was closed by the server or on the way to it', hint: REACH }
  }
  return { why: `the connection failed: ${message}`, hint: REACH }
}

const REACH =
  'Check host and port, the network, and that the server runs. Then run the command again.'

const NOT_POSTGRES = 'what answers at that address is not PostgreSQL'

/** A statement is not a request. */
const BROKEN_PIPE = 'the connection was closed while a statement was being sent'

const AUTHORITY =
  'Where the certificate comes from an authority of your own or of the provider, name the file with that certificate in PGSSLROOTCERT.'

const TLS_OTHER: FailureWords = {
  why: 'the certificate or the protocol of the server was not accepted',
  hint: AUTHORITY,
}

const TLS: Readonly<Record<string, FailureWords>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { why: 'the certificate is self-signed', hint: AUTHORITY },
  SELF_SIGNED_CERT_IN_CHAIN: { why: 'its chain ends in an unknown root', hint: AUTHORITY },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { why: 'its issuer is unknown here', hint: AUTHORITY },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { why: 'its issuer is unknown here', hint: AUTHORITY },
  CERT_HAS_EXPIRED: {
    why: 'the certificate has expired, or the clock of this machine is wrong',
    hint: 'Renew the certificate of the server.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    why: 'the certificate belongs to another host name',
    hint: 'Name the server in the address as its certificate does.',
  },
}
