import type { Remote, RemoteInstance } from '../../src/api/remote.ts'
import { readExpiry } from '../../src/definitions/expiry/read-expiry.ts'
import type { InstanceSpec } from '../../src/definitions/instance-spec.ts'
import type { Expiry } from '../../src/definitions/life.ts'
import type { OperationCause } from '../../src/ledger/operation.ts'
import type { InstanceId } from '../../src/ledger/record.ts'
import { EMPTY_STATE, type OwnedInstance, type State } from '../../src/ledger/state.ts'
import type { Action } from '../../src/plan/action.ts'
import { type Observations, plan } from '../../src/plan/make-plan.ts'
import { aState, entryOf } from './builders.ts'

/** When plans of these tests are made: an hour after `owned` was recorded. */
export const NOW = Date.parse('2026-11-01T11:00:00.000Z')

export const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

export const partial = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'partial',
  instances,
  why: 'HTTP 500',
})

/** A plan of these entries; without a goal that of an apply. All that is not said is empty. */
export const planned = (observed: Partial<Observations>): readonly Action[] =>
  plan({
    specs: [],
    state: EMPTY_STATE,
    remote: complete(),
    coversAll: true,
    now: NOW,
    ...observed,
  })

/** A state in which each of these entries owns these instances. */
export const owning = (
  ...entries: readonly (readonly [InstanceSpec, ...OwnedInstance[]])[]
): State => aState(...entries.map(([spec, ...instances]) => entryOf(spec, instances)))

/** The same state, in which the ledger ended these instances. */
export const ended = (
  state: State,
  ...gone: readonly (readonly [InstanceSpec, OwnedInstance, OperationCause])[]
): State => ({
  ...state,
  departed: new Map(
    gone.map(([{ key }, owned, because]) => [
      owned.id,
      { key, departure: { kind: 'destroyed', at: '2026-11-01T10:30:00.000Z', because }, owned },
    ]),
  ),
})

/** The same state, in which another instance was made in the place of each of these, which the account did not show. */
export const replaced = (
  state: State,
  ...gone: readonly (readonly [InstanceSpec, OwnedInstance, by: string])[]
): State => ({
  ...state,
  departed: new Map(
    gone.map(([{ key }, owned, by]) => [
      owned.id,
      {
        key,
        departure: { kind: 'replaced', at: '2026-11-01T10:30:00.000Z', by: by as InstanceId },
        owned,
      },
    ]),
  ),
})

/** A value of `expires`. */
export function expiry(text: string): Expiry {
  const read = readExpiry(text)
  if (typeof read === 'string') throw new Error(`${text} is ${read}`)
  return read
}
