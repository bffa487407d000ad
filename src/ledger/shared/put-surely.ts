import { UserError } from '../../model/user-error.ts'
import { type Position, position, type Store, type StoredLine, type Timing } from '../store.ts'
import type { Clocks } from './clocks.ts'

interface Line {
  readonly at: Position
  /** Unlike every other line, so that it is known again. */
  readonly bytes: Uint8Array
  readonly timing: Timing
}

/**
 * Puts a line, and learns what came of it where the store does not say: it asks for the position, and puts the same line
 * again where nothing is there. The first one may arrive late: it finds its place taken by the same bytes, or takes it.
 * Throws what the store threw last when that goes on for too long; then nobody knows whether the line is there.
 */
export async function putSurely(
  store: Pick<Store, 'put' | 'read' | 'label'>,
  line: Line,
  { pause, elapsed }: Pick<Clocks, 'pause' | 'elapsed'>,
): Promise<'put' | 'taken'> {
  const until = elapsed() + LIMIT_MS
  for (let tries = 1; ; tries += 1) {
    const isLast = (): boolean => tries >= TRIES || elapsed() >= until
    try {
      const put = await store.put(line.at, line.bytes, line.timing)
      if (put === 'put') return 'put'
    } catch (error) {
      if (isLast()) throw error
    }
    try {
      const there = await lineAt(store, line.at)
      if (there !== undefined) return isSame(there, line) ? 'put' : 'taken'
      if (isLast()) throw contradiction(store.label, line.at)
    } catch (error) {
      if (isLast()) throw error
    }
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS))
  }
}

async function lineAt(store: Pick<Store, 'read'>, at: Position): Promise<StoredLine | undefined> {
  return (await store.read(position(at - 1))).find(({ position: each }) => each === at)
}

const isSame = ({ bytes }: StoredLine, line: Line): boolean =>
  Buffer.from(bytes).equals(Buffer.from(line.bytes))

const contradiction = (label: string, at: Position): UserError =>
  new UserError(`the ledger ${label} takes no line ${at}, and shows none there either`, {
    ending: 'ledger',
    hint: 'It does not keep what it is given. See what it is made of: ppi-apply ledger check',
  })

/** About ten seconds in all, besides what the calls take themselves; none begins after half a minute. */
const TRIES = 7
const LIMIT_MS = 30_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 3000
