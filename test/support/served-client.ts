import { checkApiKey, parseBaseUrl } from '../../src/api/base-url.ts'
import { type Client, type ClientOptions, createClient } from '../../src/api/client.ts'
import { answer, type Loopback, loopback, onRequest } from './loopback.ts'

/** The key of `servedClient`, which nothing may show. */
export const KEY = 'sk_very-secret-key'

/** A client of the service at an address; waits between its tries take no time. */
export const servedClient = (url: string, options: Partial<ClientOptions> = {}): Client =>
  createClient({
    base: parseBaseUrl(url),
    apiKey: checkApiKey(KEY),
    userAgent: 'ppi-apply/0.0.0',
    random: () => 0,
    ...options,
  })

/** A server that answers each request with what the script makes of its first line and body. */
export const serving = (script: (line: string, body: string) => string): Promise<Loopback> =>
  loopback((socket) =>
    onRequest(socket, (request) => {
      const [head = '', body = ''] = request.split('\r\n\r\n')
      socket.write(script(head.split('\r\n')[0] ?? '', body))
    }),
  )

/** An answer of the service with this JSON. */
export const json = (value: unknown, status = '200 OK'): string =>
  answer(status, JSON.stringify(value))
