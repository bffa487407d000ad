import { instancesOf, type Remote } from '../api/remote.ts'
import type { InstanceId } from '../ledger/record.ts'
import {
  type Candidate,
  candidatesOf,
  type Finding,
  findAmong,
  type Sought,
} from '../plan/attempt-matches.ts'
import { lookCloser } from './look-closer.ts'
import type { LookUpReason } from './look-up-reason.ts'
import type { ApplyPorts } from './ports.ts'

/** Bounds of waiting, in milliseconds. */
export interface Budget {
  /** How long a lost instance may take to show up in the list. */
  readonly settleMs: number
  /** How long a call may take, from connecting to the last byte of its answer. */
  readonly callMs: number
  /** How long an attempt may be retried in all while it provably has not been sent, or was throttled. */
  readonly retryMs: number
  /** How long a change of an instance is waited for until it is seen. */
  readonly changeMs: number
  /** How long new instances are waited for until they run, so that what comes after them can be done. */
  readonly successorMs: number
}

/**
 * The bounds for a settle time: nothing is tried again for longer than that either. `timeoutMs`: how long a create call
 * may take, where that is not as it is by default. `changeMs`: likewise, how long a change is waited for.
 */
export const budgetOf = (settleMs: number, timeoutMs?: number, changeMs?: number): Budget => ({
  settleMs,
  callMs: timeoutMs ?? CALL_MS,
  retryMs: Math.min(settleMs, LONGEST_RETRY_MS),
  changeMs: changeMs ?? CHANGE_MS,
  successorMs: changeMs ?? SUCCESSOR_MS,
})

/** How long a container has to run with the settings that a reset gives it, where nobody saw its reset. */
export const steadyMs = (settleMs: number): number => Math.min(settleMs, LONGEST_STEADY_MS)

/** A service that takes longer to begin with what it was asked for is not seen at it. */
const LONGEST_STEADY_MS = 15_000

const CHANGE_MS = 120_000

/** It may have an image to pull. */
const SUCCESSOR_MS = 600_000

const LONGEST_RETRY_MS = 60_000

/** The client's own bounds for connecting and for the answer together. */
const CALL_MS = 130_000

/** What the account says of an attempt with an unknown outcome; `unclear` where it could not be seen. */
export type LookUp =
  | { readonly kind: 'one'; readonly id: InstanceId }
  | {
      readonly kind: Exclude<Finding['kind'], 'one'> | 'unclear'
      readonly candidates: readonly Candidate[]
      readonly reason: LookUpReason
    }

/** The candidates that a person has to judge. */
export const candidatesIn = (found: LookUp): readonly Candidate[] =>
  found.kind === 'one' ? [] : found.candidates

/** Waits between the looks, in seconds: a new instance may take its time to show up in the list. */
export const LOOK_STEPS = [0, 1, 2, 4, 8, 15, 30] as const

/**
 * Looks for the instance that an attempt may have made, again and again until one is there or the settle
 * time is over. Exactly one match is an answer; several are none, and a list that fails proves nothing.
 */
export async function lookUp(
  sought: Sought,
  owned: ReadonlySet<InstanceId>,
  budget: Budget,
  ports: Pick<ApplyPorts, 'list' | 'get' | 'wait' | 'elapsed' | 'interrupted'>,
): Promise<LookUp> {
  const impossible = unrecognisable(sought)
  if (impossible !== undefined) return { kind: 'unclear', candidates: [], reason: impossible }
  const started = ports.elapsed()
  let last: LookUp = { kind: 'unclear', candidates: [], reason: { code: 'account-not-asked' } }
  for (const seconds of LOOK_STEPS) {
    const left = budget.settleMs - (ports.elapsed() - started)
    if (seconds > 0) {
      if (left <= 0 || ports.interrupted()) break
      await ports.wait(Math.min(seconds * 1000, left))
    }
    const remote = await lookCloser([sought], owned, ports)
    last = matchIn(sought, owned, remote)
    // Where there is no list, there is none later either.
    if (remote.kind === 'not-offered' || remote.kind === 'not-asked') return last
    // What a removed record made doubtful, no later list can clear up: records leave the list some day.
    if (last.kind === 'one' || last.kind === 'several' || last.kind === 'removed') return last
  }
  return last
}

/** Why an attempt cannot be looked up at all, if so. */
export function unrecognisable({
  name,
  seen,
  marker,
}: {
  readonly [Member in 'name' | 'seen' | 'marker']?: Sought[Member]
}): LookUpReason | undefined {
  if (marker !== undefined || seen !== undefined) return undefined
  return { code: name === undefined ? 'unrecognizable' : 'not-listed-before' }
}

/** One look. `owned` are ids that belong to other attempts: they are never a match. */
export function matchIn(sought: Sought, owned: ReadonlySet<InstanceId>, remote: Remote): LookUp {
  const candidates = candidatesOf(sought, instancesOf(remote), owned)
  switch (remote.kind) {
    case 'complete': {
      if (remote.leftOut !== undefined) {
        const reason = { code: 'list-incomplete', why: remote.leftOut } as const
        return { kind: 'unclear', candidates, reason }
      }
      const found = findAmong(candidates)
      return found.kind === 'one'
        ? { kind: 'one', id: found.instance.id }
        : { ...found, candidates }
    }
    case 'partial': {
      const reason = { code: 'list-incomplete', why: remote.why } as const
      return { kind: 'unclear', candidates, reason }
    }
    case 'not-offered':
    case 'not-asked': {
      const reason = { code: 'list-unavailable', why: remote.why } as const
      return { kind: 'unclear', candidates, reason }
    }
  }
}
