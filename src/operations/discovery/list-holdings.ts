import type { Client, ImageType } from '../../api/client.ts'
import type { Image } from '../../api/image.ts'
import type { Cluster } from '../../api/product.ts'
import type { Resource, ResourceKind } from '../../api/resource.ts'
import { unreachable } from '../../model/unreachable.ts'
import { refuseAborted } from '../cancellation.ts'
import type { Shop } from './list-offers.ts'
import { requireAnswer, requireListing } from './require-answer.ts'

/** What an entry may name by an id, under the names of the commands. */
export type HoldingKind = 'clusters' | 'images' | 'storages' | 'networks' | 'auths'

export type HoldingQuestion =
  | { readonly kind: Exclude<HoldingKind, 'images'> }
  | { readonly kind: 'images'; readonly type: ImageType }

/** What there is of one kind. */
export type Holdings = HoldingsHead &
  (
    | { readonly kind: 'clusters'; readonly items: readonly Cluster[] }
    | { readonly kind: 'images'; readonly items: readonly Image[]; readonly type: ImageType }
    | { readonly kind: ResourceName; readonly items: readonly Resource[] }
  )

type ResourceName = 'storages' | 'networks' | 'auths'

interface HoldingsHead {
  readonly target: string
  /** Whether these are surely all. */
  readonly isWhole: boolean
}

/** Asks what there is. Throws a `UserError` where the list cannot be read. */
export async function listHoldings(
  { name, client }: Shop,
  question: HoldingQuestion,
  signal?: AbortSignal,
): Promise<Holdings> {
  const holdings = await ask(client, question, signal)
  refuseAborted(signal)
  return { target: name, ...holdings }
}

type Asked = Holdings extends infer Each
  ? Each extends Holdings
    ? Omit<Each, 'target'>
    : never
  : never

async function ask(
  client: Client,
  question: HoldingQuestion,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const { kind } = question
  switch (kind) {
    case 'clusters': {
      const { items, unread } = requireListing(await client.clusters({ signal }), kind)
      return { kind, items, isWhole: unread === 0 }
    }
    case 'images': {
      const { type } = question
      const { items, unread } = requireListing(await client.images(type, { signal }), kind)
      return { kind, type, items, isWhole: unread === 0 }
    }
    case 'storages':
    case 'networks':
    case 'auths': {
      const answer = await client.resources(RESOURCES[kind], { signal })
      return { kind, ...requireAnswer(answer, WORDS[kind]) }
    }
    default:
      return unreachable(kind)
  }
}

const RESOURCES = {
  storages: 'storage',
  networks: 'network',
  auths: 'registry-login',
} as const satisfies Record<ResourceName, ResourceKind>

const WORDS = {
  storages: 'network storages',
  networks: 'networks',
  auths: 'registry logins',
} as const
