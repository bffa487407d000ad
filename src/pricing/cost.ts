import { isCpu, isMonthly, isSpot, type RemoteInstance } from '../api/remote.ts'
import type { OwnedInstance } from '../ledger/state.ts'
import type { Json } from '../model/secret.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Catalog } from './catalog.ts'
import { type Offering, offeringOf } from './offering.ts'
import { filterForInstance } from './product-filter.ts'

/** What an instance that exists costs by the list prices, as far as anybody can say. */
export interface Cost {
  readonly rate: Rate
  /** Seconds since it was created; `undefined` when neither the account nor the ledger knows since when. */
  readonly age: number | undefined
  /** Rate times age, in units of the currency: an upper bound, since the list does not say when it was stopped. */
  readonly soFar: number | undefined
  /** It was stopped for a time: then `soFar` is what the rest of its age cost, and what that time cost is unknown. */
  readonly wasStopped?: true
}

/** The price of an hour, in units of the currency. */
export type Rate =
  /** `ledger`: the list price when it was applied. `quote`: the one of now. */
  | { readonly kind: 'hourly'; readonly price: number; readonly from: 'ledger' | 'quote' }
  /** Paid in advance for whole months: there is no price of an hour. */
  | { readonly kind: 'prepaid' }
  | { readonly kind: 'unknown'; readonly why: string }

/** What an instance of the ledger has cost. `now`: milliseconds since the epoch. Pure. */
export function costOfOwned(
  owned: OwnedInstance,
  remote: RemoteInstance | undefined,
  { catalog, now }: { readonly catalog: Catalog | undefined; readonly now: number },
): Cost {
  const created = remote?.createdAt ?? createdBy(owned)
  return toCost(rateOfOwned(owned, remote, catalog), created, now)
}

/** What an instance of the account that is not in the ledger has cost. Pure. */
export const costOfStranger = (
  remote: RemoteInstance,
  { catalog, now }: { readonly catalog: Catalog | undefined; readonly now: number },
): Cost => toCost(rateOfRemote(remote, catalog), remote.createdAt, now)

/** Whether the price of such an instance can only come from the price list of now. */
export const needsQuote = (
  owned: Pick<OwnedInstance, 'hourly' | 'spec'> | undefined,
  remote: RemoteInstance | undefined,
): remote is RemoteInstance =>
  remote !== undefined &&
  priceInLedger(owned, remote) === undefined &&
  !isPrepaid(owned?.spec, remote)

function toCost(rate: Rate, created: number | undefined, now: number): Cost {
  const age = created === undefined ? undefined : Math.max(0, Math.floor(now / 1000 - created))
  const soFar = rate.kind === 'hourly' && age !== undefined ? (rate.price * age) / 3600 : undefined
  return { rate, age, soFar }
}

/** Unix seconds; an adoption only tells when it was adopted. */
const createdBy = ({ how, since }: OwnedInstance): number | undefined =>
  how === 'adopted' ? undefined : Date.parse(since) / 1000

/** The price at which it was made; it says nothing of an instance that has become another one since. */
function priceInLedger(
  owned: Pick<OwnedInstance, 'hourly' | 'spec'> | undefined,
  remote: RemoteInstance | undefined,
): number | undefined {
  if (owned?.hourly === undefined || remote === undefined) return owned?.hourly
  const { spec } = owned
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return owned.hourly
  const { gpuNum, productId } = spec as Readonly<Record<string, Json>>
  const isAnother =
    (typeof gpuNum === 'number' && Boolean(remote.gpuNum) && remote.gpuNum !== gpuNum) ||
    (typeof productId === 'string' &&
      !productId.includes('$') &&
      remote.productId !== undefined &&
      remote.productId !== productId)
  return isAnother ? undefined : owned.hourly
}

/** What an hour of an instance of the ledger costs while it runs. */
export function rateOfOwned(
  owned: Pick<OwnedInstance, 'hourly' | 'spec'>,
  remote: RemoteInstance | undefined,
  catalog: Catalog | undefined,
): Rate {
  const hourly = priceInLedger(owned, remote)
  if (isPrepaid(owned.spec, remote)) return { kind: 'prepaid' }
  if (hourly !== undefined) return { kind: 'hourly', price: hourly, from: 'ledger' }
  if (remote !== undefined) return rateOfRemote(remote, catalog)
  return { kind: 'unknown', why: 'the ledger has no price of it, and the account does not show it' }
}

/** Whether it is paid in advance: by the account where it shows the instance, else by what was applied. */
export function isPrepaid(spec: Json | undefined, remote: RemoteInstance | undefined): boolean {
  if (remote?.billingMode !== undefined) return isMonthly(remote)
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return false
  const { month, billingMode } = spec as Readonly<Record<string, Json>>
  return billingMode === 'monthly' || (typeof month === 'number' && month > 0)
}

function rateOfRemote(remote: RemoteInstance, catalog: Catalog | undefined): Rate {
  if (isPrepaid(undefined, remote)) return { kind: 'prepaid' }
  const unknown = (why: string): Rate => ({ kind: 'unknown', why })
  const { productId } = remote
  if (catalog === undefined) return unknown('nobody asked for the price')
  if (productId === undefined) return unknown('the account does not say which product it is')
  const offering = offeringOf(productId, filterForInstance(remote), catalog)
  if (offering.kind !== 'listed') return unknown(whyNotListed(offering))
  const { product } = offering
  const unit = isSpot(remote) ? product.spotPrice : product.price
  if (unit === undefined) return unknown('the service names no price')
  const units = isCpu(remote) ? 1 : remote.gpuNum
  if (units === undefined) return unknown('the account does not say how many GPUs it has')
  return { kind: 'hourly', price: (unit * units) / PRICE_UNITS, from: 'quote' }
}

const PRICE_UNITS = 100_000

const whyNotListed = (offering: Exclude<Offering, { readonly kind: 'listed' }>): string => {
  switch (offering.kind) {
    case 'unknown':
      return offering.why
    case 'not-offered':
      return 'the service does not offer its product there now'
    case 'unlisted':
      return 'the product is not in the price list'
    default:
      return unreachable(offering)
  }
}
