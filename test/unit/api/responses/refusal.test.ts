import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainRefusal, readRefusal } from '../../../../src/api/responses/refusal.ts'
import { scrubber } from '../../../../src/definitions/secrets/redact.ts'

const read = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  scrub: (text: string) => string = (text) => text,
) =>
  readRefusal(
    {
      phase: 'answered',
      status,
      headers,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      complete: true,
      failure: undefined,
    },
    scrub,
  )

/** Characters that escape, steer, hide or break something somewhere. */
const NASTY = fc.constantFrom(
  ...'aZ09_ "\'\\/<>&%+={}$\n\r\t\0\u001b\u0085\u200b\u202e\u2028\ud800\ufeffé余',
  '🚀',
)

describe('readRefusal', () => {
  test.each([
    [
      'the service',
      { code: 400, reason: 'BALANCE_NOT_ENOUGH', message: 'balance is low', metadata: {} },
      'BALANCE_NOT_ENOUGH',
      'balance is low',
    ],
    [
      'an error object',
      { error: { code: 'INVALID_API_KEY', message: 'wrong key' } },
      'INVALID_API_KEY',
      'wrong key',
    ],
    ['an error text', { error: 'token expired' }, undefined, 'token expired'],
    ['a message alone', { message: 'no such product' }, undefined, 'no such product'],
    ['a list of errors', { errors: [{ message: 'bad port' }] }, undefined, 'bad port'],
    ['a text', 'upstream down', undefined, 'upstream down'],
    [
      'a reason in the words',
      { message: 'rpc error: INSUFFICIENT_RESOURCE on node' },
      'INSUFFICIENT_RESOURCE',
      'rpc error: INSUFFICIENT_RESOURCE on node',
    ],
    [
      'a web page',
      '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
      undefined,
      'a web page in place of an answer: 502 Bad Gateway',
    ],
    [
      'a web page without a title',
      '<div>error code: <b>1010</b></div>',
      undefined,
      'a web page in place of an answer: error code: 1010',
    ],
    ['nothing', '', undefined, 'HTTP 400 Bad Request, without an explanation'],
    ['an empty object', {}, undefined, 'HTTP 400 Bad Request, without an explanation'],
    [
      'odd members',
      { message: { a: 1 }, reason: 7, error: null },
      undefined,
      'HTTP 400 Bad Request, without an explanation',
    ],
  ])('reads the body of %s', (_, body, reason, message) => {
    expect(read(400, body)).toMatchObject({ status: 400, reason, message })
  })

  test('fills the values of the metadata into the message, and appends the others', () => {
    expect(
      read(403, {
        reason: 'CREATE_GPU_NUM_LIMIT',
        message: 'at most {0} GPUs',
        metadata: { 0: '8', used: 7 },
      }).message,
    ).toBe('at most 8 GPUs (used: 7)')
    expect(read(400, { reason: 'X_Y', metadata: { 0: 'port', 1: '99' } }).message).toBe('port, 99')
    expect(read(400, { message: 'm', metadata: { 0: { deep: 1 }, 1: '', 2: 'm' } }).message).toBe(
      'm',
    )
  })

  test.each([
    ['x-request-id', 'r-1'],
    ['x-trace-id', 't-1'],
    ['cf-ray', '8f-HKG'],
  ])('takes the request id from %s', (name, value) => {
    expect(read(500, '', { [name]: value }).requestId).toBe(value)
  })

  test('takes the request id from the body', () => {
    expect(read(500, { message: 'x', trace_id: 'abc' }).requestId).toBe('abc')
    expect(read(500, { message: 'x' }).requestId).toBeUndefined()
  })

  test('advises by reason, else by status, else not at all', () => {
    expect(read(400, { reason: 'INSUFFICIENT_RESOURCE' }).advice).toMatch(/another product/)
    expect(read(401, '').advice).toMatch(/API key/)
    expect(read(400, { reason: 'NEVER_HEARD_OF' }).advice).toBeUndefined()
    expect(read(400, { reason: 'constructor' }).advice).toBeUndefined()
  })

  test('masks before it cuts, so that no half of a secret is left', () => {
    const secret = 's3cret'.repeat(20)
    const { message } = read(400, { message: `${'x'.repeat(280)} ${secret}` }, {}, (text) =>
      text.replaceAll(secret, '(secret)'),
    )
    expect(message).not.toContain('s3cret')
  })

  test('the message is one bounded line without controls, for any body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: NASTY, maxLength: 1_000 }),
          fc.json(),
          fc
            .record({
              message: fc.string({ unit: NASTY, maxLength: 800 }),
              reason: fc.string({ unit: NASTY }),
              metadata: fc.dictionary(fc.string(), fc.string({ unit: NASTY })),
            })
            .map((body) => JSON.stringify(body)),
        ),
        (body) => {
          const { message, reason } = read(400, body)
          expect(message.length).toBeGreaterThan(0)
          expect(message.length).toBeLessThanOrEqual(300)
          expect(message + (reason ?? '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('explainRefusal', () => {
  test('says status, reason and message once each', () => {
    expect(explainRefusal(read(400, { reason: 'A_B', message: 'no' }))).toBe('HTTP 400: A_B: no')
    expect(explainRefusal(read(400, { reason: 'A_B', message: 'A_B no' }))).toBe('HTTP 400: A_B no')
    expect(explainRefusal(read(502, ''))).toBe('HTTP 502 Bad Gateway, without an explanation')
  })
})

describe('secrets in a refusal', () => {
  const clean = (secret: string) => scrubber([secret])

  test('are masked before a reason is put into capitals, where a short one would no longer be known', () => {
    const { reason, message } = read(
      400,
      { reason: 'code_tok9z', message: 'no' },
      {},
      clean('tok9z'),
    )
    expect(`${reason} ${message}`.toLowerCase()).not.toContain('tok9z')
  })

  test('are masked before tags are stripped from a page, which would take a piece out of them', () => {
    const { message } = read(502, '<p>bad value left<x>right</p>', {}, clean('left<x>right'))
    expect(message).toContain('(secret)')
    expect(message).not.toMatch(/left|right/)
  })

  test('are masked before a page is cut, where less than the beginning that is known would be left', () => {
    const page = `${'<br>'.repeat(4_998)}secret-9`
    const { message } = read(502, `${page}xyz-tail`, {}, clean('secret-9xyz-tail'))
    expect(message).not.toContain('secret-')
  })

  test('change no reason that decides what a run does next', () => {
    const { reason } = read(400, { reason: 'OPERATION_LIMIT', message: 'no' }, {}, clean('LIMIT'))
    expect(reason).toBe('OPERATION_LIMIT')
  })
})
