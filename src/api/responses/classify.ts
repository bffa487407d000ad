import type { Answered, Exchange } from '../../http/exchange.ts'
import { sentence } from '../../http/plain-text.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { CreateOutcome } from '../outcome.ts'
import { errorBeside } from './error-beside.ts'
import { isObject, member, parseJson } from './read-json.ts'
import { scopeOf } from './reason-codes.ts'
import { explainRefusal, instanceBeside, readRefusal, wordsOf } from './refusal.ts'
import {
  doubtedRefusal,
  doubtedSuccess,
  endOf,
  type JudgeContext,
  unanswered,
  unsuccessful,
} from './unsuccessful.ts'

/** What an answer is judged against. */
export interface ClassifyContext extends JudgeContext {
  /** Whether the ledger already holds an id: an answer that repeats one names no new instance. */
  readonly isKnown: (id: InstanceId) => boolean
}

/**
 * Judges a create call by what is provable: `created` needs an id, `rejected` and `not-sent` that nothing can exist;
 * everything else is `unknown`. The decision table of docs/reliability.md, one branch for each row.
 */
export function classifyCreate(exchange: Exchange, context: ClassifyContext): CreateOutcome {
  if (exchange.phase === 'answered') return classifyAnswer(exchange, context)
  const outcome = unanswered(exchange)
  return outcome.kind === 'unknown' ? { ...outcome, halt: false } : outcome
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
  const outcome = unsuccessful(answer, context, (each) => REFUSED.has(each))
  if (outcome.kind === 'throttled') return outcome
  if (outcome.kind === 'unknown') return { ...outcome, halt: status >= 300 && status < 400 }
  const { refusal } = outcome
  if (refusal.reason !== undefined && MAYBE_DONE.test(refusal.reason)) {
    const reason = `${explainRefusal(refusal)}, which may mean that it was made`
    return { ...doubtedRefusal(reason, refusal), halt: false }
  }
  // The reason decides for 400, so a 400 whose reason was cut off decides nothing.
  if (status === 400 && !answer.complete && refusal.reason === undefined) {
    return { ...doubtedRefusal('HTTP 400, but its reason broke off', refusal), halt: false }
  }
  const json = answer.complete ? parseJson(answer.body) : undefined
  const scope = scopeOf(status, refusal.reason)
  const id = isObject(json) ? instanceBeside(json) : undefined
  if (id !== undefined) {
    const shown = sentence(context.scrub(String(id)), 60)
    const reason = `${explainRefusal(refusal)}, with the id ${shown} beside it, so it may have been made`
    return { ...doubtedRefusal(reason, refusal), halt: scope === 'account' }
  }
  return { kind: 'rejected', refusal, scope }
}

function classifySuccess(answer: Answered, { isKnown, scrub }: ClassifyContext): CreateOutcome {
  const { complete } = answer
  const json = complete ? parseJson(answer.body) : undefined
  const body = isObject(json) ? json : undefined
  const id = body === undefined ? undefined : member(body, 'id')
  const unknownOutcome = (why: string): CreateOutcome => ({
    ...doubtedSuccess(answer, why, scrub),
    halt: complete,
  })
  if (!complete) return unknownOutcome(endOf(answer))
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
