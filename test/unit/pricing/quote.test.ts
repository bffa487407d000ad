import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../src/definitions/instance-spec.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { isCreation } from '../../../src/plan/action.ts'
import { type Amount, sum } from '../../../src/pricing/amount.ts'
import { unavailableCatalog } from '../../../src/pricing/catalog.ts'
import { quoteAll, triedByKey } from '../../../src/pricing/quote.ts'
import { aCreation, anInstance, aSpec } from '../../support/builders.ts'
import { aCatalog, aProduct, known } from '../../support/catalog-of.ts'

const moneyOf = (catalog = aCatalog(), ...bodies: readonly CreateBody[]) =>
  quoteAll(
    bodies.map((body, index) => aCreation(`e${index}`, body)),
    catalog,
    'api.ppinfra.com',
  )

describe('quoteAll', () => {
  it('multiplies the list price with the GPUs, an hour and for 30 days', () => {
    const { quotes, total, currency, quotedAt } = moneyOf(aCatalog(), { gpuNum: 2 }, {})
    expect(quotes).toMatchObject([
      {
        units: 2,
        unitPrice: 199_000,
        hourly: { kind: 'known', price: 398_000 },
        thirtyDays: { kind: 'known', price: 398_000 * 720 },
        upfront: { kind: 'none' },
        stock: { available: true, inventory: 'high' },
      },
      { units: 1, hourly: { price: 199_000 } },
    ])
    expect(total.hourly).toEqual({ price: 597_000, known: 2, unknown: 0 })
    expect(total.upfront).toEqual({ price: 0, known: 0, unknown: 0 })
    expect({ currency: currency.code, quotedAt }).toEqual({
      currency: 'CNY',
      quotedAt: '2026-11-24T05:40:00.000Z',
    })
  })

  it('takes a CPU product from its own list, and as a whole', () => {
    const [quote] = moneyOf(aCatalog(), { kind: 'cpu', productId: 'cpu.4c8g', gpuNum: 4 }).quotes
    expect(quote).toMatchObject({ units: 1, hourly: { price: 36_000 } })
    const [other] = moneyOf(aCatalog(), { kind: 'cpu' }).quotes
    expect(other?.hourly.kind).toBe('unknown')
  })

  it('takes the spot price for spot', () => {
    const [quote] = moneyOf(aCatalog(), { billingMode: 'spot', gpuNum: 2 }).quotes
    expect(quote).toMatchObject({ billing: 'spot', hourly: { price: 199_000 } })
  })

  it('charges months now, for each GPU, and nothing by the hour', () => {
    const { quotes, total } = moneyOf(aCatalog(), { month: 6, gpuNum: 2 })
    expect(quotes).toMatchObject([
      {
        billing: 'monthly',
        hourly: { kind: 'none' },
        thirtyDays: { kind: 'none' },
        upfront: { kind: 'known', price: 90_000_000 * 6 * 2 },
      },
    ])
    expect(total.hourly).toEqual({ price: 0, known: 0, unknown: 0 })
  })

  it.each<[string, CreateBody, Parameters<typeof aCatalog>[0], string]>([
    ['no such term', { month: 3 }, {}, 'no price for 3 months'],
    ['no term at all', { billingMode: 'monthly' }, {}, 'how many months'],
    [
      'no spot price',
      { billingMode: 'spot' },
      { gpu: known(aProduct('4090.18c.60g', { spotPrice: undefined })) },
      'no spot price',
    ],
    ['no price', {}, { gpu: known(aProduct('4090.18c.60g', { price: undefined })) }, 'no price'],
    ['no such product', {}, { gpu: known(aProduct('other')) }, 'not in the price list'],
    ['no list', {}, { gpu: { kind: 'unknown', why: 'HTTP 404' } }, 'HTTP 404'],
  ])('says that a price is unknown, and why: %s', (_case, body, catalog, why) => {
    const { quotes, total } = moneyOf(aCatalog(catalog), body, {})
    const [quote] = quotes
    const amounts: readonly (Amount | undefined)[] = [quote?.hourly, quote?.upfront]
    expect(amounts.find((amount) => amount?.kind === 'unknown')).toEqual({
      kind: 'unknown',
      why: expect.stringContaining(why),
    })
    expect(total.hourly.unknown + total.upfront.unknown).toBeGreaterThan(0)
  })

  it('does not take an unknown stock for an empty one', () => {
    const [quote] = moneyOf(unavailableCatalog('no key', ''), {}).quotes
    expect(quote?.stock).toEqual({ available: undefined, inventory: undefined })
  })

  it('quotes only what is to be created', () => {
    const spec = aSpec('there')
    const there = {
      kind: 'exists',
      key: spec.key,
      name: 'there',
      spec,
      reason: { code: 'same-name-not-created-here', id: '1' as InstanceId },
      remote: anInstance('1', 'there'),
      unchecked: [],
    } as const
    expect(
      quoteAll([there, aCreation('new')].filter(isCreation), aCatalog(), 'sandbox').quotes,
    ).toMatchObject([{ key: 'new' }])
  })
})

describe('sum', () => {
  it('is exact, and counts what is unknown instead of taking it for nothing', () => {
    const amount = fc.oneof(
      fc.nat({ max: 10 ** 9 }).map((price): Amount => ({ kind: 'known', price })),
      fc.constant<Amount>({ kind: 'unknown', why: '' }),
      fc.constant<Amount>({ kind: 'none' }),
    )
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const { price, known: count, unknown } = sum(amounts)
        const prices = amounts.flatMap((each) =>
          each.kind === 'known' ? [BigInt(each.price)] : [],
        )
        expect(BigInt(price)).toBe(prices.reduce((total, each) => total + each, 0n))
        const none = amounts.filter(({ kind }) => kind === 'none').length
        expect(count + unknown + none).toBe(amounts.length)
      }),
    )
  })
})

describe('triedByKey', () => {
  it('gives the ledger the known prices in units of the currency', () => {
    expect([...triedByKey(moneyOf(aCatalog(), { gpuNum: 2 }, { month: 1 }))]).toEqual([
      ['e0', [{ nth: 0, hourly: 3.98 }]],
      ['e1', [{ nth: 0, hourly: undefined }]],
    ])
  })
})
