import { describe, expect, it } from 'vitest'
import { spanOf } from '../../../../src/definitions/yaml/tree.ts'
import { parse } from '../../../support/parse.ts'

/** Each pair of the map as `key=value`, as they are written, and where the findings are. */
function read(text: string): readonly string[] {
  const { documents, diagnostics } = parse({ path: 'instances.yaml', text })
  const root = documents[0]?.root
  const piece = ({ start, end }: { start: number; end: number }) => text.slice(start, end)
  const pairs = root?.kind === 'map' ? root.pairs : []
  return [
    ...pairs.map(({ keyStart, keyEnd, value }) => {
      const key = piece({ start: keyStart, end: keyEnd })
      return value.kind === 'scalar' ? `${key}=${piece(spanOf(value))}` : key
    }),
    ...diagnostics.map(({ code, place }) => `${code} ${place.pointer} ${place.span.start}`),
  ]
}

describe('a key in braces that holds its value', () => {
  it.each([
    ['{A:x}', ['A=x', 'yaml-colon-space /A 2']],
    ['{A：x}', ['A=x', 'yaml-odd-character /A 2']],
    ['{A=x}', ['A=x', 'yaml-colon-missing /A 2']],
    ['{A＝x}', ['A=x', 'yaml-colon-missing /A 2']],
    ['{A ： x y, B: z}', ['A=x y', 'B=z', 'yaml-odd-character /A 3']],
    ['{A:bob:x}', ['A=bob:x', 'yaml-colon-space /A 2']],
    ['{A:}', ['A=']],
    ['{? A=x}', ['A=x', 'yaml-colon-missing /A 4']],
    ['{A: 1, A=x}', ['A=1', 'yaml-colon-missing /A 8', 'yaml-duplicate-key /A 7']],
  ])('is read as it is meant: %s', (text, expected) => {
    expect([...read(text)].sort()).toEqual([...expected].sort())
  })

  it.each(['{A}', '{"A:x"}', '{:x}', '{A:x: y}', '{A:x:}', 'A:x: y', '{A: "B=x"}'])(
    'is another one: %s',
    (text) => {
      expect(read(text)).toHaveLength(1)
    },
  )
})
