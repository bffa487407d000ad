/** Domains of the services that this API belongs to, whatever is in front of them. Facts §0. */
const DOMAINS = ['ppinfra.com', 'ppio.com', 'novita.ai'] as const

/** Whether a base is one of PPIO or Novita, which offer a list of instances: without an answer there it is out of order. */
export function isKnownHost({ root }: { readonly root: string }): boolean {
  // `URL` has made the letters small; a name may end with the dot of the root.
  const host = new URL(root).hostname.replace(/\.+$/, '')
  return DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))
}
