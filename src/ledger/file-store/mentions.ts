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
  return read.kind === 'read' && holdsAny(read.bytes, keys)
}

/** Whether bytes hold one of these keys as JSON has it. All are looked for at once: a project may have many, and large ledgers. */
export function holdsAny(bytes: Buffer, keys: readonly string[]): boolean {
  const sought = new Set(keys.map((key) => inBytes(Buffer.from(JSON.stringify(key)))))
  const longest = [...sought].reduce((most, { length }) => Math.max(most, length), 0)
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    // A key that begins in a piece may end behind it.
    if (isAnyIn(inBytes(bytes.subarray(at, at + AT_ONCE + longest)), sought, longest)) return true
  }
  return false
}

const AT_ONCE = 2 ** 20

function isAnyIn(text: string, sought: ReadonlySet<string>, longest: number): boolean {
  for (let from = text.indexOf('"'); from !== -1; from = text.indexOf('"', from + 1)) {
    let to = from
    do {
      to = text.indexOf('"', to + 1)
      if (to === -1 || to - from >= longest) break
      if (sought.has(text.slice(from, to + 1))) return true
      // A quote behind a backslash may be one of the key, or its end.
    } while (text[to - 1] === '\\')
  }
  return false
}

/** One character for each byte. */
const inBytes = (bytes: Buffer): string => bytes.toString('latin1')
