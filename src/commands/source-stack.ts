import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

/**
 * A stack with the places of our sources in it, where the built program lies beside its map; a report of a bug is read
 * by people who have the sources and no build. Any other stack stays as it is.
 */
export function sourceStack(stack: string, program: string): string {
  if (!stack.includes(program)) return stack
  const map = mapOf(program)
  if (map === undefined) return stack
  return stack
    .split(program)
    .map((piece, nth) => (nth === 0 ? piece : inSources(piece, program, map)))
    .join('')
}

/** A piece of a stack that follows the name of the program: `:LINE:COLUMN` and more, both from 1 on. */
function inSources(piece: string, program: string, map: SourceMap): string {
  const [place, line, column] = /^:(\d+):(\d+)/.exec(piece) ?? []
  if (place === undefined) return program + piece
  const found = map.findEntry(Number(line) - 1, Number(column) - 1)
  if (!('originalSource' in found)) return program + piece
  const source = found.originalSource.replace(/^(\.\.\/)+/, '')
  return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}${piece.slice(place.length)}`
}

function mapOf(program: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${program}.map`, 'utf8')))
  } catch {
    return undefined
  }
}
