import type { Answered } from '../../src/http/exchange.ts'

/** A complete answer, as an exchange ends with it. */
export const answered = (
  status: number,
  body: string | Buffer = '',
  rest: Partial<Answered> = {},
): Answered => ({
  phase: 'answered',
  status,
  headers: {},
  body: Buffer.from(body),
  complete: true,
  failure: undefined,
  ...rest,
})

/** What makes an answer one that broke off. */
export const CUT = { complete: false, failure: { code: 'CUT' } } as const

/** The body of a refusal, in the form that the service most likely has. Facts §6. */
export const refusalBody = (reason: string): string =>
  JSON.stringify({ code: 400, reason, message: 'no', metadata: {} })
