import type { Scrub } from '../definitions/secrets/redact.ts'
import type { Brand } from '../model/brand.ts'
import {
  booleanIn,
  cleanIn,
  idIn,
  isObject,
  member,
  numberIn,
  textIn,
  textsIn,
  toNumber,
  type Wire,
} from './responses/read-json.ts'

/**
 * A price in hundred-thousandths of the account's currency, always a positive integer, so that sums stay exact.
 * The unit is not documented; three independent clients agree on it. Facts §4.
 */
export type Price = Brand<number, 'Price'>

/** What can be bought, for both kinds of instance. Absent means that the service did not say. */
export interface Product {
  readonly id: string
  readonly name: string
  readonly kind: 'gpu' | 'cpu'
  /** Can be created now, for the filter that was asked with. */
  readonly availableDeploy: boolean | undefined
  /** `false` where the service says that it cannot be bought, or only in a campaign of its own. Facts §4, live only. */
  readonly isSold: boolean | undefined
  /** `none`, `low`, `normal` or `high`; unknown words are kept. */
  readonly inventoryState: string | undefined
  /** Display names of clusters, not ids; an empty list means any cluster. */
  readonly regions: readonly string[] | undefined
  /** Of one GPU; of the whole where there is none. */
  readonly vcpus: number | undefined
  /** In GB, of the same. */
  readonly memory: number | undefined
  /** How much of the root disk is in the price, in GB, of the same. */
  readonly freeDisk: number | undefined
  /** In GB. */
  readonly minRootfs: number | undefined
  readonly maxRootfs: number | undefined
  readonly billingMethods: readonly string[] | undefined
  /** An hour; for GPU products most likely of one GPU. */
  readonly price: Price | undefined
  readonly spotPrice: Price | undefined
  readonly monthlyPrices: readonly MonthlyPrice[]
}

/** The price of a subscription of so many months; whether it is per month or for all of them is not documented. */
export interface MonthlyPrice {
  readonly months: number
  readonly price: Price
}

export interface Cluster {
  readonly id: string
  readonly name: string
  readonly availableGpuTypes: readonly string[] | undefined
  readonly supportNetworkStorage: boolean | undefined
  readonly supportInstanceNetwork: boolean | undefined
}

/** A list of the service: what could be read, and how many items could not. */
export interface Listing<Item> {
  readonly items: readonly Item[]
  readonly unread: number
}

/** Reads a list that is alone or under one of the names; `undefined` when there is no list. */
export function toListing<Item>(
  json: unknown,
  read: (item: Wire, clean: Scrub) => Item | undefined,
  clean: Scrub = (text) => text,
  names: readonly string[] = ['data'],
): Listing<Item> | undefined {
  const list = isObject(json)
    ? names.map((name) => member(json, name)).find((value) => value !== undefined)
    : json
  // A service in Go writes `null` for a list of nothing.
  if (list === null && isObject(json)) return { items: [], unread: 0 }
  if (!Array.isArray(list)) return undefined
  const items = list
    .map((item: unknown) => (isObject(item) ? read(item, clean) : undefined))
    .filter((item) => item !== undefined)
  return { items, unread: list.length - items.length }
}

export function toGpuProduct(item: Wire, clean?: Scrub): Product | undefined {
  return toProduct(item, {
    kind: 'gpu',
    vcpus: 'cpuPerGpu',
    memory: 'memoryPerGpu',
    freeDisk: 'diskPerGpu',
    minimum: 'minRootFS',
    maximum: 'maxRootFS',
    clean,
  })
}

/** A CPU product brings its own disk, of one size. */
export function toCpuProduct(item: Wire, clean?: Scrub): Product | undefined {
  return toProduct(item, {
    kind: 'cpu',
    vcpus: 'cpuNum',
    memory: 'memorySize',
    freeDisk: 'rootfsSize',
    minimum: 'rootfsSize',
    maximum: 'rootfsSize',
    clean,
  })
}

export function toCluster(item: Wire, clean: Scrub = (text) => text): Cluster | undefined {
  const id = idIn(item, 'id')
  if (id === undefined) return undefined
  return {
    id,
    name: clean(textIn(item, 'name') ?? id),
    availableGpuTypes: textsIn(item, 'availableGpuType')?.map(clean),
    supportNetworkStorage: booleanIn(item, 'supportNetworkStorage'),
    supportInstanceNetwork: booleanIn(item, 'supportInstanceNetwork'),
  }
}

/**
 * Reads a price, text or number. Zero, a fraction of the unit and anything odd are `undefined`: a price we do not
 * understand is unknown, never free.
 */
export function toPrice(value: unknown): Price | undefined {
  const number = toNumber(value)
  if (number === undefined || !Number.isSafeInteger(number) || number <= 0) return undefined
  return number as Price
}

/** A price, or a sum of prices, in the account's currency: exact, two decimals at least. */
export function priceText(price: number): string {
  const digits = String(price).padStart(6, '0')
  const fraction = digits.slice(-5).replace(/0+$/, '').padEnd(2, '0')
  return `${digits.slice(0, -5)}.${fraction}`
}

/** The members that differ between the kinds. */
interface ProductForm {
  readonly kind: Product['kind']
  readonly vcpus: string
  readonly memory: string
  readonly freeDisk: string
  /** The members that hold the range of the root disk. */
  readonly minimum: string
  readonly maximum: string
  readonly clean: Scrub | undefined
}

function toProduct(
  item: Wire,
  { kind, vcpus, memory, freeDisk, minimum, maximum, clean = (text) => text }: ProductForm,
): Product | undefined {
  const id = idIn(item, 'id')
  if (id === undefined) return undefined
  return {
    id,
    name: clean(textIn(item, 'name') ?? id),
    kind,
    availableDeploy: booleanIn(item, 'availableDeploy'),
    isSold: isSold(item),
    inventoryState: cleanIn(item, 'inventoryState', clean),
    // As the names of clusters, with which they are compared.
    regions: textsIn(item, 'regions')?.map(clean),
    vcpus: numberIn(item, vcpus),
    memory: numberIn(item, memory),
    freeDisk: numberIn(item, freeDisk),
    minRootfs: numberIn(item, minimum),
    maxRootfs: numberIn(item, maximum),
    billingMethods: textsIn(item, 'billingMethods'),
    price: toPrice(member(item, 'price')),
    spotPrice: toPrice(member(item, 'spotPrice')),
    monthlyPrices: monthlyPricesOf(member(item, 'monthlyPrice')),
  }
}

function isSold(item: Wire): boolean | undefined {
  return booleanIn(item, 'activityProduct') === true ? false : booleanIn(item, 'canBuy')
}

function monthlyPricesOf(value: unknown): readonly MonthlyPrice[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each: unknown) => {
    if (!isObject(each)) return []
    const price = toPrice(member(each, 'price'))
    const months = numberIn(each, 'month')
    return price === undefined || months === undefined ? [] : [{ months, price }]
  })
}
