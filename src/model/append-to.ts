/**
 * Puts an item at the end of the list of a key. A list of one is made as such: one that is begun empty takes the memory of
 * seventeen with the first.
 */
export function addTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
