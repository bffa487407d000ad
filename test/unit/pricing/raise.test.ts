import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INSTANCE_OPERATIONS, type InstanceOperation } from '../../../src/ledger/operation.ts'
import type { Rate } from '../../../src/pricing/cost.ts'
import { raiseOf } from '../../../src/pricing/raise.ts'
import { key } from '../../support/ledger-records.ts'

const HOURLY: Rate = { kind: 'hourly', price: 1.99, from: 'ledger' }

const raise = (rate: Rate, ...operations: readonly InstanceOperation[]) =>
  raiseOf({
    key: key('a'),
    name: 'a',
    maxHourly: undefined,
    operations,
    cost: { rate, age: undefined, soFar: undefined },
  })

describe('raiseOf', () => {
  it('counts a start with the whole price of the instance', () => {
    expect(raise(HOURLY, 'start', 'upgrade')).toMatchObject([
      { by: 'start', hourly: { kind: 'known', price: 199_000 }, upfront: { kind: 'none' } },
    ])
  })

  it('counts nothing for the start of what is paid in advance, and what nobody knows as unknown', () => {
    expect(raise({ kind: 'prepaid' }, 'start')).toEqual([])
    expect(raise({ kind: 'unknown', why: 'x' }, 'start')).toMatchObject([
      { hourly: { kind: 'unknown', why: 'x' } },
    ])
  })

  it('never takes a larger disk for free, by the hour or at once', () => {
    expect(raise(HOURLY, 'grow-disk', 'start')).toMatchObject([
      { by: 'start', hourly: { kind: 'unknown' } },
    ])
    expect(raise({ kind: 'prepaid' }, 'grow-disk')).toMatchObject([
      { by: 'grow-disk', hourly: { kind: 'none' }, upfront: { kind: 'unknown' } },
    ])
  })

  it('lets no other operation add to a raise, or take from it', () => {
    const others = INSTANCE_OPERATIONS.filter((each) => each !== 'start' && each !== 'grow-disk')
    fc.assert(
      fc.property(fc.subarray([...others]), (some) => {
        expect(raise(HOURLY, ...some)).toEqual([])
        expect(raise(HOURLY, ...some, 'start')).toEqual(raise(HOURLY, 'start'))
      }),
    )
  })
})
