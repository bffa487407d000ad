import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyChange } from '../../../../src/api/responses/classify-change.ts'
import type { Exchange } from '../../../../src/http/exchange.ts'
import { answered, CUT, refusalBody } from '../../../support/answered.ts'

const judge = (exchange: Exchange, secret = 'hunter2') =>
  classifyChange(exchange, { scrub: (text) => text.replaceAll(secret, '(secret)'), now: 0 })

const PAGE = '<!doctype html><title>hello</title>'

describe('classifyChange, without an answer', () => {
  test.each([
    ['ECONNREFUSED', 'backoff'],
    ['CONNECT_TIMEOUT', 'backoff'],
    ['ENOTFOUND', 'once'],
    ['CERT_HAS_EXPIRED', 'never'],
    ['ABORTED', 'never'],
  ] as const)('%s while connecting was not sent: %s', (code, retry) => {
    expect(judge({ phase: 'connecting', failure: { code } })).toEqual({
      kind: 'not-sent',
      retry,
      reason: expect.any(String),
    })
  })

  test.each(['ECONNRESET', 'ANSWER_TIMEOUT', 'ABORTED', 'HPE_INVALID_CONSTANT', 'ECONNREFUSED'])(
    '%s on an open connection is unknown',
    (code) => {
      expect(judge({ phase: 'open', failure: { code } })).toEqual({
        kind: 'unknown',
        reason: expect.stringContaining('may have been sent'),
        requestId: undefined,
      })
    },
  )
})

describe('classifyChange, success', () => {
  test.each([200, 201, 202, 203, 204, 299])('%i is accepted', (status) => {
    expect(judge(answered(status))).toEqual({ kind: 'accepted' })
  })

  test.each([
    ['nothing', ''],
    ['spaces', ' \r\n'],
    ['an object', '{}'],
    ['the state', '{"instanceId":"i-1","state":"toRemove"}'],
    ['an instance that failed once', '{"id":"i-1","statusError":{"state":"","message":""}}'],
    ['an envelope of success', '{"code":0,"message":"success","data":null}'],
    ['HTTP 200 again', '{"code":200,"success":true}'],
    ['null', 'null'],
    ['true', 'true'],
    ['a string', '"ok"'],
    ['a list', '[]'],
    ['words', 'accepted'],
    ['an object after a byte order mark', '\uFEFF{}'],
  ])('a body with %s is accepted', (_, body) => {
    expect(judge(answered(200, body))).toEqual({ kind: 'accepted' })
  })

  test.each([
    ['a code', '{"code":500}', 'code: 500'],
    ['a reason', refusalBody('BALANCE_NOT_ENOUGH'), 'BALANCE_NOT_ENOUGH'],
    ['a message', '{"message":"cannot do that"}', 'cannot do that'],
    ['an error', '{"error":{"message":"broken","code":"X_Y"}}', 'broken'],
    ['no success', '{"success":false}', 'success: false'],
    ['a failed state', '{"instanceId":"i-1","state":"failed"}', 'state: failed'],
    ['a bare word for it', '"failed"', 'failed'],
    ['a reason in words', 'BALANCE_NOT_ENOUGH: top up', 'BALANCE_NOT_ENOUGH'],
    ['a reason in a list', '[{"reason":"INSUFFICIENT_RESOURCE"}]', 'INSUFFICIENT_RESOURCE'],
  ])('a body that names %s is unknown, and shows it', (_, body, shown) => {
    expect(judge(answered(200, body))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining(shown),
    })
  })

  test.each([
    ['a web page', PAGE],
    ['an object that ends early', '{"code":0'],
    ['a list that ends early', '[1,'],
    ['a string that ends early', '"succ'],
    ['bytes that are not UTF-8', Buffer.from([0x1f, 0x8b, 0x08, 0xff])],
  ])('%s is unknown', (_, body) => {
    expect(judge(answered(200, body))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('HTTP 200'),
    })
  })

  test.each(['', '{}', '{"instanceId":"i-1"'])('%j that broke off is unknown', (body) => {
    expect(judge(answered(200, body, CUT))).toEqual({
      kind: 'unknown',
      reason: 'the service answered HTTP 200, but the answer broke off',
      requestId: undefined,
    })
  })

  test('an error in a success keeps the id of the request', () => {
    expect(judge(answered(200, '{"code":500,"requestId":"r-1"}'))).toMatchObject({
      kind: 'unknown',
      requestId: 'r-1',
    })
  })
})

describe('classifyChange, gone', () => {
  test.each([
    [400, refusalBody('RESOURCE_NOT_FOUND')],
    [404, refusalBody('RESOURCE_NOT_FOUND')],
    [404, '{"error":{"code":"RESOURCE_NOT_FOUND"}}'],
    [400, '{"message":"RESOURCE_NOT_FOUND: no such instance"}'],
    [404, 'RESOURCE_NOT_FOUND'],
  ])('%i %s is gone', (status, body) => {
    expect(judge(answered(status, body))).toEqual({ kind: 'gone' })
  })

  test('a secret that is a part of the reason does not hide it', () => {
    const body = refusalBody('RESOURCE_NOT_FOUND')
    expect(judge(answered(404, body), 'RESOURCE')).toEqual({ kind: 'gone' })
  })

  test.each([
    ['404 without a body', 404, '', 'rejected'],
    ['404 for the call, not for the id', 404, '{"message":"no such call"}', 'rejected'],
    ['404 for another thing', 404, refusalBody('NETWORK_NOT_FOUND'), 'rejected'],
    ['410', 410, refusalBody('RESOURCE_NOT_FOUND'), 'rejected'],
    ['403', 403, refusalBody('RESOURCE_NOT_FOUND'), 'rejected'],
    ['500', 500, refusalBody('RESOURCE_NOT_FOUND'), 'unknown'],
    ['200', 200, refusalBody('RESOURCE_NOT_FOUND'), 'unknown'],
    ['a web page', 404, `${PAGE}RESOURCE_NOT_FOUND`, 'unknown'],
  ])('%s is not gone', (_, status, body, kind) => {
    expect(judge(answered(status, body)).kind).toBe(kind)
  })

  test('what broke off is not gone', () => {
    expect(judge(answered(404, refusalBody('RESOURCE_NOT_FOUND'), CUT)).kind).toBe('unknown')
  })
})

describe('classifyChange, rejected', () => {
  test.each([
    ['prepaid', 400, refusalBody('PREPAID_INSTANCE_NOT_SUPPORT_RELEASE')],
    ['prepaid', 400, '{"message":"PREPAID_INSTANCE_NOT_SUPPORT_RELEASE"}'],
    ['sold-out', 400, refusalBody('INSUFFICIENT_RESOURCE')],
    ['sold-out', 400, refusalBody('GPU_SPEC_USED')],
    ['state', 400, '{"message":"invalid state change"}'],
    ['state', 400, '{"reason":"INVALID_STATE_CHANGE"}'],
    ['state', 400, '{"error":"Invalid state change: running -> running"}'],
    ['state', 400, 'invalid state change'],
    ['state', 400, refusalBody('DEPENDENT_RESOURCE_STATE')],
    ['state', 400, refusalBody('CONFLICT')],
    ['state', 400, refusalBody('OPERATION_LIMIT')],
    ['state', 409, ''],
    ['other', 400, ''],
    ['other', 400, refusalBody('VALIDATOR_PARAM')],
    ['other', 400, refusalBody('A_NEW_REASON')],
    ['other', 405, ''],
    ['other', 418, 'teapot'],
    ['other', 451, ''],
  ])('%s: %i %s', (why, status, body) => {
    expect(judge(answered(status, body))).toMatchObject({ kind: 'rejected', why })
  })

  test('a secret that is a part of the words does not change why', () => {
    const outcome = judge(answered(400, '{"message":"invalid state change"}'), 'state')
    expect(outcome).toMatchObject({ why: 'state', refusal: { message: 'invalid (secret) change' } })
  })

  test.each([
    [400, 'BALANCE_NOT_ENOUGH', 'account'],
    [400, 'EXPIRED_OR_BALANCE_NOT_ENOUGH', 'account'],
    [400, 'CREATE_GPU_NUM_LIMIT', 'account'],
    [400, 'BANNED_USER', 'account'],
    [400, 'MISSING_API_KEY', 'account'],
    [401, 'UNAUTHORIZED', 'account'],
    [402, 'UNHEARD_OF', 'account'],
    [403, 'FORBIDDEN', 'account'],
    [400, 'INSUFFICIENT_RESOURCE', 'instance'],
    [400, 'UNHEARD_OF', 'instance'],
  ])('%i %s is about the %s', (status, reason, scope) => {
    expect(judge(answered(status, refusalBody(reason)))).toMatchObject({
      kind: 'rejected',
      scope,
      refusal: { status, reason },
    })
  })

  test.each([401, 402, 403])('%i of the edge is about the account, as a web page too', (status) => {
    expect(judge(answered(status, PAGE))).toMatchObject({ kind: 'rejected', scope: 'account' })
  })

  test.each([400, 404, 405, 422])('%i as a web page is unknown', (status) => {
    expect(judge(answered(status, PAGE))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('web page'),
    })
  })

  test.each([400, 401, 403, 404, 422])('%i that broke off is unknown', (status) => {
    const outcome = judge(answered(status, refusalBody('VALIDATOR_PARAM'), CUT))
    expect(outcome).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/VALIDATOR_PARAM.*broke off/),
    })
  })

  test('what helps with a create is not advised', () => {
    const advice = (status: number, body = '') => {
      const outcome = judge(answered(status, body))
      return outcome.kind === 'rejected' ? outcome.refusal.advice : outcome
    }
    expect(advice(400, refusalBody('VALIDATOR_PARAM'))).toBeUndefined()
    expect(advice(400, refusalBody('INSUFFICIENT_RESOURCE'))).not.toContain('another product')
    expect(advice(404)).not.toContain('productId')
    expect(advice(401)).toContain('check the API key')
  })
})

describe('classifyChange, anything else', () => {
  test('429 is throttled, whatever its body', () => {
    const headers = { 'retry-after': '7' }
    for (const body of ['', PAGE, refusalBody('RATE_LIMIT_EXCEEDED')]) {
      expect(judge(answered(429, body, { headers }))).toMatchObject({
        kind: 'throttled',
        retryAfterMs: 7_000,
      })
    }
    expect(judge(answered(429, '', CUT))).toMatchObject({
      kind: 'throttled',
      retryAfterMs: undefined,
    })
  })

  test.each([
    101, 300, 301, 302, 303, 304, 307, 308, 408, 421, 425, 499, 500, 501, 502, 503, 504, 520, 524,
    530, 599,
  ])('%i is unknown', (status) => {
    const headers = { 'retry-after': '1', 'x-request-id': 'r-1', location: '/x' }
    expect(judge(answered(status, refusalBody('UNKNOWN'), { headers }))).toMatchObject({
      kind: 'unknown',
      requestId: 'r-1',
      reason: expect.stringContaining(String(status)),
    })
  })

  test('what the service says is masked in every outcome', () => {
    const bodies = [
      JSON.stringify({ message: 'bad value hunter2', reason: 'hunter2' }),
      `<title>hunter2</title>`,
      'BALANCE_NOT_ENOUGH hunter2',
    ]
    for (const status of [200, 400, 401, 404, 408, 409, 429, 500]) {
      for (const body of bodies) {
        const headers = { 'x-request-id': 'hunter2' }
        const whole = answered(status, body, { headers })
        expect(JSON.stringify(judge(whole))).not.toContain('hunter2')
        expect(JSON.stringify(judge({ ...whole, ...CUT }))).not.toContain('hunter2')
      }
    }
  })

  test('never throws, and accepts only a whole success', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.json().map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        bytes,
        fc.boolean(),
        (status, body, whole) => {
          const { kind } = judge(answered(status, Buffer.from(body), whole ? {} : CUT))
          const isSuccess = whole && status >= 200 && status < 300
          expect(kind === 'accepted' && !isSuccess).toBe(false)
        },
      ),
    )
  })
})
