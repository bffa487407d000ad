import type { Resource, ResourceKind, Resources } from '../api/resource.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import { locationAt } from '../definitions/validation/value-location.ts'
import { labelOf, type Path } from '../definitions/value-path.ts'
import { type Diagnostic, diagnose, eachOnce } from '../diagnostics/diagnostic.ts'
import { nearest } from '../model/nearest.ts'
import { Secret, type WithSecrets } from '../model/secret.ts'

/** An id of something in the account, as an entry names it. */
interface Named {
  readonly kind: ResourceKind
  readonly path: Path
  readonly id: string
  /** As anyone may see it. */
  readonly shown: string
  readonly isHidden: boolean
}

/** Every id in an entry that names something the account has to have. */
export function namedIn({ body }: InstanceSpec): readonly Named[] {
  const { networkStorages, networkId, imageAuthId } = body
  const storages = Array.isArray(networkStorages) ? (networkStorages as readonly WithSecrets[]) : []
  return [
    ...storages.flatMap((storage, index) =>
      isMap(storage) ? named('storage', ['networkStorages', index, 'Id'], storage.Id) : [],
    ),
    ...named('network', ['networkId'], networkId),
    ...named('registry-login', ['imageAuthId'], imageAuthId),
  ]
}

const isMap = (value: WithSecrets): value is { readonly [key: string]: WithSecrets } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret)

/** Nothing for what was not written: an empty id means none on this wire. */
function named(kind: ResourceKind, path: Path, value: WithSecrets | undefined): readonly Named[] {
  const isHidden = value instanceof Secret
  const id = isHidden ? value.reveal() : value
  if (typeof id !== 'string' || id === '') return []
  return [{ kind, path, id, shown: isHidden ? value.shown : id, isHidden }]
}

/**
 * What of the entries to create names a storage, a network or a registry login that the account has not, or has in
 * another cluster. Each mistake once, however many replicas have it. A list that is not whole proves nothing. Pure.
 */
export function checkResources(
  specs: readonly InstanceSpec[],
  lists: ReadonlyMap<ResourceKind, Resources>,
): readonly Diagnostic[] {
  const found = specs.flatMap((spec) =>
    namedIn(spec).flatMap((use) => {
      const list = lists.get(use.kind)
      return (list && checkUse(spec, use, list)) ?? []
    }),
  )
  return eachOnce(found)
}

function checkUse(
  spec: InstanceSpec,
  { kind, path, id, shown, isHidden }: Named,
  { items, isWhole }: Resources,
): Diagnostic | undefined {
  const field = labelOf(path)
  const place = locationAt(spec.definition, path)
  const held = items.find((item) => item.id === id)
  if (held === undefined) {
    if (!isWhole) return undefined
    // An empty list says that something is odd, and proves nothing.
    if (items.length === 0)
      return diagnose('resource-none-listed', place, { kind, field, id: shown })
    const meant = isHidden ? undefined : meantBy(id, items)
    return diagnose('resource-unknown', place, { kind, field, id: shown, meant, held: items })
  }
  const { clusterId } = spec.body
  const wanted = clusterId instanceof Secret ? clusterId.reveal() : clusterId
  if (held.clusterId === undefined || wanted === held.clusterId) return undefined
  if (wanted === undefined || wanted === '') {
    return diagnose('resource-cluster-not-said', place, { kind, field, cluster: held.clusterId })
  }
  const cluster = clusterId instanceof Secret ? clusterId.shown : String(clusterId)
  const there = items.filter((item) => item.clusterId === wanted)
  const args = { kind, field, id: shown, in: held.clusterId, wanted: cluster, there }
  return diagnose('resource-in-other-cluster', place, args)
}

/** What has the written word for its name, if it is the only one, or an id that is spelled nearly so. */
function meantBy(written: string, items: readonly Resource[]): Resource | undefined {
  const [called, ...others] = items.filter(({ name }) => name === written)
  if (called !== undefined && others.length === 0) return called
  const near = nearest(
    written,
    items.map(({ id }) => id),
  )
  return items.find(({ id }) => id === near)
}
