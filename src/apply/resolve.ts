import { instancesOf, type Remote } from '../api/remote.ts'
import type { InstanceId, IntentEntry } from '../ledger/entry.ts'
import type { ApplyPorts } from './ports.ts'

/** Bounds of waiting, in milliseconds. */
export interface Budget {
  /** How long a lost instance may take to show up in the list. */
  readonly settleMs: number
  /** How long an attempt may be retried in all while it provably has not been sent, or was throttled. */
  readonly retryMs: number
}

/** The bounds for a settle time: nothing is tried again for longer than that either. */
export const budgetOf = (settleMs: number): Budget => ({
  settleMs,
  retryMs: Math.min(settleMs, LONGEST_RETRY_MS),
})

const LONGEST_RETRY_MS = 60_000

/** What the account says of an attempt with an unknown outcome. `words` end a sentence. */
export type LookUp =
  | { readonly kind: 'one'; readonly id: InstanceId }
  | { readonly kind: 'several'; readonly ids: readonly InstanceId[]; readonly words: string }
  | { readonly kind: 'none'; readonly words: string }
  | { readonly kind: 'unclear'; readonly words: string }

/** What an attempt is recognised by: its exact name, and the ids that had this name before it. */
export type Marker = Pick<IntentEntry, 'name' | 'seen'>

/** Waits between the looks, in seconds: a new instance may take its time to show up in the list. */
const STEPS = [0, 1, 2, 4, 8, 15, 30] as const

/**
 * Looks for the instance that an attempt may have made, again and again until one is there or the settle
 * time is over. Exactly one match is an answer; several are none, and a list that fails proves nothing.
 */
export async function lookUp(
  marker: Marker,
  owned: ReadonlySet<InstanceId>,
  budget: Budget,
  ports: Pick<ApplyPorts, 'list' | 'wait' | 'elapsed' | 'interrupted'>,
): Promise<LookUp> {
  const impossible = unrecognisable(marker)
  if (impossible !== undefined) return { kind: 'unclear', words: impossible }
  const started = ports.elapsed()
  let last: LookUp = { kind: 'unclear', words: 'the account was not asked' }
  for (const seconds of STEPS) {
    const left = budget.settleMs - (ports.elapsed() - started)
    if (seconds > 0) {
      if (left <= 0 || ports.interrupted()) break
      await ports.wait(Math.min(seconds * 1000, left))
    }
    last = matchIn(marker, owned, await ports.list())
    if (last.kind === 'one' || last.kind === 'several') return last
  }
  return last
}

/** Why an attempt cannot be looked up at all, if so. */
export function unrecognisable(marker: Marker): string | undefined {
  if (marker.name === undefined) return 'an entry without a name cannot be looked up'
  if (marker.seen === undefined) {
    return 'the account could not be listed before the attempt, so a name proves nothing'
  }
  return undefined
}

/** One look. `owned` are ids that belong to other attempts: they are never a match. */
export function matchIn(marker: Marker, owned: ReadonlySet<InstanceId>, remote: Remote): LookUp {
  const before = new Set(marker.seen)
  const ids = instancesOf(remote)
    .filter(({ id, name }) => name === marker.name && !before.has(id) && !owned.has(id))
    .map(({ id }) => id)
  const [only] = ids
  if (ids.length > 1) {
    return { kind: 'several', ids, words: `${ids.length} instances carry this name since then` }
  }
  switch (remote.kind) {
    case 'complete':
      return only === undefined
        ? { kind: 'none', words: 'the account shows no instance made by it so far' }
        : { kind: 'one', id: only }
    case 'partial':
      return { kind: 'unclear', words: `the account could not be listed in full (${remote.why})` }
    case 'not-offered':
    case 'not-asked':
      return { kind: 'unclear', words: `the account could not be listed (${remote.why})` }
  }
}
