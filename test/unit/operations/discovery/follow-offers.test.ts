import { describe, expect, it } from 'vitest'
import { followOffers } from '../../../../src/operations/discovery/follow-offers.ts'
import { ANY_OFFER, type OfferReport } from '../../../../src/pricing/offers/offer-report.ts'
import { toOffer } from '../../../../src/pricing/offers/product-offer.ts'
import { aProduct } from '../../../support/catalog-of.ts'

const REPORT: OfferReport = {
  target: 'sandbox',
  currency: { code: 'CNY', pretended: true },
  quotedAt: '2026-11-29T00:00:00.000Z',
  question: ANY_OFFER,
  shown: [],
  unavailable: [],
  total: 1,
  unread: 0,
  clustersUnknown: undefined,
}

const FOUND: OfferReport = {
  ...REPORT,
  shown: [toOffer({ product: aProduct('p'), isForTerms: true }, { gpus: 1 }, [])],
}

describe('followOffers', () => {
  it('asks again, not too often, until something can be had', async () => {
    const waits: number[] = []
    const answers = [REPORT, REPORT, FOUND]
    let missed = 0
    const last = await followOffers({
      look: async () => answers.shift() ?? FOUND,
      cancellation: {
        requested: () => false,
        wait: async (ms) => {
          waits.push(ms)
        },
      },
      missed: () => {
        missed += 1
      },
    })
    expect(last).toBe(FOUND)
    expect(missed).toBe(2)
    expect(waits).toHaveLength(2)
    for (const ms of waits) expect(ms).toBeGreaterThanOrEqual(10_000)
  })

  it('ends without a report when somebody asks to stop', async () => {
    let isAsked = false
    const ended = followOffers({
      look: async () => REPORT,
      cancellation: {
        requested: () => isAsked,
        wait: async () => {
          isAsked = true
        },
      },
      missed: () => {},
    })
    expect(await ended).toBeUndefined()
  })
})
