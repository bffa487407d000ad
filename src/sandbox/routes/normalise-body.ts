/**
 * A create body as the service understands it, not checked yet: an empty string or list means "not set", and a system
 * disk that is too small is raised without a word. Facts §1, §1.1.
 */
export function asUnderstood(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const set = Object.entries(body).filter(
    ([field, value]) => ALWAYS_READ.has(field) || !isUnset(value),
  )
  const understood = Object.fromEntries(set)
  const { rootfsSize } = understood
  if (Number.isInteger(rootfsSize) && Number(rootfsSize) < SMALLEST_DISK) {
    understood.rootfsSize = SMALLEST_DISK
  }
  return understood
}

const isUnset = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Here nothing is a mistake too. */
const ALWAYS_READ: ReadonlySet<string> = new Set(['productId', 'imageUrl', 'kind'])

const SMALLEST_DISK = 10
