import type { Scrub } from '../definitions/secrets/redact.ts'
import { idIn, textIn, type Wire } from './responses/read-json.ts'

/** An image that the service keeps: one of its own, or one that was saved from an instance. */
export interface Image {
  readonly id: string | undefined
  readonly name: string | undefined
  /** As `imageUrl` takes it; `undefined` where the service does not tell it in a form that we know. */
  readonly url: string | undefined
}

/**
 * Reads an image. The form of the list is documented nowhere (facts §5), so each spelling that is likely counts, and an item
 * without any of them is not understood.
 */
export function toImage(item: Wire, clean: Scrub = (text) => text): Image | undefined {
  const url = firstOf(item, ['imageUrl', 'url', 'image', 'imageAddress', 'address'])
  const id = idIn(item, 'id') ?? idIn(item, 'imageId')
  if (url === undefined && id === undefined) return undefined
  const name = firstOf(item, ['name', 'imageName', 'title'])
  return {
    id: id === undefined ? undefined : clean(id),
    name: name === undefined ? undefined : clean(name),
    url: url === undefined ? undefined : clean(url),
  }
}

const firstOf = (item: Wire, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const text = textIn(item, name)
    if (text !== undefined) return text
  }
  return undefined
}
