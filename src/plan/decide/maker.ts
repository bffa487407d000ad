import type { RemoteInstance } from '../../api/remote.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { State } from '../../ledger/state.ts'
import { markerIn, markOf, parseMarker } from '../marker.ts'

/** Who made an instance that no entry of the ledger holds, as its marker says. */
export type Maker =
  /** Nothing says so. */
  | { readonly kind: 'unsaid' }
  /** This ledger, which does not hold it. `key`: the entry; `undefined` where neither the ledger nor a file has it. */
  | { readonly kind: 'here'; readonly key: EntryKey | undefined }
  /** This ledger, in an attempt that is in doubt still, or whose instance a person forgot. */
  | { readonly kind: 'in-doubt' | 'forgotten' }
  /** Another ledger, as markers call it. */
  | { readonly kind: 'elsewhere'; readonly ledger: string }

/** `defined`: the entries of the files, where any were read. */
export function makerIn(
  instance: RemoteInstance,
  state: State,
  defined: Iterable<EntryKey> = [],
): Maker {
  const text = markerIn(instance)
  const marker = parseMarker(text)
  if (marker === undefined) return { kind: 'unsaid' }
  const { ledger, entry } = marker
  if (state.released?.has(instance.id)) return { kind: 'forgotten' }
  if (state.ledgerIds?.has(ledger) !== true) return { kind: 'elsewhere', ledger }
  const entries = [...state.entries.values()]
  const isOpen = entries.some(({ open }) => open.some((attempt) => attempt.marker === text))
  if (isOpen) return { kind: 'in-doubt' }
  const keys = [...state.entries.keys(), ...defined]
  return { kind: 'here', key: keys.find((key) => markOf(key) === entry) }
}
