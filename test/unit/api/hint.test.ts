import { describe, expect, test } from 'vitest'
import { hintFor } from '../../../src/api/hint.ts'
import type { Exchange } from '../../../src/http/exchange.ts'

const where = {
  host: 'api.example.com',
  proxy: undefined,
  keySource: 'PPIO_API_KEY in the environment',
  scrub: (text: string) => text,
}

const hint = (exchange: Exchange, proxy?: string): string => hintFor(exchange, { ...where, proxy })

const connecting = (code: string): Exchange => ({ phase: 'connecting', failure: { code } })

describe('what to do', () => {
  test.each([
    ['ENOTFOUND', 'check api.example.com for a typing error'],
    ['EAI_AGAIN', 'the name service of this machine'],
    ['ENETUNREACH', 'check the network to api.example.com'],
    ['CONNECT_TIMEOUT', 'HTTPS_PROXY'],
    ['CERT_HAS_EXPIRED', 'certificates are always checked'],
    ['ABORTED', 'run it again'],
  ])('about %s', (code, words) => {
    expect(hint(connecting(code))).toContain(words)
  })

  test.each(['ENOTFOUND', 'ECONNREFUSED', 'CONNECT_TIMEOUT', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    'about %s behind a proxy names the proxy',
    (code) => {
      expect(hint(connecting(code), 'http://proxy:3128')).toContain(
        'http://proxy:3128 (HTTPS_PROXY)',
      )
    },
  )

  test('about a connection that broke', () => {
    expect(hint({ phase: 'open', failure: { code: 'ECONNRESET' } })).toContain('try again')
  })
})
