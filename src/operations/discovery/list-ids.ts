import type { Client } from '../../api/client.ts'
import { unreachable } from '../../model/unreachable.ts'
import { filtersOfAll } from '../../pricing/product-filter.ts'
import { askProducts } from '../account/ask-products.ts'
import { refuseAborted } from '../cancellation.ts'
import { requireAnswer, requireListing } from './require-answer.ts'

/** What has ids that a file names, and that nobody knows by heart. */
export type IdKind = 'products' | 'clusters' | 'images' | 'storages'

/** The ids of the account, each once and in order: of an image its address. Throws a `UserError` where a list cannot be read. */
export async function listIds(
  kind: IdKind,
  client: Client,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids = await ask(kind, client, signal)
  refuseAborted(signal)
  return [...new Set(ids)].filter((id) => TYPED.test(id)).toSorted()
}

/** What a shell can offer as one word of one line, and a terminal shows as it is. */
const TYPED = /^[^\s\p{Cc}\p{Cf}\p{Cs}]+$/u

async function ask(kind: IdKind, client: Client, signal: AbortSignal): Promise<readonly string[]> {
  switch (kind) {
    case 'products': {
      const filters = [...filtersOfAll('gpu'), ...filtersOfAll('cpu')]
      const answers = await Promise.all(filters.map((each) => askProducts(client, each, signal)))
      return answers.flatMap((answer) => requireListing(answer, kind).items).map(({ id }) => id)
    }
    case 'clusters':
      return requireListing(await client.clusters({ signal }), kind).items.map(({ id }) => id)
    case 'images': {
      const answers = await Promise.all(
        (['base', 'private'] as const).map((type) => client.images(type, { signal })),
      )
      const images = answers.flatMap((answer) => requireListing(answer, kind).items)
      return images.flatMap(({ url }) => url ?? [])
    }
    case 'storages': {
      const answer = await client.resources('storage', { signal })
      return requireAnswer(answer, 'network storages').items.map(({ id }) => id)
    }
    default:
      return unreachable(kind)
  }
}
