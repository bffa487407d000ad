import { describe, expect, it } from 'vitest'
import { toAnswer } from '../../../../src/api/responses/read-result.ts'
import type { Answered } from '../../../../src/http/exchange.ts'

const answered = (status: number, body: string): Answered => ({
  phase: 'answered',
  status,
  headers: {},
  body: Buffer.from(body),
  complete: true,
  failure: undefined,
})

const read = (status: number, body: string) =>
  toAnswer(
    answered(status, body),
    (text) => text,
    (json) => json,
  )

describe('toAnswer', () => {
  it('takes a body that is understood', () => {
    expect(read(200, '{"a":1}')).toEqual({ kind: 'ok', value: { a: 1 } })
  })

  it('calls a web page a web page, even where its status says success', () => {
    expect(read(200, '<html><title>Maintenance</title></html>')).toMatchObject({
      kind: 'failed',
      why: 'HTTP 200: a web page in place of an answer: Maintenance',
    })
  })

  it('says what the service said, and leaves what to do to the hint', () => {
    expect(read(401, '{"reason":"UNAUTHORIZED","message":"no"}')).toMatchObject({
      why: 'HTTP 401: UNAUTHORIZED: no',
    })
    expect(read(500, '{"reason":"UNKNOWN","message":"oops"}')).toMatchObject({
      why: 'HTTP 500: UNKNOWN: oops',
    })
  })

  it('knows a call that is not offered', () => {
    for (const status of [404, 405, 501]) expect(read(status, '{}').kind).toBe('not-offered')
  })
})
