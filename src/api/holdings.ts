import type { ImageType } from './client.ts'
import type { Image } from './image.ts'
import type { Cluster } from './product.ts'
import type { Resource } from './resource.ts'

/** What an entry may name by an id, under the names of the commands. */
type HoldingKind = 'clusters' | 'images' | 'storages' | 'networks' | 'auths'

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

export type ResourceName = 'storages' | 'networks' | 'auths'

interface HoldingsHead {
  readonly target: string
  /** Whether these are surely all. */
  readonly isWhole: boolean
}
