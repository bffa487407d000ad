import type { Client } from '../../api/client.ts'
import { instancesOf, isLive, type Remote, type RemoteInstance } from '../../api/remote.ts'
import { ownedById } from '../../ledger/find-entry.ts'
import type { State } from '../../ledger/state.ts'
import type { Catalog } from '../../pricing/catalog.ts'
import { needsQuote } from '../../pricing/cost.ts'
import { filterForInstance, filterKey } from '../../pricing/product-filter.ts'
import { fetchCatalog } from './fetch-catalog.ts'
import type { RefreshOptions } from './refresh.ts'

/** The price lists that these instances need; `undefined` where none was ever needed. */
export type PricesOfNow = (state: State, remote: Remote) => Promise<Catalog | undefined>

/** The price lists, asked for when an instance first needs one: not again for each further look. */
export function pricesOfNow(
  client: Client | undefined,
  options: RefreshOptions,
  signal?: AbortSignal,
): PricesOfNow {
  let catalog: Promise<Catalog> | undefined
  const asked = new Set<string>()
  return async (state, remote) => {
    const instances = unpriced(state, remote)
    const filters = instances.map((instance) => filterKey(filterForInstance(instance)))
    if (filters.every((key) => asked.has(key))) return catalog
    for (const key of filters) asked.add(key)
    catalog = fetchCatalog(client, { bodies: [], instances }, options, signal)
    return catalog
  }
}

/** Live instances that the ledger knows no price of. */
function unpriced(state: State, remote: Remote): readonly RemoteInstance[] {
  const owned = ownedById(state)
  return instancesOf(remote).filter(
    (instance) => isLive(instance) && needsQuote(owned.get(instance.id), instance),
  )
}
