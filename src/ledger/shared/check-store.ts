import type { StoreCheck } from '../ledger-location.ts'
import type { Store } from '../store.ts'
import { race } from './race.ts'

interface Checked {
  readonly connect: () => Promise<Store>
  /** Opens a ledger beside it that nothing else uses, for the race. */
  readonly connectScratch: () => Promise<Store>
  readonly rounds: number
  /** Hears how many rounds of the race are done. */
  readonly progress?: ((done: number) => void) | undefined
}

/** Proves a store as each run does, then lets two writers race for the places of a ledger beside it. */
export async function checkStore({
  connect,
  connectScratch,
  rounds,
  progress = () => {},
}: Checked): Promise<StoreCheck> {
  const proof = await withStore(connect, (store) => store.prove())
  if (!proof.fit) return { ...proof, race: undefined }
  return withStore(connectScratch, (one) =>
    withStore(connectScratch, async (other) => {
      const ran = await race(one, other, { rounds, progress })
      // An empty ledger proves nothing; this one has lines now.
      const again = await one.prove()
      if (!again.fit) return { ...again, race: ran }
      if (ran.winners === ran.rounds) return { fit: true, race: ran }
      const why = `of two runs that wrote to one place at the same time, ${ran.winners < ran.rounds ? 'neither' : 'both'} succeeded`
      return { fit: false, why, race: ran }
    }),
  )
}

/** Opens a store, and closes it whatever happens. */
export async function withStore<Result>(
  open: () => Promise<Store>,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await open()
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
