import { createServer as createTlsServer } from 'node:tls'
import {
  type Exchange,
  type ExchangeOptions,
  exchange,
  type Timeouts,
} from '../../src/http/exchange.ts'
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts'
import { type Loopback, loopback } from './loopback.ts'

export const BODY = JSON.stringify({ name: 'web', command: 'x'.repeat(2_000) })
const HEADERS = {
  'Content-Type': 'application/json',
  Authorization: 'Bearer sk_test',
  'User-Agent': 'ppi-apply/test',
  'Content-Length': String(Buffer.byteLength(BODY)),
  'Accept-Encoding': 'identity',
}
export const SHORT: Timeouts = { connectMs: 1_000, answerMs: 1_000 }

export const post = (url: string, options: Partial<ExchangeOptions> = {}): Promise<Exchange> =>
  exchange(
    { method: 'POST', url: new URL(url), headers: HEADERS, body: BODY },
    { timeouts: SHORT, bodyLimit: 1_048_576, ...options },
  )

export const tlsLoopback = (script: Parameters<typeof loopback>[0]): Promise<Loopback> =>
  loopback(script, createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }), 'secureConnection')

export const secureUrl = ({ port }: Loopback): string => `https://localhost:${port}/create`

export const codeOf = (result: Exchange): string | undefined => result.failure?.code
