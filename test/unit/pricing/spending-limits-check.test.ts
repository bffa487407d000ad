import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../src/definitions/instance-spec.ts'
import { quoteAll } from '../../../src/pricing/quote.ts'
import { guard, type Limits } from '../../../src/pricing/spending-limits-check.ts'
import { aCreation } from '../../support/builders.ts'
import { aCatalog, aProduct, known } from '../../support/catalog-of.ts'

const NO_LIMITS: Limits = {
  maxHourly: undefined,
  maxUpfront: undefined,
  allowPrepaid: false,
  allowUnavailable: false,
}

const MARKET = aCatalog({
  gpu: known(
    aProduct('4090.18c.60g'),
    aProduct('sold-out', { availableDeploy: false }),
    aProduct('priceless', { price: undefined, monthlyPrices: [], availableDeploy: undefined }),
  ),
})

function objectionsTo(limits: Partial<Limits>, ...bodies: readonly CreateBody[]) {
  const creations = bodies.map((body, index) => aCreation(`e${index}`, body))
  return guard(
    { money: quoteAll(creations, MARKET, 'sandbox'), raises: [], isWhole: false },
    { ...NO_LIMITS, ...limits },
  )
}

describe('guard', () => {
  it('has nothing against a plan within its limits, exactly at them too', () => {
    expect(objectionsTo({})).toEqual([])
    expect(objectionsTo({}, {})).toEqual([])
    expect(objectionsTo({ maxHourly: 3.98 }, {}, {})).toEqual([])
    expect(objectionsTo({ maxUpfront: 1000, allowPrepaid: true }, { month: 1 })).toEqual([])
    expect(objectionsTo({ maxHourly: 0, maxUpfront: 0 })).toEqual([])
  })

  it('refuses what costs more an hour', () => {
    expect(objectionsTo({ maxHourly: 3.97 }, {}, {})).toMatchObject([
      {
        kind: 'refuse',
        message: expect.stringContaining('3.98 CNY an hour, more than --max-hourly'),
      },
    ])
  })

  it('refuses what charges more now', () => {
    const limits = { maxUpfront: 999.99, allowPrepaid: true }
    expect(objectionsTo(limits, { month: 1 })).toMatchObject([
      { kind: 'refuse', message: expect.stringContaining('1,000.00 CNY, more than --max-upfront') },
    ])
  })

  it('takes a price that was asked in wider terms for none of the very place', () => {
    const quotes = quoteAll([aCreation('e0', {}), aCreation('e1', {})], MARKET, 'sandbox')
    const money = {
      ...quotes,
      quotes: quotes.quotes.map((quote) => ({ ...quote, wider: 'any-number' as const })),
    }
    expect(guard({ money, raises: [], isWhole: false }, NO_LIMITS)).toEqual([])
    expect(
      guard({ money, raises: [], isWhole: false }, { ...NO_LIMITS, maxHourly: 100 }),
    ).toMatchObject([
      { kind: 'refuse', message: expect.stringContaining('of e0 (and of 1 more) was not asked') },
    ])
  })

  it('refuses an unknown price where a guard needs it, and only there', () => {
    const unknown = { productId: 'priceless' }
    expect(objectionsTo({ maxHourly: 1000 }, {}, unknown)).toMatchObject([
      { kind: 'refuse', message: expect.stringContaining('price of e1 is unknown') },
    ])
    expect(objectionsTo({ maxUpfront: 1000 }, unknown)).toEqual([])
    expect(objectionsTo({}, unknown)).toEqual([])
    const prepaid = { ...unknown, month: 1 }
    expect(objectionsTo({ maxUpfront: 1000, allowPrepaid: true }, prepaid)).toMatchObject([
      { kind: 'refuse', message: expect.stringContaining('--max-upfront cannot be kept') },
    ])
  })

  it.each<CreateBody>([{ month: 1 }, { billingMode: 'monthly' }])(
    'wants to be asked about what is paid in advance: %j',
    (body) => {
      expect(objectionsTo({}, {}, body)).toMatchObject([
        { kind: 'ask', message: expect.stringMatching(/^e1 would be paid in advance/) },
      ])
      expect(objectionsTo({ allowPrepaid: true }, {}, body)).toEqual([])
    },
  )

  it('refuses when nothing can be deployed now, not when something can or may', () => {
    const soldOut = { productId: 'sold-out' }
    expect(objectionsTo({}, soldOut, soldOut)).toMatchObject([
      { kind: 'refuse', message: expect.stringContaining('e0, e1') },
    ])
    expect(objectionsTo({ allowUnavailable: true }, soldOut)).toEqual([])
    expect(objectionsTo({}, soldOut, {})).toEqual([])
    expect(objectionsTo({}, soldOut, { productId: 'priceless' })).toEqual([])
  })
})
