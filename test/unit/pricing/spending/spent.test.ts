import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lifetimesIn } from '../../../../src/ledger/lifetime/lifetimes.ts'
import type { Period } from '../../../../src/pricing/spending/period.ts'
import { periodsOf } from '../../../../src/pricing/spending/periods-of.ts'
import { amountOf, type Spent, spentIn } from '../../../../src/pricing/spending/spent.ts'
import { byDay, byEntry, since } from '../../../../src/pricing/spending/spent-by.ts'
import { anyRecord } from '../../../support/any-ledger-record.ts'
import { id, key } from '../../../support/ledger-records.ts'

const DAY = 86_400
const NOON = Date.UTC(2026, 10, 1, 12) / 1000

const known = (from: number, to: number, over: Partial<Period> = {}): Period => ({
  key: key('web'),
  name: 'web',
  id: id('i1'),
  from,
  to,
  cost: { kind: 'known', price: 199_000, from: 'ledger' },
  ...over,
})

const unknown = (from: number | undefined, to: number, atMost?: number): Period => ({
  ...known(0, to),
  from,
  cost: { kind: 'unknown', why: { code: 'stopped' }, atMost },
})

describe('spentIn', () => {
  it('adds up what is known, exactly, and counts what is not', () => {
    const spent = spentIn([known(NOON, NOON + 3600), unknown(NOON, NOON + 3600)])
    expect(amountOf(spent.known)).toBe(199_000)
    expect(spent).toMatchObject({ seconds: 3600, knownPeriods: 1, unknownPeriods: 1 })
    expect(spent.atMost).toBeUndefined()
  })

  it('tells the most that the unknown periods add only where each of them has a bound', () => {
    const bounded = unknown(NOON, NOON + 1800, 100_000)
    expect(amountOf(spentIn([bounded]).atMost ?? -1n)).toBe(50_000)
    expect(spentIn([bounded, unknown(NOON, NOON + 1)]).atMost).toBeUndefined()
    expect(spentIn([]).atMost).toBe(0n)
  })

  it('rounds to hundredths of the currency, and only what is shown', () => {
    const second = spentIn([known(NOON, NOON + 1)]).known
    expect(amountOf(second)).toBe(0)
    expect(amountOf(second * 3600n)).toBe(199_000)
    expect(amountOf(second * 10n)).toBe(1000)
  })
})

describe('since', () => {
  it('leaves what comes after a moment, and cuts what goes over it', () => {
    const periods = [known(NOON, NOON + 10), known(NOON + 10, NOON + 20), unknown(undefined, NOON)]
    expect(since(periods, NOON + 5).map(({ from, to }) => [from, to])).toEqual([
      [NOON + 5, NOON + 10],
      [NOON + 10, NOON + 20],
    ])
    expect(since(periods, undefined)).toEqual(periods)
  })

  it('lets what has no known beginning begin with the time that is asked for', () => {
    expect(since([unknown(undefined, NOON)], NOON - 60)).toMatchObject([
      { from: NOON - 60, to: NOON },
    ])
  })
})

describe('byDay', () => {
  it('splits at midnight in UTC', () => {
    const days = byDay([known(NOON, NOON + DAY), unknown(undefined, NOON)])
    expect(days.map(({ day, spent }) => [day, spent.seconds, spent.unknownPeriods])).toEqual([
      ['2026-11-01', DAY / 2, 1],
      ['2026-11-02', DAY / 2, 0],
    ])
  })
})

describe('byEntry', () => {
  it('has each entry once, with its instances', () => {
    const periods = [
      known(NOON, NOON + 10),
      known(NOON + 20, NOON + 30, { id: id('i2') }),
      known(NOON, NOON + 10, { key: key('db'), name: 'db' }),
    ]
    expect(byEntry(periods)).toMatchObject([
      { name: 'web', instances: 2, spent: { seconds: 20 } },
      { name: 'db', instances: 1 },
    ])
  })
})

describe('what was spent', () => {
  const total = (spents: readonly { readonly spent: Spent }[]) => ({
    known: spents.reduce((sum, { spent }) => sum + spent.known, 0n),
    seconds: spents.reduce((sum, { spent }) => sum + spent.seconds, 0),
  })

  it('is the same by day, by entry and in all, and no time of an instance counts twice', () => {
    const start = Date.UTC(2026, 7, 24) / 1000
    fc.assert(
      fc.property(
        fc.array(anyRecord(), { maxLength: 25 }),
        fc.integer({ min: -10, max: 300_000 }),
        fc.option(fc.integer({ min: -DAY, max: 200_000 }), { nil: undefined }),
        (records, later, sinceWhen) => {
          const observed = {
            remote: { kind: 'not-asked', why: '' } as const,
            catalog: undefined,
            now: start + later,
          }
          const periods = since(
            periodsOf(lifetimesIn(records), observed),
            sinceWhen === undefined ? undefined : start + sinceWhen,
          )
          const { known: sum, seconds } = spentIn(periods)
          expect(total(byDay(periods))).toEqual({ known: sum, seconds })
          expect(total(byEntry(periods))).toEqual({ known: sum, seconds })
          for (const each of periods) {
            expect(each.to).toBeGreaterThan(each.from ?? Number.NEGATIVE_INFINITY)
            const same = periods.filter((other) => other !== each && other.id === each.id)
            for (const { from = Number.NEGATIVE_INFINITY, to } of each.id === undefined
              ? []
              : same) {
              expect(from >= each.to || to <= (each.from ?? Number.NEGATIVE_INFINITY)).toBe(true)
            }
          }
        },
      ),
    )
  })

  it('is the same in whatever order the lines of a merged ledger come', () => {
    fc.assert(
      fc.property(
        fc
          .array(anyRecord(), { maxLength: 15 })
          .chain((records) =>
            fc.tuple(
              fc.constant(records),
              fc.shuffledSubarray(records, { minLength: records.length }),
            ),
          ),
        ([records, shuffled]) => {
          const observed = {
            remote: { kind: 'not-asked', why: '' } as const,
            catalog: undefined,
            now: Date.UTC(2026, 7, 26) / 1000,
          }
          const spentBy = (lines: typeof records) =>
            spentIn(periodsOf(lifetimesIn(lines), observed))
          expect(spentBy(shuffled)).toEqual(spentBy(records))
        },
      ),
    )
  })
})
