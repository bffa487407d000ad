import { dirname } from 'node:path'
import { projectRoot } from '../../model/files/project-root.ts'
import { readBounded } from '../../model/files/read-bounded.ts'

/** More than any ledger of ours. */
const MAX_BYTES = 512 * 2 ** 20

/**
 * Whether a ledger file holds one of these keys of entries, as its lines would have it. What does not cannot be about them,
 * however damaged it is; nor is what cannot be read.
 */
export function mentionsAny(path: string, keys: readonly string[]): boolean {
  const read = readBounded(path, { mostBytes: MAX_BYTES, root: projectRoot(dirname(path)) })
  return read.kind === 'read' && keys.some((key) => read.bytes.includes(JSON.stringify(key)))
}
