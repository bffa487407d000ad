import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Why a request is not for the sandbox on this port; `undefined` for one that is. A web page can reach loopback under a
 * name of its own that it lets point here (DNS rebinding), or send a form here: its requests name another host, or tell
 * that they come from another site.
 */
export function foreign({ headers }: IncomingMessage, port: number): string | undefined {
  const hosts = OWN_NAMES.map((name) => `${name}:${port}`)
  const { host, origin, 'sec-fetch-site': site } = headers
  if (host === undefined || !hosts.includes(host.toLowerCase())) {
    return `it is ${hosts.join(', ')}, and the request is for another host`
  }
  const isOwn =
    origin === undefined || hosts.some((own) => origin.toLowerCase() === `http://${own}`)
  if (!isOwn || (typeof site === 'string' && site !== 'same-origin' && site !== 'none')) {
    return 'it answers programs, and the request comes from a web page of another site'
  }
  return undefined
}

/** A plain 403, with nothing in it that the request said. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, why: string): void {
  request.resume()
  const text = `The sandbox does not answer this request: ${why}.\n`
  response.writeHead(403, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  })
  response.end(text)
}

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const
