import type { Scrub } from '../definitions/secrets/redact.ts'
import { unreachable } from '../model/unreachable.ts'
import { errorBeside } from './responses/error-beside.ts'
import { cleanIn, idIn, isObject, member, numberIn, type Wire } from './responses/read-json.ts'

/** What an account holds and an entry may name by its id. */
export type ResourceKind = 'storage' | 'network' | 'registry-login'

/** One of them. Of a registry login nothing else is read: its password is beside it on the wire. */
export interface Resource {
  readonly id: string
  /** Names are not unique. */
  readonly name: string | undefined
  /** Where a storage or a network is; a registry login is nowhere. */
  readonly clusterId: string | undefined
  /** Of a storage, in GB. */
  readonly size?: number | undefined
  /** The addresses of a network, as in `10.0.0.0/24`. */
  readonly segment?: string | undefined
  /** Whom a registry login is of. */
  readonly username?: string | undefined
}

/** What a list showed. */
export interface Resources {
  readonly items: readonly Resource[]
  /** Whether it is surely all there is: only then is an id that is not there unknown to the account. */
  readonly isWhole: boolean
}

interface Form {
  readonly path: string
  /** The member that holds the list, in each spelling that is known. Facts §5. */
  readonly lists: readonly string[]
  readonly id: string
  readonly name: string
  /** A list in pages shows all there is only where it says how much that is. */
  readonly isPaged: boolean
}

const MAX_IN_A_PAGE = 500

export const RESOURCE_FORMS: Readonly<Record<ResourceKind, Form>> = {
  storage: {
    path: `/networkstorages/list?pageSize=${MAX_IN_A_PAGE}`,
    lists: ['data'],
    id: 'storageId',
    name: 'storageName',
    isPaged: true,
  },
  network: {
    path: `/networks?pageSize=${MAX_IN_A_PAGE}`,
    lists: ['network', 'networks', 'data'],
    id: 'Id',
    name: 'name',
    isPaged: true,
  },
  'registry-login': {
    path: '/repository/auths',
    lists: ['data'],
    id: 'id',
    name: 'name',
    isPaged: false,
  },
}

/** Reads one of the lists; `undefined` when there is none. */
export function toResources(
  json: unknown,
  kind: ResourceKind,
  clean: Scrub = (text) => text,
): Resources | undefined {
  const { lists, isPaged } = RESOURCE_FORMS[kind]
  if (!isObject(json) || errorBeside(json) !== undefined) return undefined
  const total = numberIn(json, 'total')
  const found = lists.map((name) => member(json, name)).find((list) => list !== undefined)
  // A service in Go writes `null` for a list of nothing.
  const list = found === null && total === 0 ? [] : found
  if (!Array.isArray(list)) return undefined
  const items = list.flatMap((item: unknown) =>
    isObject(item) ? (toResource(item, kind, clean) ?? []) : [],
  )
  // Where none of them is understood, nothing was learned.
  if (items.length === 0 && list.length > 0) return undefined
  const isAll = total === undefined ? !isPaged : list.length >= total
  return { items, isWhole: isAll && items.length === list.length }
}

function toResource(item: Wire, kind: ResourceKind, clean: Scrub): Resource | undefined {
  const { id: idName, name: nameName } = RESOURCE_FORMS[kind]
  const id = idIn(item, idName)
  if (id === undefined) return undefined
  return {
    id,
    name: cleanIn(item, nameName, clean),
    clusterId: kind === 'registry-login' ? undefined : idIn(item, 'clusterId'),
    ...detailOf(item, kind, clean),
  }
}

function detailOf(item: Wire, kind: ResourceKind, clean: Scrub): Partial<Resource> {
  switch (kind) {
    case 'storage':
      return { size: numberIn(item, 'storageSize') }
    case 'network':
      return { segment: cleanIn(item, 'segment', clean) }
    case 'registry-login':
      return { username: cleanIn(item, 'username', clean) }
    default:
      return unreachable(kind)
  }
}
