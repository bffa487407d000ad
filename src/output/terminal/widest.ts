/**
 * The width of the widest item, 0 where there is none. `Math.max` would take the widths as arguments, and the stack has room
 * for some hundred thousand.
 */
export function widest<Item>(items: Iterable<Item>, widthOf: (item: Item) => number): number {
  let most = 0
  for (const item of items) most = Math.max(most, widthOf(item))
  return most
}
