import type { IncomingHttpHeaders } from 'node:http'
import type { Scrub } from '../../definitions/secrets/redact.ts'
import type { Answered } from '../../http/exchange.ts'
import { sentence } from '../../http/plain-text.ts'
import type { Refusal } from '../outcome.ts'
import { idIn, isObject, member, parseJson, textIn, type Wire } from './read-json.ts'
import { adviceFor, isKnownReason } from './reason-codes.ts'

/** Text of a body beyond this is not looked at: one sentence is enough, and masking takes its time. */
const LOOKED_AT = 20_000

/**
 * Reads any answer that is not a success into one refusal: the service's own body in the shapes that were met, a page of a
 * gateway, or nothing at all. The body shape is not documented; facts §6.
 */
export function readRefusal(answer: Answered, scrub: Scrub): Refusal {
  const { status, headers } = answer
  const json = parseJson(answer.body)
  const raw = isObject(json) ? json : undefined
  const known = knownReason(raw, json, answer.body)
  // Before anything is cut, put into capitals, stripped of tags or filled into a sentence.
  const clean = cleaned(json, scrub)
  const body = isObject(clean) ? clean : undefined
  const said = body === undefined ? textOf(clean, answer.body, scrub) : messageIn(body)
  const other = body === undefined ? undefined : reasonIn(body)
  const reason = known ?? (other === undefined ? undefined : sentence(scrub(other), 100))
  // Once more, since what was stripped or filled in may have put a secret together.
  const message = sentence(scrub((said ?? '').slice(0, LOOKED_AT)))
  return {
    status,
    reason,
    ...(message === '' ? { message: withoutWords(status, reason), isSilent: true } : { message }),
    ...(answer.complete && raw !== undefined && instanceBeside(raw) === undefined
      ? { isWhole: true }
      : {}),
    advice: adviceFor(status, reason),
    requestId: readRequestId(headers, raw, scrub),
  }
}

/** The id beside what a body refuses: then something may be there. */
export const instanceBeside = (body: Wire): unknown =>
  [body, member(body, 'data')]
    .filter(isObject)
    .flatMap((each) => ['id', 'instanceId'].map((name) => member(each, name)))
    .find(isGiven)

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/**
 * A reason of the vocabulary that we know, as it came: what a run does next hangs on it, so that no secret that happens
 * to be a part of the word may change it.
 */
function knownReason(body: Wire | undefined, json: unknown, bytes: Buffer): string | undefined {
  const own = body === undefined ? undefined : reasonIn(body)
  if (own !== undefined) return isKnownReason(own) ? own : undefined
  return reasonNamed(body === undefined ? textOf(json, bytes, (text) => text) : messageIn(body))
}

/** How deep a refusal is read, and how many members and characters of it: its words are near its root. */
const MAX_DEEP = 4
const MAX_MEMBERS = 100

/** The same JSON with no secret in any of its strings, keys included. */
function cleaned(value: unknown, scrub: Scrub, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value.slice(0, 2 * LOOKED_AT)).slice(0, LOOKED_AT)
  if (typeof value !== 'object' || value === null) return value
  if (depth === MAX_DEEP) return undefined
  if (Array.isArray(value)) {
    return value.slice(0, MAX_MEMBERS).map((each: unknown) => cleaned(each, scrub, depth + 1))
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_MEMBERS)
      .map(([key, each]) => [scrub(key.slice(0, LOOKED_AT)), cleaned(each, scrub, depth + 1)]),
  )
}

/**
 * Reason and words of a body as they came, for a decision that no secret may change by being a part of them. Never to be
 * shown.
 */
export function unmaskedWords({ body }: Answered): string {
  const json = parseJson(body)
  const words = isObject(json)
    ? [reasonIn(json), messageIn(json)]
    : [textOf(json, body, (text) => text)]
  return words.filter((each) => each !== undefined).join(' ')
}

/** What the support of the service can find the call by. */
export function readRequestId(
  headers: IncomingHttpHeaders,
  body: Wire | undefined,
  scrub: Scrub,
): string | undefined {
  const inHeaders = REQUEST_ID_HEADERS.map((name) => headers[name])
  const inBody = body === undefined ? [] : REQUEST_ID_MEMBERS.map((name) => idIn(body, name))
  const id = [...inHeaders, ...inBody].find(
    (each): each is string => typeof each === 'string' && each.trim() !== '',
  )
  return id === undefined ? undefined : sentence(scrub(id), 100)
}

/** A refusal as one line: the reason code first, unless the message says it itself. */
export function explainRefusal(refusal: Refusal): string {
  const { status, reason, message, isSilent } = refusal
  if (isSilent === true) return reason === undefined ? message : `${message}: ${reason}`
  return `HTTP ${status}: ${wordsOf(refusal)}`
}

/** What the service said without its status; `undefined` where it said nothing. */
export function wordsOf({ reason, message, isSilent }: Refusal): string | undefined {
  if (isSilent === true) return reason
  return reason === undefined || message.includes(reason) ? message : `${reason}: ${message}`
}

/** A reason code in upper snake case, from wherever the body keeps it. */
export function reasonIn(body: Wire): string | undefined {
  const error = member(body, 'error')
  const places: readonly unknown[] = [
    member(body, 'reason'),
    ...(isObject(error) ? ['reason', 'code', 'type'].map((name) => member(error, name)) : [error]),
    member(body, 'code'),
  ]
  const code = places.find((each): each is string => typeof each === 'string' && isCode(each))
  return code?.trim().toUpperCase()
}

const REQUEST_ID_HEADERS = [
  'x-request-id',
  'request-id',
  'x-trace-id',
  'trace-id',
  'x-b3-traceid',
  'eagleeye-traceid',
  'x-tt-logid',
  'x-amzn-requestid',
  'traceparent',
  'cf-ray',
] as const

const REQUEST_ID_MEMBERS = ['requestId', 'request_id', 'traceId', 'trace_id'] as const

const isCode = (text: string): boolean => /^\s*[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*\s*$/.test(text)

/** A reason that is only in the words, as the vendor's own tests look for it. */
const reasonNamed = (text: string | undefined): string | undefined =>
  text
    ?.slice(0, LOOKED_AT)
    .match(/\b(?:CONFLICT|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/g)
    ?.find(isKnownReason)

function messageIn(body: Wire): string | undefined {
  const error = member(body, 'error')
  const errors = member(body, 'errors')
  const first = Array.isArray(errors) ? errors[0] : undefined
  const places = [body, error, first].filter(isObject)
  const message =
    places.map((place) => firstText(place)).find((text) => text !== undefined) ??
    [error, first].find((each): each is string => typeof each === 'string' && each !== '')
  return withMetadata(message, member(body, 'metadata'))
}

const firstText = (place: Wire): string | undefined =>
  ['message', 'msg', 'error_description', 'detail', 'title']
    .map((name) => textIn(place, name))
    .find((text) => text !== undefined)

/** Fills `{0}`, `{{name}}` or `${name}` from the metadata, and appends the values that had no place. */
function withMetadata(message: string | undefined, metadata: unknown): string | undefined {
  if (!isObject(metadata)) return message
  let text = message ?? ''
  const left: string[] = []
  for (const [key, raw] of Object.entries(metadata).slice(0, 20)) {
    if (!['string', 'number', 'boolean'].includes(typeof raw) || raw === '') continue
    const value = String(raw).slice(0, LOOKED_AT)
    const filled = [`{{${key}}}`, `\${${key}}`, `{${key}}`].reduce(
      (sofar, hole) => sofar.replaceAll(hole, () => value),
      text,
    )
    if (filled === text && !text.includes(value))
      left.push(/^\d+$/.test(key) ? value : `${key}: ${value}`)
    text = filled
  }
  const rest = left.join(', ')
  if (rest === '') return text === '' ? undefined : text
  return text === '' ? rest : `${text} (${rest})`
}

/** The words of a body that is not a JSON object: a JSON text, the title of an HTML page, or plain text. */
function textOf(json: unknown, body: Buffer, scrub: Scrub): string | undefined {
  if (typeof json === 'string') return json
  const text = scrub(body.subarray(0, 2 * LOOKED_AT).toString('utf8')).slice(0, LOOKED_AT)
  if (/\uFFFD|\0/.test(text.slice(0, 200))) return undefined
  if (!/^\s*</.test(text)) return text.trim() === '' ? undefined : text
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1]?.trim()
  const words = title || text.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ').trim()
  return words === '' ? undefined : `a web page in place of an answer: ${words}`
}

/** Of the statuses that services and gateways answer with (RFC 9110, RFC 6585). */
const STATUS_NAMES: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [402, 'Payment Required'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [407, 'Proxy Authentication Required'],
  [408, 'Request Timeout'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [411, 'Length Required'],
  [412, 'Precondition Failed'],
  [413, 'Payload Too Large'],
  [414, 'URI Too Long'],
  [415, 'Unsupported Media Type'],
  [417, 'Expectation Failed'],
  [421, 'Misdirected Request'],
  [422, 'Unprocessable Entity'],
  [423, 'Locked'],
  [424, 'Failed Dependency'],
  [425, 'Too Early'],
  [426, 'Upgrade Required'],
  [428, 'Precondition Required'],
  [429, 'Too Many Requests'],
  [431, 'Request Header Fields Too Large'],
  [451, 'Unavailable For Legal Reasons'],
  [500, 'Internal Server Error'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
])

function withoutWords(status: number, reason: string | undefined): string {
  const name = STATUS_NAMES.get(status)
  const line = name === undefined ? `HTTP ${status}` : `HTTP ${status} ${name}`
  return reason === undefined ? `${line}, without an explanation` : line
}
