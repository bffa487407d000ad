import type { Scrub } from '../../definitions/secrets/redact.ts'
import type { Answered, Exchange } from '../../http/exchange.ts'
import { isPage, sentence } from '../../http/plain-text.ts'
import type { ChangeOutcome } from '../change-outcome.ts'
import type { Refusal } from '../outcome.ts'
import { errorBeside } from './error-beside.ts'
import { isObject, parseJson } from './read-json.ts'
import { scopeOf } from './reason-codes.ts'
import { explainRefusal, readRefusal, wordsOf } from './refusal.ts'
import { changeAdvice, rejectedBecause } from './rejected-because.ts'
import {
  doubtedRefusal,
  doubtedSuccess,
  endOf,
  type JudgeContext,
  unanswered,
  unsuccessful,
} from './unsuccessful.ts'

/**
 * Judges a call that deletes, starts or stops an instance. Only a complete answer accepts or refuses; everything that
 * leaves it open is `unknown`, and a look at the instance settles it. The second table of docs/reliability.md.
 */
export function classifyChange(exchange: Exchange, context: JudgeContext): ChangeOutcome {
  if (exchange.phase !== 'answered') return unanswered(exchange)
  if (exchange.status >= 200 && exchange.status < 300) return classifySuccess(exchange, context)
  const outcome = unsuccessful(exchange, context, isRefused)
  return outcome.kind === 'refused' ? classifyRefusal(exchange, outcome.refusal) : outcome
}

/** Statuses of a gateway that may have passed the call on. */
const MAYBE_DONE: ReadonlySet<number> = new Set([408, 421, 425, 499])

const isRefused = (status: number): boolean =>
  status >= 400 && status < 500 && !MAYBE_DONE.has(status)

function classifySuccess(answer: Answered, { scrub }: JudgeContext): ChangeOutcome {
  const objection = answer.complete ? objectionIn(answer, scrub) : endOf(answer)
  return objection === undefined ? { kind: 'accepted' } : doubtedSuccess(answer, objection, scrub)
}

/**
 * What a body says against the success that its status tells. What such a body looks like is not documented, so one that
 * can be read whole and names no error is as good as none.
 */
function objectionIn(answer: Answered, scrub: Scrub): string | undefined {
  const { body } = answer
  const text = body.toString('utf8').trim()
  if (text === '') return undefined
  const refusal = readRefusal(answer, scrub)
  if (isPage(body)) return `with ${refusal.message}`
  const json = parseJson(body)
  if (json === undefined && !isPlain(text)) return 'with a body that is not understood'
  // A bare value is judged as the result of an object would be.
  const error = errorBeside(isObject(json) ? json : { result: json ?? text })
  if (error === undefined && (isObject(json) || refusal.reason === undefined)) return undefined
  const said = [error === undefined ? undefined : sentence(scrub(error), 100), wordsOf(refusal)]
  return `with an error: ${said.filter((each) => each !== undefined).join(', ')}`
}

/** Words that are whole, not JSON that broke off or bytes that are not UTF-8. */
const isPlain = (text: string): boolean => !/^[{["]|\uFFFD/.test(text)

/** Statuses with which the edge turns a call away, before the service: what body it sends along does not matter. */
const AT_THE_EDGE: ReadonlySet<number> = new Set([401, 402, 403])

function classifyRefusal(answer: Answered, refusal: Refusal): ChangeOutcome {
  const { status, reason } = refusal
  if (!answer.complete) {
    return doubtedRefusal(`${explainRefusal(refusal)}, but ${endOf(answer)}`, refusal)
  }
  if (isPage(answer.body) && !AT_THE_EDGE.has(status)) {
    return doubtedRefusal(explainRefusal(refusal), refusal)
  }
  if (reason === 'RESOURCE_NOT_FOUND' && (status === 400 || status === 404)) return { kind: 'gone' }
  const why = rejectedBecause(answer, reason)
  if (scopeOf(status, reason) === 'account') {
    return { kind: 'rejected', refusal, scope: 'account', why }
  }
  const advice = changeAdvice(why, refusal)
  return { kind: 'rejected', refusal: { ...refusal, advice }, scope: 'instance', why }
}
