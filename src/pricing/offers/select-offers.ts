import type { Billing } from '../body-field.ts'
import { perHour } from '../body-quote.ts'
import { type Offer, priceOf } from './product-offer.ts'

/** Which of the offers somebody wants to see, and in which order. */
export interface OfferWish {
  /** All of these are in the id or the name, in any case. */
  readonly words: readonly string[]
  readonly billing: Billing
  /** The most that the whole instance may cost an hour, in units of `Price`. */
  readonly maxHourly: number | undefined
  /** The least that the whole instance must have; memory and disk in GB. */
  readonly minVcpus: number | undefined
  readonly minMemory: number | undefined
  readonly minDisk: number | undefined
  /** Also what cannot be had now. */
  readonly all: boolean
  readonly sort: OfferOrder
}

export type OfferOrder = 'price' | 'stock' | 'name'

/** The offers to show, and those that fit but cannot be had now. */
export interface SelectedOffers {
  readonly shown: readonly Offer[]
  readonly unavailable: readonly Offer[]
}

/** What is unknown never counts as fitting a bound, and is last in its order. Pure. */
export function selectOffers(offers: readonly Offer[], wish: OfferWish): SelectedOffers {
  const fitting = offers.filter((offer) => fits(offer, wish)).sort(orderOf(wish))
  if (wish.all) return { shown: fitting, unavailable: [] }
  // Unknown is shown, as such: it may well be there.
  const isShown = ({ availability }: Offer) => availability === 'now' || availability === 'unknown'
  return {
    shown: fitting.filter(isShown),
    unavailable: fitting.filter((offer) => !isShown(offer)),
  }
}

function fits(offer: Offer, wish: OfferWish): boolean {
  const { product, vcpus, memory } = offer
  const text = `${product.id} ${product.name}`.toLowerCase()
  const cost = costOf(offer, wish.billing)
  return (
    wish.words.every((word) => text.includes(word.toLowerCase())) &&
    atLeast(vcpus, wish.minVcpus) &&
    atLeast(memory, wish.minMemory) &&
    atLeast(product.maxRootfs, wish.minDisk) &&
    (wish.maxHourly === undefined || (cost !== undefined && cost <= wish.maxHourly))
  )
}

const atLeast = (value: number | undefined, least: number | undefined): boolean =>
  least === undefined || (value !== undefined && value >= least)

/** What the whole instance costs an hour; `undefined` where nobody knows, or where it cannot be paid this way. */
function costOf(offer: Offer, billing: Billing): number | undefined {
  const price = priceOf(offer, billing)
  if (price.kind !== 'known') return undefined
  return perHour(price.price * offer.units, billing)
}

type Comparison = (one: Offer, other: Offer) => number

function orderOf({ sort, billing }: OfferWish): Comparison {
  const byKind = by(({ product }) => (product.kind === 'gpu' ? 0 : 1))
  const byPrice = by((offer) => costOf(offer, billing) ?? Number.POSITIVE_INFINITY)
  const byId: Comparison = ({ product: one }, { product: other }) => compare(one.id, other.id)
  switch (sort) {
    case 'price':
      return inTurn(byKind, byPrice, byId)
    case 'stock':
      return inTurn(byKind, by(stockRank), byPrice, byId)
    case 'name':
      return inTurn(
        byKind,
        ({ product: one }, { product: other }) => compare(one.name, other.name),
        byId,
      )
  }
}

const STOCK = ['high', 'normal', 'low', undefined, 'none']

/** The most first; what is not known is between little and nothing. */
function stockRank({ product, availability }: Offer): number {
  if (availability !== 'now' && availability !== 'unknown') return STOCK.length
  const rank = STOCK.indexOf(product.inventoryState)
  return rank === -1 ? STOCK.indexOf(undefined) : rank
}

function by(rankOf: (offer: Offer) => number): Comparison {
  return (one, other) => {
    const [left, right] = [rankOf(one), rankOf(other)]
    // Two infinities have no difference.
    return left === right ? 0 : left - right
  }
}

const inTurn =
  (...comparisons: readonly Comparison[]): Comparison =>
  (one, other) => {
    for (const comparison of comparisons) {
      const difference = comparison(one, other)
      if (difference !== 0) return difference
    }
    return 0
  }

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
