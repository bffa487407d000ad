/** What the prices of a service are in. The service does not say; its host does. Facts §0. */
export interface Currency {
  /** `undefined` for a host that we do not know. */
  readonly code: 'CNY' | 'USD' | undefined
  /** Prices of the embedded API: real in shape, and nobody pays them. */
  readonly pretended: boolean
}

/** The currency of a service by the name that the ledger knows it by: its host, or `sandbox`. */
export function currencyOf(service: string): Currency {
  if (service === 'sandbox') return { code: 'CNY', pretended: true }
  const host = service.replace(/:\d+$/, '').toLowerCase()
  const known = CURRENCIES.find(([domain]) => host === domain || host.endsWith(`.${domain}`))
  return { code: known?.[1], pretended: false }
}

const CURRENCIES = [
  ['ppinfra.com', 'CNY'],
  ['ppio.com', 'CNY'],
  ['novita.ai', 'USD'],
] as const
