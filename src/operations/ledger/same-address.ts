/**
 * Whether two services may be one under two names: the same API key is known to both, so only what cannot be the same
 * is left out, which is two ports of this machine.
 */
export function mayBeSameAddress(one: string, other: string): boolean {
  const [first, second] = [split(one), split(other)]
  return !(first.isLocal && second.isLocal) || first.port === second.port
}

function split(service: string): { readonly isLocal: boolean; readonly port: string } {
  const { hostname, port } = new URL(`http://${service}`)
  return { isLocal: LOCAL.test(hostname), port }
}

const LOCAL = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/
