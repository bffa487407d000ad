import { describe, expect, it } from 'vitest'
import type { Price } from '../../../src/api/product.ts'
import type { InstanceSpec } from '../../../src/definitions/instance-spec.ts'
import { quoteAll, type SoldOut, triedByKey } from '../../../src/pricing/quote.ts'
import { guard, type Limits } from '../../../src/pricing/spending-limits-check.ts'
import { aCreation, withFallback } from '../../support/builders.ts'
import { aCatalog, aProduct, known } from '../../support/catalog-of.ts'

const MARKET = aCatalog({
  gpu: known(
    aProduct('4090.18c.60g'),
    aProduct('dear', { price: 699_000 as Price }),
    aProduct('sold-out', { availableDeploy: false, price: 300_000 as Price }),
    aProduct('priceless', { price: undefined }),
  ),
})

const NO_LIMITS: Limits = {
  maxHourly: undefined,
  maxUpfront: undefined,
  allowPrepaid: false,
  allowUnavailable: false,
}

/** What an entry is quoted that wants one product, and else these. */
function moneyOf(
  [first, ...others]: readonly string[],
  { maxHourly, soldOut }: { readonly maxHourly?: number; readonly soldOut?: SoldOut } = {},
) {
  const creation = aCreation('a', { productId: first ?? '' })
  const spec: InstanceSpec = {
    ...withFallback(creation.spec, ...others.map((productId) => ({ productId }))),
    maxHourly,
  }
  return quoteAll([{ ...creation, spec }], MARKET, 'sandbox', { soldOut })
}

const skippedIn = (...args: Parameters<typeof moneyOf>) =>
  moneyOf(...args).quotes[0]?.rungs.map(({ skipped }) => skipped)

describe('the quote of an entry with a fallback', () => {
  it('counts the dearest that may be created', () => {
    const { quotes, total } = moneyOf(['4090.18c.60g', 'dear', '4090.18c.60g'])
    expect(quotes).toMatchObject([
      { productId: '4090.18c.60g', hourly: { kind: 'known', price: 699_000 } },
    ])
    expect(total.hourly).toEqual({ price: 699_000, known: 1, unknown: 0 })
  })

  it('never takes an unknown price for less than a known one', () => {
    expect(moneyOf(['4090.18c.60g', 'priceless']).total.hourly).toMatchObject({ unknown: 1 })
  })

  it('does not count what is not tried', () => {
    const { quotes, total } = moneyOf(['sold-out', '4090.18c.60g', 'dear'], { maxHourly: 5 })
    expect(quotes[0]?.rungs.map(({ skipped }) => skipped)).toEqual([
      'sold-out',
      undefined,
      'too-dear',
    ])
    expect(total.hourly).toMatchObject({ price: 199_000 })
    expect(triedByKey(moneyOf(['sold-out', '4090.18c.60g'])).get('a')).toEqual([
      { nth: 1, hourly: 1.99 },
    ])
  })

  it('skips what has no known price only where there is a limit for it', () => {
    expect(skippedIn(['priceless', '4090.18c.60g'])).toEqual([undefined, undefined])
    expect(skippedIn(['priceless', '4090.18c.60g'], { maxHourly: 5 })).toEqual([
      'price-unknown',
      undefined,
    ])
  })

  it('skips what is sold out where there is something else, or somebody says so', () => {
    expect(skippedIn(['sold-out'])).toEqual([undefined])
    expect(skippedIn(['sold-out', 'sold-out'])).toEqual(['sold-out', 'sold-out'])
    expect(skippedIn(['sold-out', '4090.18c.60g'], { soldOut: 'try' })).toEqual([
      undefined,
      undefined,
    ])
    expect(skippedIn(['sold-out'], { soldOut: 'skip' })).toEqual(['sold-out'])
  })

  it('is available where anything of it is', () => {
    const stockOf = (...ids: readonly string[]) =>
      moneyOf(ids, { soldOut: 'try' }).quotes[0]?.stock.available
    expect(stockOf('sold-out', '4090.18c.60g')).toBe(true)
    expect(stockOf('sold-out', 'sold-out')).toBe(false)
  })

  it('takes the price of a month for that of 720 hours', () => {
    const monthly = (maxHourly: number) => {
      const creation = aCreation('a', { month: 1 })
      const spec = { ...creation.spec, maxHourly }
      return quoteAll([{ ...creation, spec }], MARKET, 'sandbox').quotes[0]?.rungs[0].skipped
    }
    // 1,000 a month are 1.38 an hour.
    expect([monthly(1.39), monthly(1.38)]).toEqual([undefined, 'too-dear'])
  })
})

describe('guard', () => {
  const objections = (...args: Parameters<typeof moneyOf>) =>
    guard({ money: moneyOf(...args), raises: [], isWhole: false }, NO_LIMITS).map(
      ({ kind, message }) => `${kind}: ${message}`,
    )

  it('refuses an entry that nothing can be created of within its own limit', () => {
    expect(objections(['dear'], { maxHourly: 5 })).toEqual([
      'refuse: a is dearer than its maxHourly of 5.00 CNY',
    ])
    expect(objections(['priceless'], { maxHourly: 5 })).toEqual([
      'refuse: the price of a is not known, so its maxHourly of 5.00 CNY cannot be kept',
    ])
    expect(objections(['dear', 'sold-out'], { maxHourly: 5 })).toEqual([
      'refuse: nothing that a may be created with keeps its maxHourly of 5.00 CNY and can be deployed now',
    ])
    expect(objections(['dear', '4090.18c.60g'], { maxHourly: 5 })).toEqual([])
  })

  it('refuses a run in which nothing can be deployed, whatever may be tried', () => {
    expect(objections(['sold-out', 'sold-out'])).toEqual([
      expect.stringContaining('can be deployed now, says the service: a'),
    ])
  })
})
