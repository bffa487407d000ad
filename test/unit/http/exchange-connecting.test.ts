import { describe, expect, test } from 'vitest'
import { exchange } from '../../../src/http/exchange.ts'
import { TEST_CERTIFICATE } from '../../support/certificate.ts'
import { closedPort, loopback } from '../../support/loopback.ts'
import { codeOf, post, SHORT, secureUrl, tlsLoopback } from '../../support/post-exchange.ts'

describe('exchange, before anything can be sent', () => {
  test('a closed port is seen while connecting', async () => {
    const result = await post(`http://127.0.0.1:${await closedPort()}/`)
    expect(result).toEqual({ phase: 'connecting', failure: { code: 'ECONNREFUSED' } })
  })

  test('a closed port of a name with several addresses as well', async () => {
    const result = await post(`http://localhost:${await closedPort()}/`)
    expect(result).toEqual({ phase: 'connecting', failure: { code: 'ECONNREFUSED' } })
  })

  test('an unknown host name is seen while connecting', async () => {
    const result = await post('http://no-such-host.invalid/')
    expect(result.phase).toBe('connecting')
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(codeOf(result))
  })

  test('a TLS server that is silent runs into the time limit of connecting, and reads no request', async () => {
    await using server = await loopback(() => {})
    const result = await post(secureUrl(server), {
      timeouts: { connectMs: 50, answerMs: 60_000 },
    })
    expect(result).toEqual({
      phase: 'connecting',
      failure: { code: 'CONNECT_TIMEOUT', limitMs: 50 },
    })
    await server.quiet()
    expect(server.received().join('')).not.toContain('sk_test')
  })

  test('a self-signed certificate ends it, and the server reads no request', async () => {
    await using server = await tlsLoopback(() => {})
    const result = await post(secureUrl(server))
    expect(result).toEqual({
      phase: 'connecting',
      failure: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })
    await server.quiet()
    expect(server.received().join('')).toBe('')
  })

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 does not make it trust a stranger', async () => {
    await using server = await tlsLoopback(() => {})
    const warn = process.emitWarning
    process.emitWarning = () => {}
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      expect((await post(secureUrl(server))).phase).toBe('connecting')
      await server.quiet()
      expect(server.received().join('')).toBe('')
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      process.emitWarning = warn
    }
  })

  test('a certificate of another name ends it, and the server reads no request', async () => {
    await using server = await tlsLoopback(() => {})
    const result = await post(`https://127.0.0.1:${server.port}/`, { ca: TEST_CERTIFICATE })
    expect(result).toEqual({
      phase: 'connecting',
      failure: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    })
    await server.quiet()
    expect(server.received().join('')).toBe('')
  })

  test('a server without TLS on an https address ends it', async () => {
    await using server = await loopback((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    })
    const result = await post(secureUrl(server))
    expect(result.phase).toBe('connecting')
    expect(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER']).toContain(codeOf(result))
  })

  test('a reset or an end during the TLS handshake is still connecting', async () => {
    await using resetting = await loopback((socket) => {
      socket.once('data', () => socket.resetAndDestroy())
    })
    await using ending = await loopback((socket) => {
      socket.once('data', () => socket.end())
    })
    for (const server of [resetting, ending]) {
      const result = await post(secureUrl(server))
      expect(result).toEqual({ phase: 'connecting', failure: { code: 'ECONNRESET' } })
    }
  })

  test('an abort during the TLS handshake is still connecting', async () => {
    const controller = new AbortController()
    await using server = await loopback((socket) => {
      socket.once('data', () => controller.abort())
    })
    const result = await post(secureUrl(server), { signal: controller.signal })
    expect(result).toEqual({ phase: 'connecting', failure: { code: 'ABORTED' } })
  })

  test('a signal that has fired before opens no connection', async () => {
    await using server = await loopback(() => {})
    const result = await post(server.url, { signal: AbortSignal.abort() })
    expect(result).toEqual({ phase: 'connecting', failure: { code: 'ABORTED' } })
    expect(server.received()).toEqual([])
  })

  test('a header that HTTP does not allow is a failure without its text, not an exception', async () => {
    const result = await exchange(
      { method: 'GET', url: new URL('http://127.0.0.1/'), headers: { Authorization: 'a\nsecret' } },
      { timeouts: SHORT, bodyLimit: 1_000 },
    )
    expect(result).toEqual({ phase: 'connecting', failure: { code: 'ERR_INVALID_CHAR' } })
  })
})
