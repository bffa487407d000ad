/** Whether a pattern (`*`, `?`) matches some text that has these pieces in this order, and anything between them. */
export function mayMatch(pattern: string, pieces: readonly string[]): boolean {
  const signs = [...pattern]
  /** How many signs from the front may have matched the text so far; a star also matches nothing. */
  let reached = new Set<number>()
  const reach = (into: Set<number>, at: number): void => {
    into.add(at)
    if (signs[at] === '*') reach(into, at + 1)
  }
  reach(reached, 0)
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) for (let at = Math.min(...reached); at <= signs.length; at += 1) reached.add(at)
    for (const letter of piece) {
      const next = new Set<number>()
      for (const at of reached) {
        if (signs[at] === '*') reach(next, at)
        else if (signs[at] === '?' || signs[at] === letter) reach(next, at + 1)
      }
      reached = next
    }
  }
  return reached.has(signs.length)
}
