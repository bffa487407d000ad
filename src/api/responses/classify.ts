import type { Scrub } from '../../definitions/secrets/redact.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Answered, Exchange } from '../http/exchange.ts'
import { explainFailure, retryOf } from '../http/http-failure.ts'
import { retryAfterMs } from '../http/retry.ts'
import type { CreateOutcome, Refusal } from '../outcome.ts'
import { errorBeside } from './error-beside.ts'
import { sentence } from './plain-text.ts'
import { isObject, member, parseJson } from './read-json.ts'
import { scopeOf } from './reason-codes.ts'
import { explainRefusal, readRefusal, readRequestId, wordsOf } from './refusal.ts'

/** What an answer is judged against. */
export interface ClassifyContext {
  /** Whether the ledger already holds an id: an answer that repeats one names no new instance. */
  readonly isKnown: (id: InstanceId) => boolean
  readonly scrub: Scrub
  /** Milliseconds since the epoch, for a `Retry-After` date in an answer without `Date`. */
  readonly now: number
}

/**
 * Judges a create call by what is provable: `created` needs an id, `rejected` and `not-sent` that nothing can exist;
 * everything else is `unknown`. The decision table of docs/reliability.md, one branch for each row.
 */
export function classifyCreate(exchange: Exchange, context: ClassifyContext): CreateOutcome {
  switch (exchange.phase) {
    case 'connecting':
      return {
        kind: 'not-sent',
        reason: explainFailure(exchange.failure),
        retry: retryOf(exchange.failure),
      }
    case 'open':
      return {
        kind: 'unknown',
        reason: `the request may have been sent, then: ${explainFailure(exchange.failure)}`,
        requestId: undefined,
        halt: false,
      }
    case 'answered':
      return classifyAnswer(exchange, context)
    default:
      return unreachable(exchange)
  }
}

/** Statuses with which the service says no before it makes anything. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 402, 403, 404, 405, 413, 415, 422])

/** Reasons that speak of another operation under way, which may be this very create. */
const MAYBE_DONE = /^(CONFLICT|OPERATION_LIMIT)$/

/** Longer, or with spaces or controls in it, a string is not an id: sixteen hexadecimal digits are usual. */
const ID = /^[^\s\p{Cc}\p{Cf}\p{Cs}]{1,256}$/u

const isId = (value: unknown): value is InstanceId => typeof value === 'string' && ID.test(value)

function classifyAnswer(answer: Answered, context: ClassifyContext): CreateOutcome {
  const { status } = answer
  if (status === 200 || status === 201 || status === 202) return classifySuccess(answer, context)
  const refusal = readRefusal(answer, context.scrub)
  if (status === 429) {
    const wait = retryAfterMs(answer.headers, context.now)
    return { kind: 'throttled', refusal, retryAfterMs: wait }
  }
  if (!REFUSED.has(status)) return unknown(otherStatus(answer, refusal), refusal)
  if (refusal.reason !== undefined && MAYBE_DONE.test(refusal.reason)) {
    return unknown(`${explainRefusal(refusal)}, which may mean that it was made`, refusal)
  }
  // The reason decides for 400, so a 400 whose reason was cut off decides nothing.
  if (status === 400 && !answer.complete && refusal.reason === undefined) {
    return unknown('HTTP 400, but its reason broke off', refusal)
  }
  return { kind: 'rejected', refusal, scope: scopeOf(status, refusal.reason) }
}

function classifySuccess(answer: Answered, { isKnown, scrub }: ClassifyContext): CreateOutcome {
  const { status, complete, failure } = answer
  const json = complete ? parseJson(answer.body) : undefined
  const body = isObject(json) ? json : undefined
  const id = body === undefined ? undefined : member(body, 'id')
  const unknownOutcome = (why: string): CreateOutcome => ({
    kind: 'unknown',
    reason: `the service answered HTTP ${status}, but ${why}`,
    requestId: readRequestId(answer.headers, body, scrub),
    halt: complete,
  })
  if (!complete)
    return unknownOutcome(failure === undefined ? 'broke off' : explainFailure(failure))
  if (body !== undefined && isId(id)) {
    const shown = sentence(scrub(id), 60)
    if (isKnown(id))
      return unknownOutcome(`with the id ${shown}, which the ledger or the account had before`)
    const error = errorBeside(body)
    if (error === undefined) return { kind: 'created', id }
    const said = wordsOf(readRefusal(answer, scrub))
    const more = said === undefined ? '' : `, ${said}`
    return unknownOutcome(
      `with an error beside the id ${shown} (${sentence(scrub(error), 100)}${more})`,
    )
  }
  if (answer.body.length === 0) return unknownOutcome('without a body')
  if (body === undefined || id === undefined) {
    const missing = body === undefined ? 'without a JSON object' : 'without an id'
    const said = wordsOf(readRefusal(answer, scrub))
    return unknownOutcome(said === undefined ? missing : `${missing}: ${said}`)
  }
  return unknownOutcome('with something that is not an id in its place')
}

function otherStatus({ status, headers }: Answered, refusal: Refusal): string {
  const said = explainRefusal(refusal)
  if (status < 300 || status >= 400) return said
  const target = headers.location === undefined ? '' : ' to another address'
  return `${said}: the service redirects${target}, which is not followed for a create; check the base URL`
}

const unknown = (reason: string, { status, requestId }: Refusal): CreateOutcome => ({
  kind: 'unknown',
  reason,
  requestId,
  halt: status >= 300 && status < 400,
})
