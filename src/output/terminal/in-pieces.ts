/** Lines as pieces of text to write one after the other: each of whole lines, and few for many lines. */
export function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length < ENOUGH) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

/** In UTF-16 units: what a pipe of Linux takes at once. */
const ENOUGH = 65_536
