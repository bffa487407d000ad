import type { Timeouts } from '../http/exchange.ts'

/** How long the calls may take, and how large their answers may be. */
export interface ClientLimits {
  /** Of a create, and of every other call that changes something. */
  readonly create: Timeouts
  readonly read: Timeouts
  /** Between the two times that a service without a list is asked for what it offers. */
  readonly secondLookMs: number
  /** For all tries of one reading request, a page of the list for instance. */
  readonly readBudgetMs: number
  /** Bytes of an answer. */
  readonly createBodyLimit: number
  readonly readBodyLimit: number
}

/** A call that changes something gets long, since every time-out of it is an unknown outcome. */
export const DEFAULT_LIMITS: ClientLimits = {
  create: { connectMs: 10_000, answerMs: 120_000 },
  read: { connectMs: 10_000, answerMs: 20_000 },
  secondLookMs: 1_000,
  readBudgetMs: 30_000,
  createBodyLimit: 1_048_576,
  readBodyLimit: 64 * 1_048_576,
}
