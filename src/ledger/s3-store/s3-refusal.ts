import type { Answered, Exchange } from '../../http/exchange.ts'
import { explainFailure, isTls } from '../../http/http-failure.ts'
import { isPage, sentence } from '../../http/plain-text.ts'
import { httpDate } from '../../http/retry.ts'
import { UserError } from '../../model/user-error.ts'
import type { S3Address } from './s3-address.ts'
import { parseXml, textIn } from './strict-xml.ts'

/** What was to be done to the ledger, as a message begins: "cannot read the ledger …". */
export type Doing = 'read' | 'write' | 'prove'

/** What a message about an answer may have to name. Nothing of it is secret. */
export interface Asked {
  readonly address: S3Address
  /** Where the credentials came from: `AWS_ACCESS_KEY_ID`. */
  readonly credentials: string
  readonly proxy: string | undefined
  /** Masks what is secret in what the store says. */
  readonly scrub: (text: string) => string
}

/** What a store says when it refuses, in its own words. */
export interface Refusal {
  /** Such as `AccessDenied`; `undefined` where it is not an answer of S3. */
  readonly code: string | undefined
  readonly message: string
  readonly region: string | undefined
}

export function readRefusal({ body, headers }: Answered): Refusal {
  const xml = parseXml(body.toString('utf8'))
  const error = xml?.name === 'Error' ? xml : undefined
  const named = textIn(error, 'Region') ?? String(headers['x-amz-bucket-region'] ?? '')
  return {
    code: plain(textIn(error, 'Code')),
    message: textIn(error, 'Message') ?? '',
    region: plain(named),
  }
}

/** The error for an exchange without an answer. */
export function unanswered(doing: Doing, exchange: Exchange, asked: Asked): UserError {
  const { host } = asked.address.endpoint
  const failure = exchange.failure ?? { code: 'UNNAMED' }
  const through = asked.proxy === undefined ? '' : ` through the proxy ${asked.proxy} (HTTPS_PROXY)`
  const hint = isTls(failure.code)
    ? `Certificates are always checked, and nothing was told to ${host}: fix what is named above, or the endpoint of the ledger.`
    : `Check the network to ${host}${through}, and the endpoint and the region in the address of the ledger. Then run the command again.`
  return refused(doing, asked, `${host}: ${explainFailure(failure)}`, hint)
}

/** The error for an answer that is neither what was asked for nor a known way of saying no. */
export function unexpected(doing: Doing, answer: Answered, asked: Asked): UserError {
  const { status, failure } = answer
  const { code, message, region } = readRefusal(answer)
  const isBare = answer.body.length === 0 || status >= 500
  const known = code ?? (isBare ? CODE_OF_STATUS[status] : undefined)
  const words = known === undefined ? undefined : WORDS[known]
  const said = `HTTP ${status}${code === undefined ? '' : ` ${code}`}`
  if (words !== undefined) {
    const { why, hint } = words({ ...asked, region, skew: skewOf(answer) })
    return refused(doing, asked, `${why} (${said})`, hint)
  }
  const { host } = asked.address.endpoint
  if (failure !== undefined) {
    const why = `${host}: ${explainFailure(failure)}`
    return refused(doing, asked, why, 'Run the command again.')
  }
  if (code === undefined) {
    const what = isPage(answer.body) ? 'a web page' : 'something that S3 does not say'
    const hint = `Check that ${host} is the address of an S3 store, and that no proxy answers in its place.`
    return refused(doing, asked, `${host} answers with ${what} (${said})`, hint)
  }
  const quoted = message === '' ? '' : `: ${sentence(asked.scrub(message))}`
  return refused(doing, asked, `the store refuses it with ${said}${quoted}`, undefined)
}

export const refused = (
  doing: Doing,
  { address }: Pick<Asked, 'address'>,
  why: string,
  hint: string | undefined,
): UserError =>
  new UserError(`cannot ${doing} the ledger ${address.label}: ${why}`, { ending: 'ledger', hint })

interface Facts extends Asked {
  readonly region: string | undefined
  /** How far the clock of this machine is ahead of the store's, in milliseconds. */
  readonly skew: number | undefined
}

type Words = (facts: Facts) => { readonly why: string; readonly hint: string }

const BUSY: Words = () => ({
  why: 'the store is overloaded or out of order',
  hint: 'Run the command again in some minutes.',
})

const EXPIRED: Words = ({ credentials }) => ({
  why: `the credentials of ${credentials} have expired`,
  hint: 'Get new ones, then run the command again: what was recorded before stays recorded.',
})

const OTHER_REGION: Words = ({ address, region }) => ({
  why:
    region === undefined || region === address.region
      ? `the bucket ${address.bucket} is in another region than ${address.region}`
      : `the bucket ${address.bucket} is in the region ${region}, and was asked for in ${address.region}`,
  hint: `Write region=${region ?? '…'} in the address of the ledger. A redirect is never followed.`,
})

const FULL: Words = () => ({
  why: 'the store is full, or a quota of it is used up',
  hint: 'Make room in it or raise the quota, then run the command again.',
})

const WRONG_KEY: Words = ({ credentials, address }) => ({
  why: `the store does not accept the credentials of ${credentials}`,
  hint: `Check that they are complete, not revoked, and made for ${address.endpoint.host}.`,
})

const WORDS: Readonly<Record<string, Words>> = {
  NoSuchBucket: ({ address: { bucket, endpoint } }) => ({
    why: `the bucket ${bucket} does not exist at ${endpoint.host}`,
    hint: 'Check its name, the endpoint and the region in the address of the ledger, or create it.',
  }),
  AccessDenied: ({ address: { bucket, prefix }, credentials }) => ({
    why: `the store does not allow it to the credentials of ${credentials}`,
    hint: `They need s3:ListBucket for the bucket ${bucket}, and s3:GetObject and s3:PutObject for ${bucket}/${prefix}/*.`,
  }),
  InvalidAccessKeyId: WRONG_KEY,
  SignatureDoesNotMatch: WRONG_KEY,
  InvalidToken: WRONG_KEY,
  ExpiredToken: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  RequestTimeTooSkewed: ({ skew }) => ({
    why: `the clock of this machine is ${skewText(skew)} that of the store`,
    hint: 'Set the clock (for instance with NTP), then run the command again.',
  }),
  PermanentRedirect: OTHER_REGION,
  AuthorizationHeaderMalformed: OTHER_REGION,
  IllegalLocationConstraintException: OTHER_REGION,
  TemporaryRedirect: OTHER_REGION,
  NotImplemented: ({ address: { endpoint } }) => ({
    why: `${endpoint.host} lacks what a ledger is made of: a write that is refused where there is an object (If-None-Match)`,
    hint: 'Use another store for the ledger.',
  }),
  SlowDown: BUSY,
  ServiceUnavailable: BUSY,
  InternalError: BUSY,
  QuotaExceeded: FULL,
  XMinioStorageFull: FULL,
}

/** What an answer without a body means, as a HEAD gets, and what any other of a broken store does. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  307: 'TemporaryRedirect',
  403: 'AccessDenied',
  500: 'InternalError',
  501: 'NotImplemented',
  502: 'ServiceUnavailable',
  503: 'ServiceUnavailable',
  504: 'ServiceUnavailable',
  507: 'QuotaExceeded',
}

const plain = (text: string | undefined): string | undefined =>
  text !== undefined && /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(text) ? text : undefined

function skewOf({ headers }: Answered): number | undefined {
  const date = httpDate(headers.date)
  return date === undefined ? undefined : Date.now() - date
}

function skewText(skew: number | undefined): string {
  if (skew === undefined) return 'too far from'
  const minutes = Math.max(1, Math.round(Math.abs(skew) / 60_000))
  return `${minutes} min ${skew > 0 ? 'ahead of' : 'behind'}`
}
