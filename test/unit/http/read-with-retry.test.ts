import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../../src/http/exchange.ts'
import { ask } from '../../../src/http/read-with-retry.ts'

const answered = (status: number, headers: Record<string, string> = {}): Exchange => ({
  phase: 'answered',
  status,
  headers,
  body: Buffer.alloc(0),
  complete: true,
  failure: undefined,
})

const failedWith = (phase: 'connecting' | 'open', code: string): Exchange => ({
  phase,
  failure: { code },
})

const cut: Exchange = { ...answered(200), complete: false, failure: { code: 'CUT' } } as Exchange

/** Asks with these exchanges in turn, the last one again and again, without waiting unless the service wishes it. */
const tries = async (
  exchanges: readonly Exchange[],
  options: { budgetMs?: number; signal?: AbortSignal } = {},
): Promise<{ count: number; last: Exchange }> => {
  let count = 0
  const last = await ask({
    once: async () => {
      count += 1
      return exchanges[count - 1] ?? exchanges.at(-1) ?? answered(200)
    },
    timeouts: { connectMs: 1_000, answerMs: 1_000 },
    budgetMs: options.budgetMs ?? 30_000,
    signal: options.signal,
    random: () => 0,
  })
  return { count, last }
}

describe('ask', () => {
  test.each([
    ['a reset', failedWith('open', 'ECONNRESET')],
    ['a time-out', failedWith('open', 'ANSWER_TIMEOUT')],
    ['a refused connection', failedWith('connecting', 'ECONNREFUSED')],
    ['a cut answer', cut],
    ['408', answered(408)],
    ['429', answered(429)],
    ['500', answered(500)],
    ['502', answered(502)],
    ['503', answered(503)],
    ['524', answered(524)],
  ])('%s is asked again, four times in all', async (_, exchange) => {
    expect((await tries([exchange])).count).toBe(4)
    const { count, last } = await tries([exchange, answered(200)])
    expect(count).toBe(2)
    expect(last).toEqual(answered(200))
  })

  test.each([
    ['200', answered(200)],
    ['400', answered(400)],
    ['401', answered(401)],
    ['404', answered(404)],
    ['501', answered(501)],
    ['a redirect', answered(302)],
    ['a certificate', failedWith('connecting', 'CERT_HAS_EXPIRED')],
    ['an abort', failedWith('open', 'ABORTED')],
    ['an answer that is too large', { ...cut, failure: { code: 'TOO_LARGE' } } as Exchange],
  ])('%s is final', async (_, exchange) => {
    expect((await tries([exchange])).count).toBe(1)
  })

  test('an unknown host name is asked once more', async () => {
    expect((await tries([failedWith('connecting', 'ENOTFOUND')])).count).toBe(2)
  })

  test('a wish of the service that is longer than the budget ends it at once', async () => {
    const { count, last } = await tries([answered(429, { 'retry-after': '3600' })])
    expect(count).toBe(1)
    expect(last).toMatchObject({ status: 429 })
  })

  test('the wait that the service wishes is kept', async () => {
    // Timers end in the order of their times, however busy the machine is.
    const order: string[] = []
    setTimeout(() => order.push('900 ms'), 900)
    const { count } = await tries([answered(503, { 'retry-after': '1' }), answered(200)])
    order.push('answered')
    expect(count).toBe(2)
    expect(order).toEqual(['900 ms', 'answered'])
  })

  test('a spent budget ends it', async () => {
    expect((await tries([answered(500)], { budgetMs: 0 })).count).toBe(1)
  })

  test('an abort during the wait ends it', async () => {
    const controller = new AbortController()
    const waiting = tries([answered(503, { 'retry-after': '20' })], { signal: controller.signal })
    controller.abort()
    expect((await waiting).count).toBe(1)
  })
})
