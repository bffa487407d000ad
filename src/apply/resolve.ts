import { instancesOf, isLive, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { InstanceId, IntentEntry } from '../ledger/entry.ts'
import { candidatesFor, type Marker, tooOldFor } from '../plan/candidates.ts'
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

/** What the account says of an attempt with an unknown outcome. `words` end a sentence, `ids` are candidates. */
export type LookUp =
  | { readonly kind: 'one'; readonly id: InstanceId }
  | { readonly kind: 'several'; readonly ids: readonly InstanceId[]; readonly words: string }
  /** The one candidate is gone or going: ours that somebody removed, or a stranger's while ours does not show yet. */
  | { readonly kind: 'removed'; readonly ids: readonly InstanceId[]; readonly words: string }
  | { readonly kind: 'none'; readonly words: string }
  | { readonly kind: 'unclear'; readonly ids: readonly InstanceId[]; readonly words: string }

/** The candidates that a person has to judge. */
export const candidatesIn = (found: LookUp): readonly InstanceId[] =>
  'ids' in found ? found.ids : []

export const markerOf = ({ name, seen, time }: IntentEntry): Marker => ({ name, seen, since: time })

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
  if (impossible !== undefined) return { kind: 'unclear', ids: [], words: impossible }
  const started = ports.elapsed()
  let last: LookUp = { kind: 'unclear', ids: [], words: 'the account was not asked' }
  for (const seconds of STEPS) {
    const left = budget.settleMs - (ports.elapsed() - started)
    if (seconds > 0) {
      if (left <= 0 || ports.interrupted()) break
      await ports.wait(Math.min(seconds * 1000, left))
    }
    last = matchIn(marker, owned, await ports.list())
    // What a removed record made doubtful, no later list can clear up: records leave the list some day.
    if (last.kind === 'one' || last.kind === 'several' || last.kind === 'removed') return last
  }
  return last
}

/** Why an attempt cannot be looked up at all, if so. */
export function unrecognisable(marker: Pick<Marker, 'name' | 'seen'>): string | undefined {
  if (marker.name === undefined) return 'an entry without a name cannot be looked up'
  if (marker.seen === undefined) {
    return 'the account could not be listed before the attempt, so a name proves nothing'
  }
  return undefined
}

/** One look. `owned` are ids that belong to other attempts: they are never a match. */
export function matchIn(marker: Marker, owned: ReadonlySet<InstanceId>, remote: Remote): LookUp {
  const listed = instancesOf(remote)
  const candidates = candidatesFor([marker], listed, owned)
  const ids = candidates.map(({ id }) => id)
  const [only] = candidates
  if (ids.length > 1) {
    return { kind: 'several', ids, words: `${ids.length} instances carry this name since then` }
  }
  if (only !== undefined && !isLive(only)) {
    const words = `${only.id} carries this name since then but is ${only.status}, and may not be the one that was made`
    return { kind: 'removed', ids, words }
  }
  switch (remote.kind) {
    case 'complete': {
      if (only !== undefined) return { kind: 'one', id: only.id }
      const words = 'the account shows no instance made by it so far'
      return { kind: 'none', words: `${words}${olderOnes(tooOldFor(marker, listed, owned))}` }
    }
    case 'partial': {
      const seen = only === undefined ? '' : `; ${only.id} carries this name since then`
      const words = `the account could not be listed in full (${remote.why})${seen}`
      return { kind: 'unclear', ids, words }
    }
    case 'not-offered':
    case 'not-asked':
      return { kind: 'unclear', ids, words: `the account could not be listed (${remote.why})` }
  }
}

function olderOnes(instances: readonly RemoteInstance[]): string {
  const words = instances.map(({ id, createdAt }) =>
    createdAt === undefined ? id : `${id}, made at ${new Date(createdAt * 1000).toISOString()},`,
  )
  return words.length === 0 ? '' : `; ${words.join(' and ')} is older than the attempt`
}
