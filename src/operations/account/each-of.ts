/** Calls at the same time. */
const MAX_CONCURRENT = 8

/** Does the same for each item, a few at a time. The results are in the order of the items. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += MAX_CONCURRENT) {
    results.push(...(await Promise.all(items.slice(at, at + MAX_CONCURRENT).map(work))))
  }
  return results
}
