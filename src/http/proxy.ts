import type { Agent, OutgoingHttpHeaders } from 'node:http'
import { BlockList, isIP } from 'node:net'
import type { Environment } from '../config/environment.ts'
import { UserError } from '../model/user-error.ts'
import { isLoopback } from './loopback-host.ts'

/** The proxy that calls go through. */
export interface ProxyServer {
  /** Without user and password, so that nothing that prints it can show them. */
  readonly url: URL
  readonly authorization: string | undefined
  /** What a message may not repeat. */
  readonly secrets: readonly string[]
}

/**
 * The proxy that the environment names for this address: `HTTPS_PROXY`, unless `NO_PROXY` excepts the host; small letters
 * count as well, and first. This machine is never asked through a proxy, and plain HTTP goes to no other, so
 * `HTTP_PROXY` has nothing to say.
 */
export function proxyFor(url: URL, environment: Environment): ProxyServer | undefined {
  const name = ['https_proxy', 'HTTPS_PROXY'].find((each) => (environment[each] ?? '') !== '')
  const text = name === undefined ? undefined : environment[name]
  if (name === undefined || text === undefined || isLoopback(url)) return undefined
  const exceptions = environment.no_proxy || environment.NO_PROXY || ''
  return isExcepted(url, exceptions) ? undefined : parseProxy(name, text.trim())
}

/**
 * Makes the agent of one request through a proxy; loaded here, so that nobody without a proxy pays for it. The
 * signal ends a tunnel that the proxy never finished.
 */
export function tunnelThrough(
  proxy: ProxyServer,
  ca?: string,
): (signal: AbortSignal) => Promise<Agent> {
  return async (signal) => {
    const { HttpsProxyAgent } = await import('https-proxy-agent')
    const headers: OutgoingHttpHeaders =
      proxy.authorization === undefined ? {} : { 'Proxy-Authorization': proxy.authorization }
    return new HttpsProxyAgent(proxy.url, {
      headers,
      rejectUnauthorized: true,
      ...({ signal } as object),
      ...(ca === undefined ? {} : { ca }),
    })
  }
}

function parseProxy(name: string, text: string): ProxyServer {
  const hint = 'write it like http://proxy.example:3128'
  // A proxy without a scheme is how many write it, and means HTTP.
  const full = text.includes('://') ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (url === undefined || url.hostname === '') {
    throw new UserError(`${name} is not the address of a proxy`, { hint })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UserError(
      `${name} names a proxy of the scheme ${url.protocol.slice(0, -1)}; only http and https proxies work`,
      { hint },
    )
  }
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`
  const basic = Buffer.from(credentials).toString('base64')
  const hasCredentials = credentials !== ':'
  const secrets = hasCredentials ? [url.password, decoded(url.password), basic] : []
  url.username = ''
  url.password = ''
  return {
    url,
    authorization: hasCredentials ? `Basic ${basic}` : undefined,
    secrets: secrets.filter((secret) => secret !== ''),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * `*`, names (with what is under them), addresses, and blocks of addresses; each may name a port, as curl and Go read
 * them. The package `proxy-from-env` reads no blocks, no IPv6 address without brackets, and a name without a dot in front
 * as that host alone: calls that a person keeps from the proxy would go through it. It also asks the environment of the
 * process, where this gets the one of the run.
 */
function isExcepted(url: URL, exceptions: string): boolean {
  const host = bare(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true
      const [, named = '', wantedPort] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? []
      if (wantedPort !== undefined && isIP(entry) === 0 && wantedPort !== port) return false
      const name = isIP(entry) === 0 ? bare(named) : entry
      if (name.includes('/')) return isInBlock(host, name)
      const suffix = name.replace(/^\*?\./, '')
      return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`))
    })
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '').replace(/\.$/, '')

function isInBlock(host: string, block: string): boolean {
  const [network = '', bits = ''] = block.split('/')
  const kind = isIP(network) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(host) === 0 || isIP(network) !== isIP(host) || !/^\d{1,3}$/.test(bits)) return false
  if (Number(bits) > (kind === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), kind)
  return list.check(host, kind)
}
