import type { State } from '../../../src/ledger/state.ts'
import type { CallLine } from '../../../src/sandbox/state/account-store.ts'
import type { Truth } from '../service/truth.ts'
import type { Act } from '../story/act.ts'
import type { Entry } from '../story/entry.ts'
import { label } from './check-call.ts'

/**
 * Of two instances of an entry, of which one was to take the place of the other, no apply ends the one that the file describes:
 * only a further one could take its place. What was being ended before has no way back.
 */
export function endedThoughMeant(
  calls: readonly CallLine[],
  { order, entries }: Pick<Act, 'order' | 'entries'>,
  { state, truth }: { readonly state: State; readonly truth: readonly Truth[] },
): readonly string[] {
  if (order.order !== 'apply') return []
  const deleted = new Set(
    calls.flatMap(({ phase, operation, id }) =>
      phase === 'received' && operation === 'delete' ? [id] : [],
    ),
  )
  const ending = new Set<string>(
    [...state.entries.values()]
      .flatMap(({ instances }) => instances)
      .flatMap(({ id, open }) => (open?.operation === 'delete' ? [id] : [])),
  )
  return entries.flatMap((entry) => {
    // Its time may be over.
    if (entry.expires !== undefined) return []
    const all = truth.filter((each) => each.askedName === (entry.name ?? '') && !each.isLeaving)
    const meant = all.filter((each) => isDescribed(each, entry))
    if (meant.length === all.length) return []
    return meant
      .filter(({ id }) => deleted.has(id) && !ending.has(id))
      .map(({ id }) => `${id} of ${label(entry.name)} is what the file says, and was ended`)
  })
}

/** Whether an instance is what an entry says, or can be made so without another one. */
const isDescribed = ({ settings: { gpus, disk } }: Truth, entry: Entry): boolean =>
  gpus === entry.gpus && disk <= entry.disk
