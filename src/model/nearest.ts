/**
 * What was probably meant: the candidate closest to a mistyped word, or nothing when none is close enough
 * to be worth suggesting. Case and separators count for nothing (`GPU_NUM` means `gpuNum`), and two
 * swapped letters are one slip. The first candidate wins a tie.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(word)
  let best: { candidate: string; slips: number } | undefined
  for (const candidate of candidates) {
    if (candidate === word) continue
    const offered = fold(candidate)
    const most = Math.min(allowedSlips(Math.max(wanted.length, offered.length)), best?.slips ?? 99)
    if (Math.abs(wanted.length - offered.length) > most) continue
    const slips = distance(wanted, offered)
    if (slips > most || (best !== undefined && slips === best.slips)) continue
    best = { candidate, slips }
    if (slips === 0) break
  }
  return best?.candidate
}

const fold = (word: string): string => word.toLowerCase().replace(/[-_ .]/g, '')

/** A short word has few neighbours that are not words of their own, so it may differ less. */
function allowedSlips(length: number): number {
  if (length > LONGEST || length < 2) return 0
  if (length <= 4) return 1
  return length <= 9 ? 2 : 3
}

/** Nobody mistypes a word longer than this; a hostile one must not cost the square of its length. */
const LONGEST = 200

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let slips = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (row > 1 && column > 1 && swapped) {
        slips = Math.min(slips, (beforeLast[column - 2] ?? 0) + 1)
      }
      current.push(slips)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}
