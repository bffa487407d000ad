import { type LockId, type Position, position, type Store } from '../../../../src/ledger/store.ts'
import { relinked } from '../judge/link.ts'
import type { Control } from './orders.ts'

/** A store with one fault. */
export function spoilStore(store: Store, control: Control | undefined): Store {
  switch (control) {
    case undefined:
      return store
    case 'versioned':
      return spoiled(store, { prove: async () => ({ fit: true }) })
    case 'next-free':
      return spoiled(store, { put: (_at, line) => putNextFree(store, line) })
  }
}

/** An append that goes to the next free place, whatever its writer knew, and that no reader can tell from a right one. */
async function putNextFree(store: Store, line: Uint8Array): Promise<'put'> {
  for (;;) {
    const lines = await store.read(position(0))
    const tied = relinked(line, lines.at(-1)?.bytes)
    if ((await store.put(position(lines.length + 1), tied, 'after-call')) === 'put') return 'put'
  }
}

const spoiled = (store: Store, part: Partial<Store>): Store => ({
  label: store.label,
  agesFrom: store.agesFrom,
  read: (from: Position) => store.read(from),
  put: (at, line, timing) => store.put(at, line, timing),
  beat: (lock: LockId) => store.beat(lock),
  lastBeat: (lock: LockId) => store.lastBeat(lock),
  saidAt: (lock: LockId) => store.saidAt?.(lock),
  prove: () => store.prove(),
  close: () => store.close(),
  ...part,
})
