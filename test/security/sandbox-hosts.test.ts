import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { gpuBody, withSandbox } from '../support/sandbox.ts'

/** Sends a create with these header lines as they are, and gives the whole answer. */
async function create({ port, apiKey }: Sandbox, lines: readonly string[]): Promise<string> {
  const body = JSON.stringify(gpuBody())
  const socket = connect(port, '127.0.0.1')
  socket.write(
    [
      'POST /gpu-instance/openapi/v1/gpu/instance/create HTTP/1.1',
      ...lines,
      `Authorization: Bearer ${apiKey}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  // A server that refuses early may reset what it did not read.
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer
}

const isRefused = (answer: string): boolean => /^HTTP\/1\.1 40[03] /.test(answer)

describe('a request for another host', () => {
  it.each([
    'rebound.example',
    'rebound.example:PORT',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    '127.0.0.1:PORT.rebound.example',
    'localhost.:PORT',
    '127.1:PORT',
    '0.0.0.0:PORT',
    '127.0.0.1:PORT@rebound.example',
    '',
  ])('is refused and makes nothing: %s', async (host) => {
    await withSandbox({}, async (sandbox) => {
      const answer = await create(sandbox, [`Host: ${host.replace('PORT', String(sandbox.port))}`])
      expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
      expect(answer).toMatch(/content-type: text\/plain/i)
      expect(answer).not.toContain('rebound')
      expect(sandbox.instances()).toEqual([])
    })
  })

  it('is refused whatever its name is', async () => {
    await withSandbox({}, async (sandbox) => {
      const own = new Set(
        ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${sandbox.port}`),
      )
      await fc.assert(
        fc.asyncProperty(fc.webAuthority({ withPort: true }), async (host) => {
          if (own.has(host.toLowerCase())) return
          expect(isRefused(await create(sandbox, [`Host: ${host}`]))).toBe(true)
        }),
        { numRuns: 50 },
      )
      expect(sandbox.instances()).toEqual([])
    })
  })
})

describe('a request from a web page of another site', () => {
  it.each([
    'Origin: http://rebound.example',
    'Origin: https://127.0.0.1:PORT',
    'Origin: http://127.0.0.1:1',
    'Origin: null',
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Site: same-site',
  ])('is refused and makes nothing: %s', async (line) => {
    await withSandbox({}, async (sandbox) => {
      const port = String(sandbox.port)
      const answer = await create(sandbox, [`Host: 127.0.0.1:${port}`, line.replace('PORT', port)])
      expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
      expect(sandbox.instances()).toEqual([])
    })
  })
})

describe('a request of a program', () => {
  it.each(['127.0.0.1:PORT', 'localhost:PORT', 'LocalHost:PORT', '[::1]:PORT'])(
    'is answered for %s',
    async (host) => {
      await withSandbox({}, async (sandbox) => {
        const name = host.replace('PORT', String(sandbox.port))
        const answer = await create(sandbox, [`Host: ${name}`, `Origin: http://${name}`])
        expect(answer).toMatch(/^HTTP\/1\.1 200 /)
        expect(sandbox.instances()).toHaveLength(1)
      })
    },
  )
})
