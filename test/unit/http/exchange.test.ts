import { Agent } from 'node:http'
import { describe, expect, test } from 'vitest'
import { exchange } from '../../../src/http/exchange.ts'
import { TEST_CERTIFICATE } from '../../support/certificate.ts'
import { answer, loopback, onRequest } from '../../support/loopback.ts'
import { BODY, codeOf, post, SHORT, secureUrl, tlsLoopback } from '../../support/post-exchange.ts'

describe('exchange, once anything may have been sent', () => {
  test('a server that accepts, reads nothing and closes', async () => {
    await using server = await loopback((socket) => {
      socket.pause()
      socket.end()
    })
    expect((await post(server.url)).phase).toBe('open')
  })

  test('a server that resets at once is never called unsent', async () => {
    await using server = await loopback((socket) => socket.resetAndDestroy())
    const result = await post(server.url)
    expect(['ECONNRESET', 'EPIPE']).toContain(codeOf(result))
    // Whether the reset is seen by connect itself is the kernel's choice; both claims are then true.
    expect(['open', 'connecting']).toContain(result.phase)
  })

  test('a server that reads the whole request and closes', async () => {
    await using server = await loopback((socket) => onRequest(socket, () => socket.end()))
    expect(await post(server.url)).toEqual({ phase: 'open', failure: { code: 'ECONNRESET' } })
    expect(server.received()[0]).toContain(BODY)
  })

  test('a server that reads the whole request and resets, plain and with TLS', async () => {
    await using plain = await loopback((socket) =>
      onRequest(socket, () => socket.resetAndDestroy()),
    )
    await using secure = await tlsLoopback((socket) => onRequest(socket, () => socket.destroy()))
    expect(await post(plain.url)).toEqual({ phase: 'open', failure: { code: 'ECONNRESET' } })
    const result = await post(secureUrl(secure), { ca: TEST_CERTIFICATE })
    expect(result).toEqual({ phase: 'open', failure: { code: 'ECONNRESET' } })
    expect(secure.received()[0]).toContain(BODY)
  })

  test('silence runs into the time limit of the answer', async () => {
    await using server = await loopback(() => {})
    const result = await post(server.url, { timeouts: { connectMs: 60_000, answerMs: 50 } })
    expect(result).toEqual({ phase: 'open', failure: { code: 'ANSWER_TIMEOUT', limitMs: 50 } })
  })

  test('an abort after the request was read', async () => {
    const controller = new AbortController()
    await using server = await loopback((socket) => onRequest(socket, () => controller.abort()))
    const result = await post(server.url, { signal: controller.signal })
    expect(result).toEqual({ phase: 'open', failure: { code: 'ABORTED' } })
  })

  test('an answer that is no HTTP', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.end('garbage\r\n\r\n')),
    )
    const result = await post(server.url)
    expect(result.phase).toBe('open')
    expect(codeOf(result)).toMatch(/^HPE_/)
  })

  test('headers that are too large', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.end(answer('200 OK', '', { 'X-Long': 'x'.repeat(100_000) }))),
    )
    expect(await post(server.url)).toEqual({
      phase: 'open',
      failure: { code: 'HPE_HEADER_OVERFLOW' },
    })
  })
})

describe('exchange, once a status was seen', () => {
  test('a complete answer comes with status, headers and body, on a connection of its own', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.write(answer('200 OK', '{"id":"i-1"}', { 'X-A': 'b' }))),
    )
    const first = await post(server.url)
    await post(server.url)
    expect(first).toMatchObject({ phase: 'answered', status: 200, complete: true })
    if (first.phase === 'answered') {
      expect(first.body.toString()).toBe('{"id":"i-1"}')
      expect(first.headers['x-a']).toBe('b')
    }
    expect(server.received()).toHaveLength(2)
    expect(server.received()[0]?.split('\r\n').slice(1, 8).toSorted()).toEqual([
      'Accept-Encoding: identity',
      'Authorization: Bearer sk_test',
      'Connection: close',
      `Content-Length: ${BODY.length}`,
      'Content-Type: application/json',
      `Host: 127.0.0.1:${server.port}`,
      'User-Agent: ppi-apply/test',
    ])
  })

  test('bytes are put as they are', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.write(answer('200 OK'))),
    )
    const body = Buffer.from([0xc3, 0x28, 0x00, 0xff])
    const result = await exchange(
      { method: 'PUT', url: new URL(server.url), headers: { 'Content-Length': '4' }, body },
      { timeouts: SHORT, bodyLimit: 1_000 },
    )
    expect(result).toMatchObject({ phase: 'answered', status: 200, complete: true })
    const [request = ''] = server.received()
    expect(request).toMatch(/^PUT \/ HTTP/)
    expect(request.endsWith(`\r\n\r\n${body.toString('latin1')}`)).toBe(true)
  })

  test('a HEAD is complete without the body whose length it tells', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.write(answer('200 OK', '', { 'Content-Length': '12' }))),
    )
    const result = await exchange(
      { method: 'HEAD', url: new URL(server.url), headers: {} },
      { timeouts: SHORT, bodyLimit: 1_000 },
    )
    expect(result).toMatchObject({ phase: 'answered', status: 200, complete: true })
    expect(result.phase === 'answered' && result.body.length).toBe(0)
  })

  test('TLS with a trusted certificate works', async () => {
    await using server = await tlsLoopback((socket) =>
      onRequest(socket, () => socket.write(answer('201 Created', '{}'))),
    )
    const result = await post(secureUrl(server), { ca: TEST_CERTIFICATE })
    expect(result).toMatchObject({ phase: 'answered', status: 201, complete: true })
  })

  test('a body that is cut before its announced length is not complete', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () =>
        socket.end(answer('200 OK', '{"id":"i', { 'Content-Length': '100' })),
      ),
    )
    expect(await post(server.url)).toMatchObject({
      phase: 'answered',
      status: 200,
      complete: false,
    })
  })

  test('a chunked body that is cut is not complete', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () =>
        socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"id":"i'),
      ),
    )
    expect(await post(server.url)).toMatchObject({ phase: 'answered', complete: false })
  })

  test('a body without announced length that is cut looks complete: its reader must notice', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.end('HTTP/1.1 200 OK\r\n\r\n{"id":"i')),
    )
    expect(await post(server.url)).toMatchObject({ phase: 'answered', complete: true })
  })

  test('a body over the limit is given up', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.end(answer('200 OK', 'x'.repeat(5_000)))),
    )
    const result = await post(server.url, { bodyLimit: 1_000 })
    expect(result).toMatchObject({
      phase: 'answered',
      complete: false,
      failure: { code: 'TOO_LARGE', limitBytes: 1_000 },
    })
  })

  test('a body that trickles runs into the time limit, though it never pauses for long', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const trickle = setInterval(() => socket.write(' '), 10)
        socket.on('close', () => clearInterval(trickle))
      }),
    )
    const result = await post(server.url, { timeouts: { connectMs: 1_000, answerMs: 100 } })
    expect(result).toMatchObject({
      phase: 'answered',
      status: 200,
      complete: false,
      failure: { code: 'ANSWER_TIMEOUT' },
    })
  })

  test('informational answers are passed over', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
        socket.write(answer('200 OK', '{}'))
      }),
    )
    expect(await post(server.url)).toMatchObject({ phase: 'answered', status: 200, complete: true })
  })

  test('a switch of protocols is an answer that never completes', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () =>
        socket.write('HTTP/1.1 101 SteppedChange\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      ),
    )
    expect(await post(server.url)).toMatchObject({
      phase: 'answered',
      status: 101,
      complete: false,
    })
  })

  test('421 is not sent again', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.write(answer('421 Misdirected Request'))),
    )
    expect(await post(server.url)).toMatchObject({ phase: 'answered', status: 421 })
    expect(server.received()).toHaveLength(1)
  })

  test.each([301, 302, 303, 307, 308])('a redirect %i is not followed', async (status) => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.write(answer(`${status} Moved`, '', { Location: '/new' }))),
    )
    expect(await post(server.url)).toMatchObject({ phase: 'answered', status })
    expect(server.received()).toHaveLength(1)
    expect(server.received()[0]).not.toContain('/new')
  })

  test('a 413 that comes before the body was read arrives as it is', async () => {
    await using server = await loopback((socket) => {
      socket.once('data', () => socket.write(answer('413 Content Too Large', '{}')))
    })
    expect(await post(server.url)).toMatchObject({ phase: 'answered', status: 413 })
  })

  test('a compressed body is handed over as it came', async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0x08, 0x00]).toString('latin1')
    await using server = await loopback((socket) =>
      onRequest(socket, () =>
        socket.write(
          answer('200 OK', bytes, { 'Content-Encoding': 'gzip', 'Content-Length': '4' }),
          'latin1',
        ),
      ),
    )
    const result = await post(server.url)
    expect(result.phase === 'answered' && [...result.body]).toEqual([0x1f, 0x8b, 0x08, 0x00])
  })

  test('an answer that came while the process slept past its limit counts', async () => {
    await using server = await loopback((socket) =>
      onRequest(socket, () => {
        socket.write(answer('200 OK', '{"id":"i-1"}'), () => {
          const end = performance.now() + 150
          while (performance.now() < end);
        })
      }),
    )
    const result = await post(server.url, { timeouts: { connectMs: 1_000, answerMs: 100 } })
    expect(result).toMatchObject({ phase: 'answered', status: 200, complete: true })
  })

  test('an agent keeps the connection for the next request', async () => {
    const agent = new Agent({ keepAlive: true })
    await using server = await loopback((socket) =>
      onRequest(socket, () => socket.write(answer('200 OK', '{}'))),
    )
    await post(server.url, { agent })
    expect(await post(server.url, { agent })).toMatchObject({ phase: 'answered', complete: true })
    expect(server.received()).toHaveLength(1)
    agent.destroy()
  })

  test('a kept connection that the server closes under the request counts as open', async () => {
    const agent = new Agent({ keepAlive: true })
    let requests = 0
    await using server = await loopback((socket) =>
      onRequest(socket, () => {
        requests += 1
        if (requests === 1) socket.write(answer('200 OK', '{}'))
        else socket.destroy()
      }),
    )
    await post(server.url, { agent })
    expect(await post(server.url, { agent })).toMatchObject({ phase: 'open' })
    agent.destroy()
  })
})
