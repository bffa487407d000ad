import { describe, expect, test } from 'vitest'
import type { ChangeOutcome } from '../../../src/api/change-outcome.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { answer, closedPort, loopback, onRequest } from '../../support/loopback.ts'
import { json, KEY, servedClient, serving } from '../../support/served-client.ts'

const ID = '3560b7fec915bbf9' as InstanceId

const CHANGES = ['delete', 'start', 'stop'] as const

const refusal = (reason: string, message = 'no', status = '400 Bad Request') =>
  json({ code: Number.parseInt(status, 10), reason, message, metadata: {} }, status)

/** What a delete comes to when the service answers like this, and that it was sent once. */
async function deleted(text: string): Promise<ChangeOutcome> {
  await using server = await serving(() => text)
  const outcome = await servedClient(server.url).delete(ID)
  expect(server.received()).toHaveLength(1)
  return outcome
}

describe.each(CHANGES)('%s', (change) => {
  test('sends the id alone, once, over a connection of its own', async () => {
    await using server = await serving(() => json({ instanceId: ID, state: 'toStop' }))
    const api = servedClient(server.url)
    expect(await api[change](ID)).toEqual({ kind: 'accepted' })
    const [head = '', body = ''] = server.received()[0]?.split('\r\n\r\n') ?? []
    const [line = ''] = head.split('\r\n')
    expect(line).toBe(`POST /gpu-instance/openapi/v1/gpu/instance/${change} HTTP/1.1`)
    expect(head).toContain(`Authorization: Bearer ${KEY}`)
    expect(head).toContain('Content-Type: application/json\r\n')
    expect(head).toMatch(/^Connection: close$/im)
    expect(JSON.parse(body)).toEqual({ instanceId: ID })
    expect(api.requests).toMatchObject({ create: 0, delete: 0, start: 0, stop: 0, [change]: 1 })
  })

  test.each(['421 Misdirected', '429 Slow', '500 Oops', '502 Bad', '503 Busy', '307 X', '301 X'])(
    'is never sent again by itself: %s',
    async (status) => {
      await using server = await serving(() =>
        answer(status, '', { Location: '/', 'Retry-After': '0' }),
      )
      const api = servedClient(server.url)
      expect((await api[change](ID)).kind).not.toBe('accepted')
      expect(server.received()).toHaveLength(1)
      expect(api.requests[change]).toBe(1)
    },
  )

  test('that was abandoned before it began was not sent', async () => {
    await using server = await serving(() => json({}))
    const outcome = await servedClient(server.url)[change](ID, { signal: AbortSignal.abort() })
    expect(outcome).toMatchObject({ kind: 'not-sent', retry: 'never' })
    expect(server.received()).toEqual([])
  })

  test('that is abandoned after it was sent is unknown', async () => {
    const controller = new AbortController()
    await using silent = await loopback((socket) => onRequest(socket, () => controller.abort()))
    const { signal } = controller
    expect((await servedClient(silent.url)[change](ID, { signal })).kind).toBe('unknown')
  })
})

/** A row for each of the table of what an answer to a delete means. */
describe('an answer to a delete', () => {
  test.each([
    ['200 without a body', answer('200 OK')],
    ['200 with a body', json({ instanceId: ID, state: 'toRemove' })],
    ['202', answer('202 Accepted', '{}')],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ])('%s: accepted', async (_, text) => {
    expect(await deleted(text)).toEqual({ kind: 'accepted' })
  })

  test.each([
    ['404', refusal('RESOURCE_NOT_FOUND', 'instance not found', '404 Not Found')],
    ['400', refusal('RESOURCE_NOT_FOUND', 'instance not fount')],
  ])('%s RESOURCE_NOT_FOUND: gone', async (_, text) => {
    expect(await deleted(text)).toEqual({ kind: 'gone' })
  })

  test('400 "invalid state change": rejected for its state', async () => {
    const outcome = await deleted(json({ message: 'invalid state change' }, '400 Bad Request'))
    expect(outcome).toMatchObject({ kind: 'rejected', scope: 'instance', why: 'state' })
  })

  test('400 for a prepaid one: rejected for good', async () => {
    const outcome = await deleted(refusal('PREPAID_INSTANCE_NOT_SUPPORT_RELEASE'))
    expect(outcome).toMatchObject({
      kind: 'rejected',
      scope: 'instance',
      why: 'prepaid',
      refusal: {
        reason: 'PREPAID_INSTANCE_NOT_SUPPORT_RELEASE',
        advice: expect.stringContaining('autoRenew: false'),
      },
    })
  })

  test('another 4xx: rejected with its reason', async () => {
    const outcome = await deleted(refusal('VALIDATOR_PARAM', 'bad id', '422 Unprocessable'))
    expect(outcome).toMatchObject({
      kind: 'rejected',
      scope: 'instance',
      why: 'other',
      refusal: { status: 422, reason: 'VALIDATOR_PARAM', message: 'bad id' },
    })
  })

  test.each(['401 Unauthorized', '403 Forbidden'])('%s: the account', async (status) => {
    const outcome = await deleted(answer(status))
    expect(outcome).toMatchObject({ kind: 'rejected', scope: 'account', why: 'other' })
  })

  test('429: throttled, with the wait that was asked for', async () => {
    const outcome = await deleted(answer('429 Slow', '', { 'Retry-After': '7' }))
    expect(outcome).toMatchObject({ kind: 'throttled', retryAfterMs: 7_000 })
  })

  test('5xx: unknown, with what the support can find it by', async () => {
    const outcome = await deleted(answer('502 Bad Gateway', '<html>', { 'x-request-id': 'r-1' }))
    expect(outcome).toMatchObject({ kind: 'unknown', requestId: 'r-1' })
  })

  test('a redirect: unknown, and not followed', async () => {
    const outcome = await deleted(answer('308 Permanent Redirect', '', { Location: '/elsewhere' }))
    expect(outcome).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('redirects to another address'),
    })
  })

  test('a body that is cut: unknown', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => {
        socket.end(answer('200 OK', '{"instanceId":"i-1"', { 'Content-Length': '40' }))
      }),
    )
    expect((await servedClient(server.url).delete(ID)).kind).toBe('unknown')
  })

  test('a body over the limit: unknown', async () => {
    await using server = await serving(() => json({ more: 'x'.repeat(2_000) }))
    const api = servedClient(server.url, { limits: { createBodyLimit: 1_000 } })
    expect((await api.delete(ID)).kind).toBe('unknown')
  })

  test('a connection that is cut after the request: unknown', async () => {
    await using server = await loopback((socket) => onRequest(socket, () => socket.destroy()))
    expect((await servedClient(server.url).delete(ID)).kind).toBe('unknown')
    expect(server.received()).toHaveLength(1)
  })

  test('no answer in time: unknown', async () => {
    await using server = await loopback((socket) => onRequest(socket, () => {}))
    const limits = { create: { connectMs: 5_000, answerMs: 20 } }
    expect(await servedClient(server.url, { limits }).delete(ID)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('no complete answer'),
    })
  })

  test('no connection: not sent', async () => {
    const api = servedClient(`http://127.0.0.1:${await closedPort()}`)
    expect(await api.delete(ID)).toMatchObject({ kind: 'not-sent', retry: 'backoff' })
    expect(api.requests.delete).toBe(1)
  })
})

test('a start that finds its GPUs taken says so, and what else can be done', async () => {
  await using server = await serving(() => refusal('INSUFFICIENT_RESOURCE'))
  expect(await servedClient(server.url).start(ID)).toMatchObject({
    kind: 'rejected',
    scope: 'instance',
    why: 'sold-out',
    refusal: { advice: expect.stringContaining('migrate') },
  })
})

test.each(CHANGES)('a refusal that repeats a secret does not show it: %s', async (change) => {
  const secret = 'hf_token-of-the-run'
  await using server = await serving((_, body) =>
    answer(
      '400 Bad Request',
      JSON.stringify({ reason: secret, message: `bad: ${body}, ${KEY}, ${secret}` }),
      { 'x-request-id': KEY },
    ),
  )
  const outcome = await servedClient(server.url, { secrets: [secret] })[change](ID)
  expect(outcome).toMatchObject({
    kind: 'rejected',
    refusal: { message: expect.stringContaining('(secret)') },
  })
  expect(JSON.stringify(outcome)).not.toMatch(/secret-key|token-of-the-run/)
})
