import type { Holdings } from '../../../api/holdings.ts'
import type { Json } from '../../../model/secret.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** What there is of one kind, for machines; `null` is what the service did not say. */
export const holdingsJson = (holdings: Holdings): Json => ({
  formatVersion: '1.0',
  target: plain(holdings.target),
  complete: holdings.isWhole,
  ...itemsJson(holdings),
})

function itemsJson(holdings: Holdings): { readonly [member: string]: Json } {
  switch (holdings.kind) {
    case 'clusters':
      return {
        clusters: holdings.items.map((cluster) => ({
          id: cluster.id,
          name: cluster.name,
          gpus: cluster.availableGpuTypes ?? null,
          networkStorage: cluster.supportNetworkStorage ?? null,
          networks: cluster.supportInstanceNetwork ?? null,
        })),
      }
    case 'images':
      return {
        type: holdings.type,
        images: holdings.items.map(({ id, name, url }) => ({
          id: id ?? null,
          name: name ?? null,
          imageUrl: url ?? null,
        })),
      }
    case 'storages':
      return {
        storages: holdings.items.map(({ id, name, size, clusterId }) => ({
          id,
          name: name ?? null,
          size: size ?? null,
          clusterId: clusterId ?? null,
        })),
      }
    case 'networks':
      return {
        networks: holdings.items.map(({ id, name, segment, clusterId }) => ({
          id,
          name: name ?? null,
          segment: segment ?? null,
          clusterId: clusterId ?? null,
        })),
      }
    case 'auths':
      return {
        auths: holdings.items.map(({ id, name, username }) => ({
          id,
          name: name ?? null,
          username: username ?? null,
        })),
      }
    default:
      return unreachable(holdings)
  }
}
