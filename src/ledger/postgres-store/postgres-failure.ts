import { UserError } from '../../model/user-error.ts'
import type { FailureWords } from './failure-words.ts'
import { networkWords } from './network-words.ts'
import { serverWords } from './server-words.ts'

/** There was no answer in time. Whether the server did what it was asked for is unknown. */
export class TimeLimit extends Error {
  readonly seconds: number

  constructor(seconds: number) {
    super(`no answer within ${seconds} s`)
    this.seconds = seconds
  }
}

/** What the client, the network or the server says, in plain words. `what` could not be done: "read the ledger x". */
export function explainPostgres(what: string, error: unknown): UserError {
  if (error instanceof UserError) return error
  const { why, hint } = wordsOf(error)
  return new UserError(`cannot ${what}: ${why}`, { ending: 'ledger', hint, cause: error })
}

/** The SQLSTATE that a server gave; `undefined` for any other error. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof Reflect.get(error, 'severity') !== 'string') return
  return codeOf(error)
}

function wordsOf(error: unknown): FailureWords {
  if (error instanceof TimeLimit) return networkWords('ETIMEDOUT', error.message)
  const text = error instanceof Error ? plain(error.message) : ''
  const state = sqlStateOf(error)
  return state === undefined ? networkWords(codeOf(error), text) : serverWords(state, text)
}

/** Of several addresses of one host each has an error of its own; the first tells enough. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code: unknown = Reflect.get(error, 'code')
  if (typeof code === 'string' && /^\w+$/.test(code)) return code
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined
}

/** One bounded line that cannot act on a terminal, whoever wrote it. */
const plain = (text: string): string =>
  text
    .slice(0, 300)
    .replaceAll(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
