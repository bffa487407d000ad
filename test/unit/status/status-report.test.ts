import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { State } from '../../../src/ledger/state.ts'
import { toStatus } from '../../../src/status/status-report.ts'
import { anInstance, aSpec, aState, entryOf, openAttempt, owned } from '../../support/builders.ts'

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

/** Two hours after everything in the builders' ledger. */
const NOW = Date.parse('2026-11-01T12:00:00.000Z')

const statusOf = (state: State, remote: Remote, defined?: ReadonlySet<never>) =>
  toStatus({
    target: 'sandbox',
    ledger: 'l',
    state,
    remote,
    defined,
    catalog: undefined,
    now: NOW,
  })

describe('toStatus', () => {
  const a = aSpec('a')

  it('puts age, price and cost so far beside what is alive', () => {
    const state = aState(entryOf(a, [{ ...owned('1', a), hourly: 1.5 }]))
    expect(statusOf(state, complete(anInstance('1', 'a')))).toMatchObject({
      instances: [
        { presence: { kind: 'seen' }, cost: { rate: { price: 1.5 }, age: 7200, soFar: 3 } },
      ],
      hourly: { amount: 1.5, unknown: 0 },
      costSoFar: { amount: 3, unknown: 0 },
    })
  })

  it('counts the age from the account where the account knows it', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    const instance = anInstance('1', 'a', { createdAt: NOW / 1000 - 60 })
    expect(statusOf(state, complete(instance)).instances).toMatchObject([{ cost: { age: 60 } }])
  })

  it('keeps an unknown price unknown, never 0', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    const report = statusOf(state, complete(anInstance('1', 'a')))
    expect(report.instances[0]?.cost).toMatchObject({ rate: { kind: 'unknown' }, soFar: undefined })
    expect(report.hourly).toEqual({ amount: 0, unknown: 1 })
  })

  it('calls an instance gone only when a complete list does not have it, and counts no cost then', () => {
    const state = aState(entryOf(a, [{ ...owned('1', a), hourly: 1 }]))
    const gone = statusOf(state, complete())
    expect(gone.instances).toMatchObject([{ presence: { kind: 'gone' } }])
    expect(gone.hourly).toEqual({ amount: 0, unknown: 0 })
    const partial: Remote = { kind: 'partial', instances: [], why: 'HTTP 500' }
    const unseen = statusOf(state, partial)
    expect(unseen.instances).toMatchObject([{ presence: { kind: 'unseen' } }])
    expect(unseen.hourly).toEqual({ amount: 1, unknown: 0 })
  })

  it('names attempts without an outcome with what they may have made', () => {
    const state = aState(entryOf(a, [], [openAttempt(a, [])]))
    expect(statusOf(state, complete(anInstance('9', 'a'))).doubts).toMatchObject([
      { name: 'a', age: 7200, candidates: [{ instance: { id: '9' } }] },
    ])
  })

  it('lists what is alive in the account and not ours', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    const remote = complete(
      anInstance('1', 'a'),
      anInstance('2', 'b'),
      anInstance('3', 'c', { status: 'removed' }),
    )
    expect(statusOf(state, remote).unmanaged).toMatchObject([{ instance: { id: '2' } }])
  })

  it('says what is in no file only where files were read', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    expect(statusOf(state, complete()).instances[0]?.inFiles).toBeUndefined()
    expect(statusOf(state, complete(), new Set()).instances[0]?.inFiles).toBe(false)
  })
})
