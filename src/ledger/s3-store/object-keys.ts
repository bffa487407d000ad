import type { LockId, Position } from '../store.ts'

/** How many lines one copy holds. */
export const COPY_LINES = 1_000

/** Names of the objects of one ledger. Numbers have twelve digits, so that names sort as numbers do. */
export interface ObjectKeys {
  /** What the names of all lines begin with. */
  readonly lines: string
  readonly copies: string
  line(at: number): string
  /** The copy whose last line is at this position. */
  copy(upTo: number): string
  beat(lock: LockId): string
  /** Where the line of this name is; `undefined` for the name of anything else. */
  lineAt(key: string): Position | undefined
  /** The position of the last line that the copy of this name holds. */
  copyUpTo(key: string): Position | undefined
}

export function objectKeys(prefix: string): ObjectKeys {
  const lines = `${prefix}/lines/`
  const copies = `${prefix}/upto/`
  return {
    lines,
    copies,
    line: (at) => `${lines}${digits(at)}.json`,
    copy: (upTo) => `${copies}${digits(upTo)}.jsonl`,
    beat(lock) {
      if (!/^[A-Za-z0-9-]{1,64}$/.test(lock)) throw new Error('a lock has a plain id')
      return `${prefix}/beats/${lock}`
    },
    lineAt: (key) => numberIn(key, lines, '.json'),
    copyUpTo(key) {
      const upTo = numberIn(key, copies, '.jsonl')
      return upTo === undefined || upTo % COPY_LINES !== 0 ? undefined : upTo
    },
  }
}

const digits = (count: number): string => String(count).padStart(12, '0')

function numberIn(key: string, before: string, after: string): Position | undefined {
  if (!key.startsWith(before) || !key.endsWith(after)) return undefined
  const text = key.slice(before.length, -after.length)
  const count = /^\d{12}$/.test(text) ? Number(text) : 0
  return count === 0 ? undefined : (count as Position)
}
