import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Life } from '../../../../src/definitions/life.ts'
import { expiryOf } from '../../../../src/plan/decide/expiry.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { anInstance, aSpec, owned } from '../../../support/builders.ts'
import { complete, ended, expiry, NOW, owning, planned } from '../../../support/planning.ts'

const SINCE = Date.parse('2026-11-01T10:00:00.000Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const isoOf = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString()

const plain = aSpec('a')
const spec = (expires: string, life: Partial<Life> = {}) =>
  aSpec('a', {}, { expires: expiry(expires), ...life })
const mine = owned('1', plain)

describe('expiryOf', () => {
  it('is never for what says nothing', () => {
    expect(expiryOf(plain.life, mine, undefined)).toBeUndefined()
  })

  it('counts from when the ledger recorded an instance of which the service tells no time', () => {
    const { life } = spec('30m')
    expect(expiryOf(life, mine, undefined)).toBe(SINCE + 30 * MINUTE)
    expect(expiryOf(life, mine, { createdAt: undefined })).toBe(SINCE + 30 * MINUTE)
  })

  it('counts from its creation by the clock of the service, however far that is from ours', () => {
    const { life } = spec('30m')
    const createdAt = SINCE / 1000 - 3600
    expect(expiryOf(life, mine, { createdAt })).toBe(SINCE - 30 * MINUTE)
    // The clock of the service is an hour behind: it was created when the ledger says.
    expect(expiryOf(life, mine, { createdAt }, -3_600_000)).toBe(SINCE + 30 * MINUTE)
  })

  it('counts from its creation as the ledger tells it, where the service tells no more', () => {
    const { life } = spec('30m')
    const reaped = { ...mine, madeAt: new Date(SINCE - HOUR).toISOString() }
    expect(expiryOf(life, reaped, undefined)).toBe(SINCE - 30 * MINUTE)
    expect(expiryOf(life, reaped, { createdAt: SINCE / 1000 })).toBe(SINCE + 30 * MINUTE)
  })

  it('is not earlier for a service that says that its clock is ahead', () => {
    const { life } = spec('8h')
    const createdAt = SINCE / 1000
    expect(expiryOf(life, mine, { createdAt }, 9 * HOUR)).toBe(SINCE + 8 * HOUR)
    expect(expiryOf(life, mine, undefined, 9 * HOUR)).toBe(SINCE + 8 * HOUR)
  })

  it('is the point in time that was written, whenever it was created, by the clock that is behind', () => {
    const { life } = spec('2026-12-31T18:00:00Z')
    const at = Date.parse('2026-12-31T18:00:00Z')
    expect(expiryOf(life, mine, { createdAt: 1 }, HOUR)).toBe(at)
    expect(expiryOf(life, mine, { createdAt: 1 }, -HOUR)).toBe(at + HOUR)
    expect(expiryOf(life, mine, undefined, -HOUR)).toBe(at + HOUR)
  })

  it('is after the creation of what exists, whatever the clocks say', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1 }), (skewMs, seconds) => {
        const { life } = spec(`${(seconds % 1_000_000) + 1}s`)
        const createdAt = SINCE / 1000
        expect(expiryOf(life, mine, { createdAt }, skewMs)).toBeGreaterThanOrEqual(SINCE + 1000)
      }),
    )
  })
})

describe('an apply', () => {
  const remote = complete(anInstance('1', 'a'))
  const state = owning([plain, mine])

  it('says what has expired, and neither ends nor renews it', () => {
    expect(planned({ specs: [spec('30m')], state, remote })).toMatchObject([
      { kind: 'expired', reason: { code: 'expired-in-file', at: NOW - 30 * MINUTE }, owned: mine },
    ])
    expect(planned({ specs: [spec('61m')], state, remote })).toMatchObject([{ kind: 'no-op' }])
  })

  it('leaves to a person what has expired and only has the name of the entry', () => {
    const hourOld = complete(anInstance('1', 'a', { createdAt: NOW / 1000 - 3600 }))
    const observed = { specs: [spec('30m')], state: owning(), remote: hourOld }
    expect(planned(observed)).toMatchObject([
      { kind: 'blocked', reason: { code: 'not-ours', id: '1' } },
    ])
    expect(planned({ ...observed, specs: [spec('90m')] })).toMatchObject([{ kind: 'exists' }])
  })

  it('ends it where that is allowed', () => {
    const goal = { ...PLAIN_APPLY, endsExpired: true } as const
    const expired = { specs: [spec('30m')], state, remote, goal }
    expect(planned(expired)).toMatchObject([{ kind: 'destroy', because: 'expired' }])
    const kept = [spec('30m', { protect: true })]
    expect(planned({ ...expired, specs: kept })).toMatchObject([
      { kind: 'expired', reason: { code: 'expired-in-file' } },
    ])
  })

  it('does not make again what expired and is gone, until its time is moved', () => {
    expect(planned({ specs: [spec('30m')], state })).toMatchObject([
      { kind: 'expired', reason: { code: 'expired-and-gone' }, owned: undefined },
    ])
    expect(planned({ specs: [spec('61m')], state })).toMatchObject([{ kind: 'recreate' }])
    expect(planned({ specs: [plain], state })).toMatchObject([{ kind: 'recreate' }])
  })

  it('does not make again what was reaped, and does what was destroyed for another reason', () => {
    const reaped = ended(owning(), [plain, mine, 'expired'])
    expect(planned({ specs: [spec('30m')], state: reaped })).toMatchObject([{ kind: 'expired' }])
    const destroyed = ended(owning(), [plain, mine, 'destroy'])
    expect(planned({ specs: [spec('30m')], state: destroyed })).toMatchObject([{ kind: 'create' }])
  })

  it('counts from the same moment before and after a reap, whatever the clocks say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -7200, max: 7200 }),
        fc.integer({ min: -HOUR, max: HOUR }),
        fc.integer({ min: -HOUR, max: HOUR }),
        (ageSeconds, skewMs, laterSkewMs) => {
          const remote = complete(anInstance('1', 'a', { createdAt: SINCE / 1000 - ageSeconds }))
          const specs = [spec('30m')]
          const [reap] = planned({ specs, state, remote, skewMs, goal: { kind: 'reap' } })
          if (reap?.kind !== 'destroy') return
          const gone = { ...mine, madeAt: isoOf(reap.madeAt) }
          const reaped = ended(owning(), [plain, gone, 'expired'])
          expect(planned({ specs, state: reaped, skewMs: laterSkewMs })).toMatchObject([
            { kind: 'expired', reason: { code: 'expired-and-gone' } },
          ])
        },
      ),
    )
  })

  it('counts the last instance of an entry alone', () => {
    const second = { ...owned('2', plain), since: new Date(NOW).toISOString() }
    const state = ended(owning([plain, second]), [plain, mine, 'expired'])
    expect(planned({ specs: [spec('30m')], state })).toMatchObject([{ kind: 'recreate' }])
  })

  it('goes by the clock of the service for an instance of which it tells when it was created', () => {
    const created = complete(anInstance('1', 'a', { createdAt: SINCE / 1000 - 7200 }))
    const observed = { specs: [spec('90m')], state, remote: created }
    expect(planned(observed)).toMatchObject([{ kind: 'expired' }])
    expect(planned({ ...observed, skewMs: -7_200_000 })).toMatchObject([{ kind: 'no-op' }])
  })
})
