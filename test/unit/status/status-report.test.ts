import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { InstanceSpec } from '../../../src/definitions/instance-spec.ts'
import type { Lifetime } from '../../../src/ledger/lifetime/lifetimes.ts'
import type { State } from '../../../src/ledger/state.ts'
import type { StatusInput } from '../../../src/status/status-input.ts'
import { toStatus } from '../../../src/status/status-report.ts'
import { anInstance, aSpec, aState, entryOf, openAttempt, owned } from '../../support/builders.ts'
import { id } from '../../support/ledger-records.ts'
import { markedBy } from '../../support/marked-by.ts'
import { ended } from '../../support/planning.ts'

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

/** Two hours after everything in the builders' ledger. */
const NOW = Date.parse('2026-11-01T12:00:00.000Z')

const statusOf = (state: State, remote: Remote, over: Partial<StatusInput> = {}) =>
  toStatus({
    target: 'sandbox',
    ledger: 'l',
    state,
    remote,
    defined: undefined,
    catalog: undefined,
    now: NOW,
    ...over,
  })

const livesOf = ({ key, life }: InstanceSpec) => new Map([[key, life]])

describe('toStatus', () => {
  const a = aSpec('a')

  it('tells by its marker who made what the ledger does not hold', () => {
    const state = {
      ...aState(entryOf(a, [owned('1', a)])),
      ledgerIds: new Set(['0a0a0a0a']),
      released: new Set([id('5')]),
    }
    const b = aSpec('b')
    const seen = complete(
      anInstance('2', 'x', markedBy('0a0a0a0a', 'a')),
      anInstance('3', 'x', markedBy('0a0a0a0a', 'b')),
      anInstance('4', 'x', markedBy('0b0b0b0b', 'a')),
      anInstance('5', 'x', markedBy('0a0a0a0a', 'a')),
      anInstance('6', 'x'),
    )
    const { unmanaged } = statusOf(state, seen)
    expect(unmanaged).toMatchObject([
      { maker: { kind: 'here', key: 'a' }, made: { key: 'a', isAlone: true } },
      { maker: { kind: 'here', key: undefined }, made: undefined },
      { maker: { kind: 'elsewhere', ledger: '0b0b0b0b' } },
      { maker: { kind: 'forgotten' } },
      { maker: { kind: 'unsaid' } },
    ])
    const withFiles = statusOf(state, seen, { defined: new Set([b.key]) }).unmanaged
    expect(withFiles[1]).toMatchObject({ made: { key: 'b', inFiles: true } })
  })

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

  it('counts what is on its way out until it is gone', () => {
    const state = aState(entryOf(a, [{ ...owned('1', a), hourly: 1 }]))
    const moneyAt = (status: string) => statusOf(state, complete(anInstance('1', 'a', { status })))
    expect(moneyAt('removing')).toMatchObject({
      hourly: { amount: 1, unknown: 0 },
      costSoFar: { amount: 2, unknown: 0 },
    })
    expect(moneyAt('removed')).toMatchObject({
      hourly: { amount: 0, unknown: 0 },
      costSoFar: { amount: 0, unknown: 0 },
    })
  })

  it('knows no price of an hour of what is at rest, as the end of a run does', () => {
    const state = aState(entryOf(a, [{ ...owned('1', a), hourly: 1 }]))
    for (const fields of [{ status: 'exited' }, { spotStatus: 'terminated' }]) {
      const { hourly } = statusOf(state, complete(anInstance('1', 'a', fields)))
      expect(hourly).toEqual({ amount: 0, unknown: 1 })
    }
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

  it('says that an instance is protected, by the ledger or by its file', () => {
    const protect = (byLedger: boolean, byFile: boolean) => {
      const state = aState(entryOf(a, [{ ...owned('1', a), protect: byLedger }]))
      const lives = livesOf(aSpec('a', {}, { protect: byFile }))
      return statusOf(state, complete(anInstance('1', 'a')), { lives }).instances[0]?.protect
    }
    expect(protect(false, false)).toBe(false)
    expect(protect(true, false)).toBe(true)
    expect(protect(false, true)).toBe(true)
  })

  it('says when an instance expires by its file, and how much time is left', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    const expires = { kind: 'after', ms: 3 * 3_600_000, text: '3h' } as const
    const lives = livesOf(aSpec('a', {}, { expires }))
    const expiry = (remote: Remote, now = NOW) =>
      statusOf(state, remote, { lives, now }).instances[0]?.expiry
    expect(expiry(complete(anInstance('1', 'a')))).toEqual({ at: NOW + 3_600_000, left: 3600 })
    expect(expiry(complete(anInstance('1', 'a')), NOW + 3_600_000)).toMatchObject({ left: 0 })
    const created = complete(anInstance('1', 'a', { createdAt: NOW / 1000 }))
    expect(expiry(created)).toMatchObject({ left: 3 * 3600 })
    expect(expiry(complete())).toBeUndefined()
    // The clock of the service is behind: a plan counts the later time, and so does this.
    const behind = { lives, skewMs: -25_000 }
    expect(statusOf(state, created, behind).instances[0]?.expiry).toMatchObject({
      left: 3 * 3600 + 25,
    })
    const never = { lives: livesOf(a) }
    const [item] = statusOf(state, complete(anInstance('1', 'a')), never).instances
    expect(item?.expiry).toBeUndefined()
  })

  it('says since when an instance is stopped, where we stopped it', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    const stoppedSince = new Map([[id('1'), NOW - 60_000]])
    const since = (status: string) =>
      statusOf(state, complete(anInstance('1', 'a', { status })), { stoppedSince }).instances[0]
        ?.stoppedSince
    expect(since('exited')).toBe(NOW - 60_000)
    expect(since('running')).toBeUndefined()
  })

  it('leaves out of the cost the time in which it was stopped by the ledger, and counts it as unknown', () => {
    const state = aState(entryOf(a, [{ ...owned('1', a), hourly: 1 }]))
    const [from, at] = [NOW - 2 * 3_600_000, NOW - 3_600_000]
    const life: Lifetime = {
      key: a.key,
      name: 'a',
      id: id('1'),
      hourly: 1,
      spec: undefined,
      startsBefore: false,
      stretches: [
        { what: 'running', from, to: at },
        { what: 'stopped', from: at, to: undefined },
      ],
    }
    const lifetimes = new Map([[id('1'), life]])
    const stopped = complete(anInstance('1', 'a', { status: 'exited' }))
    expect(statusOf(state, stopped, { lifetimes })).toMatchObject({
      instances: [{ cost: { soFar: 1, wasStopped: true } }],
      costSoFar: { amount: 1, unknown: 1 },
    })
  })

  it('knows what it destroyed and is there again, at the price of the ledger', () => {
    const was = { ...owned('1', a), hourly: 1.5 }
    const state = ended(aState(), [a, was, 'destroy'])
    const report = statusOf(state, complete(anInstance('1', 'a')))
    expect(report.unmanaged).toMatchObject([
      {
        returned: {
          key: 'a',
          name: 'a',
          departure: { kind: 'destroyed', at: '2026-11-01T10:30:00.000Z' },
        },
        cost: { rate: { price: 1.5 } },
      },
    ])
    expect(report.hourly).toEqual({ amount: 1.5, unknown: 0 })
    expect(statusOf(state, complete()).unmanaged).toEqual([])
  })

  it('says what takes the place of an instance, as long as that is there or may be', () => {
    const old = { ...owned('1', a), supersededBy: id('2') }
    const state = aState(entryOf(a, [old, owned('2', a)]))
    const [first, second] = [anInstance('1', 'a'), anInstance('2', 'a')]
    const by = (remote: Remote) => statusOf(state, remote).instances[0]?.supersededBy
    expect(by(complete(first, second))).toBe('2')
    expect(by({ kind: 'not-asked', why: 'no key' })).toBe('2')
    expect(by(complete(first))).toBeUndefined()
    expect(by(complete(first, { ...second, status: 'removing' }))).toBeUndefined()
  })

  it('says what is in no file only where files were read', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    expect(statusOf(state, complete()).instances[0]?.inFiles).toBeUndefined()
    expect(statusOf(state, complete(), { defined: new Set() }).instances[0]?.inFiles).toBe(false)
  })
})
