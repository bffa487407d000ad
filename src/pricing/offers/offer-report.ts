import type { Currency } from '../currency.ts'
import type { Offer, OfferTerms } from './product-offer.ts'
import type { OfferWish } from './select-offers.ts'

/** What somebody asks a service for that sells products. */
export interface OfferQuestion extends OfferWish, OfferTerms {
  /** Products without a GPU in place of those with one. */
  readonly cpuOnly: boolean
}

/** What can be had for one GPU, paid by the hour, the cheapest first. */
export const ANY_OFFER: OfferQuestion = {
  words: [],
  gpus: 1,
  clusterId: undefined,
  billing: 'onDemand',
  cpuOnly: false,
  maxHourly: undefined,
  minVcpus: undefined,
  minMemory: undefined,
  minDisk: undefined,
  all: false,
  sort: 'price',
}

/** What the service sells for a wish. */
export interface OfferReport {
  readonly target: string
  readonly currency: Currency
  /** ISO 8601 in UTC. */
  readonly quotedAt: string
  readonly question: OfferQuestion
  readonly shown: readonly Offer[]
  /** What fits the wish and cannot be had now. */
  readonly unavailable: readonly Offer[]
  /** How many products were looked at. */
  readonly total: number
  /** Products that could not be read. */
  readonly unread: number
  /** Why clusters are told by their names only. */
  readonly clustersUnknown: string | undefined
}
