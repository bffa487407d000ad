import { describe, expect, test } from 'vitest'
import { classifyCreate } from '../../../../src/api/responses/classify.ts'
import type { Exchange } from '../../../../src/http/exchange.ts'
import { answered, CUT, refusalBody as error } from '../../../support/answered.ts'

const judge = (exchange: Exchange) =>
  classifyCreate(exchange, {
    isKnown: (id) => id === 'i-known',
    scrub: (text) => text.replaceAll('hunter2', '(secret)'),
    now: 0,
  })

describe('classifyCreate, a success', () => {
  test.each([
    ['a code', { code: 500 }],
    ['a reason', { reason: 'UNKNOWN' }],
    ['an error', { error: { message: 'internal error' } }],
  ])('%s beside the id makes it unknown', (_what, beside) => {
    const body = JSON.stringify({ id: 'i-new', ...beside })
    expect(judge(answered(200, body))).toMatchObject({ kind: 'unknown' })
  })

  test('an id alone is what was created', () => {
    expect(judge(answered(200, '{"id":"i-new"}'))).toEqual({ kind: 'created', id: 'i-new' })
  })
})

describe('classifyCreate, phase connecting', () => {
  test.each([
    'ECONNREFUSED',
    'EAI_AGAIN',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ETIMEDOUT',
    'ECONNRESET',
    'CONNECT_TIMEOUT',
    'EPIPE',
    'CLOSED',
  ])('%s was not sent and may be tried again', (code) => {
    expect(judge({ phase: 'connecting', failure: { code } })).toMatchObject({
      kind: 'not-sent',
      retry: 'backoff',
    })
  })

  test('an unknown host name is worth one more try', () => {
    expect(judge({ phase: 'connecting', failure: { code: 'ENOTFOUND' } })).toEqual({
      kind: 'not-sent',
      retry: 'once',
      reason: 'the host name is unknown (ENOTFOUND)',
    })
  })

  test.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
    'ERR_INVALID_CHAR',
    'ABORTED',
  ])('%s was not sent and is never tried again', (code) => {
    expect(judge({ phase: 'connecting', failure: { code } })).toMatchObject({
      kind: 'not-sent',
      retry: 'never',
    })
  })

  test.each([
    [407, 'never'],
    [403, 'never'],
    [429, 'backoff'],
    [502, 'backoff'],
    [503, 'backoff'],
  ] as const)('a proxy that answers %i to CONNECT sent nothing: %s', (status, retry) => {
    expect(
      judge({ phase: 'connecting', failure: { code: 'PROXY_REFUSED', status } }),
    ).toMatchObject({ kind: 'not-sent', retry, reason: expect.stringContaining(String(status)) })
  })
})

describe('classifyCreate, phase open', () => {
  test.each([
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ANSWER_TIMEOUT',
    'ABORTED',
    'HPE_INVALID_CONSTANT',
    'HPE_HEADER_OVERFLOW',
    'ECONNREFUSED',
    'CLOSED',
    'EPROTO',
  ])('%s is unknown, whatever the code', (code) => {
    expect(judge({ phase: 'open', failure: { code } })).toMatchObject({ kind: 'unknown' })
  })
})

describe('classifyCreate, success', () => {
  test.each([200, 201, 202])('%i with an id is created', (status) => {
    expect(judge(answered(status, '{"id":"3560b7fec915bbf9"}'))).toEqual({
      kind: 'created',
      id: '3560b7fec915bbf9',
    })
  })

  test.each([
    ['in another casing', '{"Id":"i-1"}'],
    ['beside members nobody knows', '{"id":"i-1","state":"toCreate"}'],
    ['after a byte order mark', '\uFEFF{"id":"i-1"}'],
  ])('an id %s is an id', (_, body) => {
    expect(judge(answered(200, body))).toEqual({ kind: 'created', id: 'i-1' })
  })

  test('the content type does not matter, the JSON does', () => {
    const html = { headers: { 'content-type': 'text/html' } }
    expect(judge(answered(200, '{"id":"i-1"}', html)).kind).toBe('created')
    expect(judge(answered(200, '<p>{"id":"i-1"}', html)).kind).toBe('unknown')
  })

  test.each([
    ['an id we have', '{"id":"i-known"}'],
    ['a number', '{"id":17}'],
    ['null', '{"id":null}'],
    ['an empty id', '{"id":""}'],
    ['a blank id', '{"id":"  "}'],
    ['an id with a line break', '{"id":"i-1\\nx"}'],
    ['an endless id', `{"id":"${'x'.repeat(300)}"}`],
    ['no id', '{}'],
    ['an id elsewhere', '{"data":{"id":"i-1"}}'],
    ['an array', '[{"id":"i-1"}]'],
    ['a text', '"i-1"'],
    ['cut JSON', '{"id":"i'],
    ['HTML', '<html><title>hi</title></html>'],
    ['no body', ''],
  ])('200 with %s is unknown', (_, body) => {
    expect(judge(answered(200, body))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('HTTP 200'),
    })
  })

  test('200 with bytes that are no UTF-8 is unknown', () => {
    const body = Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect(judge(answered(200, body)).kind).toBe('unknown')
  })

  test('200 with a business error and no id shows the reason', () => {
    expect(judge(answered(200, error('BALANCE_NOT_ENOUGH')))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('BALANCE_NOT_ENOUGH'),
    })
  })

  test('a body that broke off is unknown, even where it reads as a whole', () => {
    const cut = { complete: false, failure: { code: 'ECONNRESET' } }
    expect(judge(answered(200, '{"id":"i-1"}', cut))).toMatchObject({ kind: 'unknown' })
  })

  test('a body over the limit is unknown', () => {
    const large = { complete: false, failure: { code: 'TOO_LARGE', limitBytes: 1_048_576 } }
    expect(judge(answered(200, '{"id":"i-1"', large))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('1 MiB'),
    })
  })

  test.each([203, 204, 205, 206, 299])('%i is unknown, even with an id', (status) => {
    expect(judge(answered(status, '{"id":"i-1"}')).kind).toBe('unknown')
  })
})

describe('classifyCreate, refusals', () => {
  test.each([400, 404, 405, 413, 415, 422])('%i is a no to this entry', (status) => {
    expect(judge(answered(status, error('VALIDATOR_PARAM')))).toMatchObject({
      kind: 'rejected',
      scope: 'entry',
    })
    expect(judge(answered(status)).kind).toBe('rejected')
  })

  test.each([
    [400, '{"reason":"INSUFFICIENT_RESOURCE","id":"i-9"}', false],
    [400, '{"reason":"VALIDATOR_PARAM","data":{"instanceId":"i-9"}}', false],
    [422, '{"id":"i-9"}', false],
    [402, '{"reason":"BALANCE_NOT_ENOUGH","id":"i-9"}', true],
  ])('%i with an id beside it, %s, may have made it', (status, body, halt) => {
    expect(judge(answered(status, body))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('with the id i-9 beside it'),
      halt,
    })
  })

  test.each([401, 402, 403])('%i is a no to the account', (status) => {
    for (const body of ['', error('FORBIDDEN'), '<html>error 1010</html>']) {
      expect(judge(answered(status, body))).toMatchObject({ kind: 'rejected', scope: 'account' })
    }
  })

  test.each([
    'BALANCE_NOT_ENOUGH',
    'EXPIRED_OR_BALANCE_NOT_ENOUGH',
    'CREATE_INSTANCE_LIMIT',
    'CREATE_GPU_NUM_LIMIT',
    'BANNED_USER',
    'USER_NOT_ACTIVATED',
    'NEED_REAL_NAME_VERIFY',
    'MISSING_API_KEY',
    'INVALID_API_KEY',
  ])('400 %s is a no to the account', (reason) => {
    expect(judge(answered(400, error(reason)))).toMatchObject({
      kind: 'rejected',
      scope: 'account',
      refusal: { reason, advice: expect.any(String) },
    })
  })

  test.each(['INSUFFICIENT_RESOURCE', 'IMAGE_NOT_FOUND', 'RESOURCE_NOT_FOUND', 'NEW_REASON'])(
    '400 %s is a no to this entry',
    (reason) => {
      expect(judge(answered(400, error(reason)))).toMatchObject({
        kind: 'rejected',
        scope: 'entry',
      })
    },
  )

  test.each([
    error('CONFLICT'),
    error('OPERATION_LIMIT'),
    '{"message":"OPERATION_LIMIT: busy"}',
    '{"error":{"code":"CONFLICT"}}',
    '{"reason":"conflict"}',
  ])('400 %s may have been made', (body) => {
    expect(judge(answered(400, body)).kind).toBe('unknown')
  })

  test('a 400 whose reason broke off may be one of those', () => {
    expect(judge(answered(400, '{"code":400,"rea', CUT)).kind).toBe('unknown')
    expect(judge(answered(401, '', CUT)).kind).toBe('rejected')
  })

  test('429 is throttled, with the wait that was asked for', () => {
    expect(judge(answered(429, '', { headers: { 'retry-after': '7' } }))).toMatchObject({
      kind: 'throttled',
      retryAfterMs: 7_000,
    })
    expect(judge(answered(429, error('RATE_LIMIT_EXCEEDED')))).toMatchObject({
      kind: 'throttled',
      retryAfterMs: undefined,
      refusal: { reason: 'RATE_LIMIT_EXCEEDED' },
    })
  })

  test.each([
    101, 300, 301, 302, 303, 304, 307, 308, 406, 408, 409, 410, 421, 425, 431, 499, 500, 501, 502,
    503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530, 599,
  ])('%i is unknown', (status) => {
    const headers = { 'retry-after': '1', 'x-request-id': 'r-1', location: '/x' }
    expect(judge(answered(status, error('UNKNOWN'), { headers }))).toMatchObject({
      kind: 'unknown',
      requestId: 'r-1',
      reason: expect.stringContaining(String(status)),
    })
  })

  test('what the service says is masked in every outcome', () => {
    const said = JSON.stringify({ message: 'bad value hunter2', reason: 'hunter2', id: 5 })
    for (const status of [200, 400, 401, 409, 429, 500]) {
      const headers = { 'x-request-id': 'hunter2' }
      expect(JSON.stringify(judge(answered(status, said, { headers })))).not.toContain('hunter2')
    }
  })
})
