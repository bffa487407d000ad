import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

/**
 * A stack with the places of our sources in it, where the built program lies beside its map; a report of a bug is read
 * by people who have the sources and no build. The short names that the build gives to functions are left out. Any
 * other line stays as it is.
 */
export function sourceStack(stack: string, program: string): string {
  const map = stack.includes(program) ? mapOf(program) : undefined
  if (map === undefined) return stack
  return stack
    .split('\n')
    .map((line) => inSources(line, program, map))
    .join('\n')
}

/** A frame such as `    at async run (/path/program.cjs:LINE:COLUMN)`, both from 1 on. */
function inSources(frame: string, program: string, map: SourceMap): string {
  const [, before = '', place = ''] = /^( +at )(.*)$/.exec(frame) ?? []
  const [, line, column] = /:(\d+):(\d+)\)?$/.exec(place) ?? []
  if (line === undefined || !place.includes(program)) return frame
  const found = map.findEntry(Number(line) - 1, Number(column) - 1)
  if (!('originalSource' in found)) return frame
  const source = found.originalSource.replace(/^(\.\.\/)+/, '')
  return `${before}${source}:${found.originalLine + 1}:${found.originalColumn + 1}`
}

function mapOf(program: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${program}.map`, 'utf8')))
  } catch {
    return undefined
  }
}
