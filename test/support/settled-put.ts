import { type Position, position, type Store } from '../../src/ledger/store.ts'

export interface Settled {
  readonly result: 'put' | 'taken'
  /** How often nobody knew whether the line was there. */
  readonly unknown: number
}

/** Puts a line as the log above a store does: after a failure it reads the position, and puts the same bytes again. */
export async function settledPut(store: Store, at: Position, line: Uint8Array): Promise<Settled> {
  for (let unknown = 0; ; unknown += 1) {
    try {
      const result = await store.put(at, line, 'before-call')
      if (result === 'put' || unknown === 0) return { result, unknown }
    } catch {
      // Settled by what is there.
    }
    const there = await lineAt(store, at)
    if (there === undefined) continue
    return { result: Buffer.from(line).equals(there) ? 'put' : 'taken', unknown: unknown + 1 }
  }
}

/** Asks until there is an answer: the way to the store may be cut again. */
async function lineAt(store: Store, at: Position): Promise<Uint8Array | undefined> {
  for (let tries = 0; ; tries += 1) {
    try {
      return (await store.read(position(at - 1)))[0]?.bytes
    } catch (error) {
      if (tries === 50) throw error
    }
  }
}
