/** The hosts of the service: the only ones that a file of a checkout may name. Product contract §13. */
export const KNOWN_HOSTS = ['api.ppinfra.com', 'api.ppio.com', 'api.novita.ai'] as const

/** In words, for a message. */
export const KNOWN_ADDRESSES = KNOWN_HOSTS.map((host) => `https://${host}`).join(', ')

/**
 * Whether an address is one of the service's own, in a form that leaves nothing to the parser: https, the host in plain
 * letters, its default port, and no path but that of the API.
 */
export const isKnownAddress = (address: string): boolean => KNOWN.test(address)

const KNOWN = new RegExp(
  `^https://(?:${KNOWN_HOSTS.map((host) => host.replaceAll('.', '\\.')).join('|')})(?::443)?(?:/gpu-instance/openapi/v1)?/?$`,
  'i',
)

/**
 * Whether a variable is called like an API key of the service. A config may name only such a one: any other could be a
 * secret of something else, which the service has no business to see.
 */
export const isKeyName = (name: string): boolean => /^(?:PPIO|NOVITA)_\w*API_KEY$/i.test(name)
