import { describe, expect, it } from 'vitest'
import type { InstanceOperation } from '../../../src/ledger/operation.ts'
import type { Cost } from '../../../src/pricing/cost.ts'
import {
  effectOf,
  inPlaceOf,
  inSuccession,
  type PricedOperation,
  totalEffect,
} from '../../../src/pricing/effect.ts'
import { quoteAll } from '../../../src/pricing/quote.ts'
import { aCreation } from '../../support/builders.ts'
import { aCatalog } from '../../support/catalog-of.ts'

const HOURLY: Cost = {
  rate: { kind: 'hourly', price: 1.99, from: 'ledger' },
  age: 3600,
  soFar: 1.99,
}
const UNKNOWN: Cost = {
  rate: { kind: 'unknown', why: 'no list' },
  age: undefined,
  soFar: undefined,
}
const PREPAID: Cost = { rate: { kind: 'prepaid' }, age: 3600, soFar: undefined }

const known = (price: number) => ({ kind: 'known', price })

const change = (
  operation: InstanceOperation,
  cost: Cost | undefined,
  isStopped = false,
): PricedOperation => ({ operation, cost, isStopped })

const creation = (body = {}): PricedOperation => {
  const [quote] = quoteAll([aCreation('a', body)], aCatalog(), 'api.ppio.com').quotes
  return { operation: 'create', quote }
}

describe('effectOf', () => {
  it('takes what ends off the bill, and tells what it has cost', () => {
    expect(effectOf(change('delete', HOURLY))).toMatchObject({
      before: known(199_000),
      after: known(0),
      change: known(-199_000),
      soFar: 1.99,
    })
  })

  it('adds what is created, and what is charged at once', () => {
    expect(effectOf(creation())).toMatchObject({
      before: known(0),
      after: known(199_000),
      change: known(199_000),
      upfront: { kind: 'none' },
    })
    expect(effectOf(creation({ month: 1 }))).toMatchObject({
      change: { kind: 'none' },
      upfront: known(100_000_000),
    })
  })

  it.each([
    ['a stop', change('stop', HOURLY), { before: known(199_000), after: { kind: 'unknown' } }],
    [
      'a start',
      change('start', HOURLY, true),
      { before: { kind: 'unknown' }, after: known(199_000) },
    ],
    ['the end of a stopped one', change('delete', HOURLY, true), { before: { kind: 'unknown' } }],
    ['the end of one without a price', change('delete', UNKNOWN), { before: { why: 'no list' } }],
    ['a price that nobody asked for', change('stop', undefined), { before: { kind: 'unknown' } }],
    [
      'a creation without a quote',
      { operation: 'create', quote: undefined },
      { after: { kind: 'unknown' } },
    ],
  ] as const)('does not know what %s changes', (_, priced, expected) => {
    expect(effectOf(priced)).toMatchObject({ ...expected, change: { kind: 'unknown' } })
  })

  it('has no price of an hour for what is paid in advance', () => {
    const none = { kind: 'none' }
    expect(effectOf(change('stop', PREPAID))).toMatchObject({
      before: none,
      after: none,
      change: none,
    })
  })
})

describe('inSuccession', () => {
  it('bills an instance once, however much is done to it', () => {
    const [ports, upgrade] = [
      effectOf(change('edit-ports', HOURLY)),
      effectOf(change('upgrade', HOURLY)),
    ]
    expect(inSuccession([ports, upgrade])).toMatchObject({
      before: known(199_000),
      after: known(199_000),
      change: known(0),
    })
    expect(inSuccession([ports])).toEqual(ports)
  })

  it('keeps a disk as large as it has become', () => {
    const steps = ['grow-disk', 'upgrade'] as const
    const [grown, reset] = steps.map((operation) => effectOf(change(operation, HOURLY)))
    if (grown === undefined || reset === undefined) throw new Error('no effect')
    expect(inSuccession([grown, reset])).toMatchObject({
      before: known(199_000),
      after: { kind: 'unknown' },
      change: { kind: 'unknown' },
    })
  })

  it('ends with what it runs at where it is started', () => {
    const stopped = effectOf(change('edit-ports', HOURLY, true))
    const started = effectOf(change('start', HOURLY, true))
    expect(inSuccession([stopped, started])).toMatchObject({
      before: { kind: 'unknown' },
      after: known(199_000),
    })
  })
})

describe('what is paid in advance', () => {
  const [quote] = quoteAll([aCreation('a', { month: 1 })], aCatalog(), 'api.ppio.com').quotes
  const subscribed = effectOf({ operation: 'subscribe', cost: HOURLY, isStopped: false, quote })

  it('is charged at once, and has no price of an hour from then on', () => {
    expect(subscribed).toMatchObject({
      before: known(199_000),
      after: { kind: 'none' },
      change: { kind: 'none' },
      upfront: known(100_000_000),
    })
    const renewal = { operation: 'renew', cost: PREPAID, isStopped: false, quote } as const
    expect(effectOf(renewal)).toMatchObject({
      before: { kind: 'none' },
      upfront: known(100_000_000),
    })
    expect(effectOf({ ...renewal, quote: undefined })).toMatchObject({
      upfront: { kind: 'unknown' },
    })
    expect(effectOf(change('auto-renew', PREPAID))).toMatchObject({ upfront: { kind: 'none' } })
  })

  it('keeps its sum beside what else is done to the instance', () => {
    const ports = effectOf(change('edit-ports', HOURLY))
    const grown = effectOf(change('grow-disk', HOURLY))
    expect(inSuccession([ports, grown, subscribed])).toMatchObject({
      before: known(199_000),
      after: { kind: 'none' },
      upfront: known(100_000_000),
    })
  })
})

describe('inPlaceOf', () => {
  it('goes from the price of the old one to that of the new one', () => {
    const [made, ended] = [effectOf(creation({ gpuNum: 2 })), effectOf(change('delete', HOURLY))]
    expect(inPlaceOf(made, ended)).toMatchObject({
      before: known(199_000),
      after: known(398_000),
      change: known(199_000),
      upfront: { kind: 'none' },
      soFar: 1.99,
    })
    expect(inPlaceOf(made, effectOf(change('delete', UNKNOWN)))).toMatchObject({
      after: known(398_000),
      change: { kind: 'unknown' },
    })
  })
})

describe('totalEffect', () => {
  it('adds up before and after', () => {
    const total = totalEffect([
      effectOf(change('delete', HOURLY)),
      effectOf(creation({ gpuNum: 2 })),
    ])
    expect(total).toMatchObject({
      before: { price: 199_000, unknown: 0 },
      after: { price: 398_000, unknown: 0 },
      change: known(199_000),
    })
  })

  it('counts what is not known, and takes the change for unknown then', () => {
    const total = totalEffect([
      effectOf(change('delete', HOURLY)),
      effectOf(change('stop', HOURLY)),
    ])
    expect(total).toMatchObject({
      before: { price: 398_000, unknown: 0 },
      after: { price: 0, known: 1, unknown: 1 },
      change: { kind: 'unknown' },
    })
  })
})
