import { describe, expect, it } from 'vitest'
import type { Price } from '../../../src/api/product.ts'
import { unavailableCatalog } from '../../../src/pricing/catalog.ts'
import { costOfOwned, costOfStranger, needsQuote } from '../../../src/pricing/cost.ts'
import { anInstance, aSpec, owned } from '../../support/builders.ts'
import { aCatalog, aProduct, known } from '../../support/catalog-of.ts'

/** Two hours after everything in the builders' ledger. */
const NOW = Date.parse('2026-11-01T12:00:00.000Z')
const at = { catalog: aCatalog(), now: NOW }
const a = aSpec('a')
const ours = owned('1', a)

describe('costOfOwned', () => {
  it('takes the price of the ledger before the one of now', () => {
    expect(costOfOwned({ ...ours, hourly: 1.5 }, anInstance('1', 'a'), at)).toEqual({
      rate: { kind: 'hourly', price: 1.5, from: 'ledger' },
      age: 7200,
      soFar: 3,
    })
    expect(costOfOwned(ours, anInstance('1', 'a', { gpuNum: 2 }), at)).toMatchObject({
      rate: { kind: 'hourly', price: 3.98, from: 'quote' },
      soFar: 7.96,
    })
  })

  it('does not take the price of what it was for what it has become', () => {
    const priced = { ...ours, hourly: 1.99 }
    const grown = anInstance('1', 'a', { gpuNum: 8 })
    expect(costOfOwned(priced, grown, at).rate).toEqual({
      kind: 'hourly',
      price: 15.92,
      from: 'quote',
    })
    expect(needsQuote(priced, grown)).toBe(true)
    const other = anInstance('1', 'a', { productId: 'another' })
    expect(costOfOwned(priced, other, at).rate).toMatchObject({ kind: 'unknown' })
    expect(needsQuote(priced, anInstance('1', 'a', { gpuNum: 1 }))).toBe(false)
    expect(needsQuote(priced, anInstance('1', 'a', { gpuNum: 0 }))).toBe(false)
  })

  it('counts from when the account says that it was created', () => {
    const instance = anInstance('1', 'a', { createdAt: NOW / 1000 - 1800 })
    expect(costOfOwned({ ...ours, hourly: 2 }, instance, at)).toMatchObject({ age: 1800, soFar: 1 })
  })

  it('does not take the time of an adoption for that of the creation', () => {
    const adopted = { ...ours, how: 'adopted', hourly: 2 } as const
    expect(costOfOwned(adopted, undefined, at)).toMatchObject({ age: undefined, soFar: undefined })
  })

  it('knows no price of an hour of what is paid in advance', () => {
    const monthly = { ...owned('1', aSpec('a', { month: 1 })), hourly: 2 }
    for (const cost of [
      costOfOwned(monthly, undefined, at),
      costOfOwned(ours, anInstance('1', 'a', { billingMode: 'Monthly' }), at),
    ]) {
      expect(cost).toMatchObject({ rate: { kind: 'prepaid' }, soFar: undefined })
    }
  })

  it('keeps what it does not know unknown, with the reason', () => {
    const whys = [
      costOfOwned(ours, undefined, at),
      costOfOwned(ours, anInstance('1', 'a'), {
        ...at,
        catalog: unavailableCatalog('HTTP 500', ''),
      }),
      costOfOwned(ours, anInstance('1', 'a', { productId: 'old' }), at),
      costOfOwned(ours, anInstance('1', 'a', { productId: undefined }), at),
      costOfOwned(ours, anInstance('1', 'a', { gpuNum: undefined }), at),
    ].map(({ rate }) => (rate.kind === 'unknown' ? rate.why : rate.kind))
    expect(whys).toEqual([
      'the ledger has no price of it, and the account does not show it',
      'HTTP 500',
      'the product is not in the price list',
      'the account does not say which product it is',
      'the account does not say how many GPUs it has',
    ])
  })
})

describe('costOfStranger', () => {
  it('knows spot prices and CPU products, which are priced as a whole', () => {
    const catalog = aCatalog({
      gpu: known(aProduct('4090.18c.60g', { spotPrice: 50_000 as Price })),
    })
    const spot = anInstance('x', 'x', { billingMode: 'spot', gpuNum: 2 })
    expect(costOfStranger(spot, { catalog, now: NOW }).rate).toMatchObject({ price: 1 })
    const cpu = anInstance('x', 'x', { kind: 'cpu', productId: 'cpu.4c8g', gpuNum: undefined })
    expect(costOfStranger(cpu, at).rate).toMatchObject({ price: 0.36 })
  })

  it('does not guess since when it runs', () => {
    expect(costOfStranger(anInstance('x', 'x'), at)).toMatchObject({
      age: undefined,
      soFar: undefined,
    })
  })
})
