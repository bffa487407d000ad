import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, parseDocument, stringify } from 'yaml'
import { spanInScalar } from '../../../../src/definitions/yaml/scalar-offsets.ts'
import { pairOf, type ScalarNode } from '../../../../src/definitions/yaml/tree.ts'
import { documentIn } from '../../../support/parsed.ts'

/** The scalar under the key `k`, and the piece of the file that stands for a piece of its value. */
function scalarIn(text: string) {
  const { file, root } = documentIn(text)
  const node = pairOf(root, 'k')?.value
  if (node?.kind !== 'scalar') throw new Error('no scalar')
  const pieceOf = (from: number, to: number): string => {
    const { start, end } = spanInScalar(file, node, from, to)
    return file.text.slice(start, end)
  }
  return { node, pieceOf, file }
}

const pieces = (text: string): readonly string[] => {
  const { node, pieceOf } = scalarIn(text)
  return Array.from(String(node.value), (_, at) => pieceOf(at, at + 1))
}

describe('spanInScalar', () => {
  it('follows plain texts and their folded lines', () => {
    expect(pieces('k: ab\n')).toEqual(['a', 'b'])
    expect(pieces('k: a\n  b\n')).toEqual(['a', '\n', 'b'])
    expect(pieces('k: a\n\n\n  b\n')).toEqual(['a', '\n', '\n', 'b'])
  })

  it('follows single quotes, where two stand for one', () => {
    expect(pieces("k: 'a''b'\n")).toEqual(['a', "''", 'b'])
  })

  it('follows every escape of double quotes', () => {
    expect(pieces('k: "a\\n\\x41\\u4E2D\\t\\"\\\\\\/\\e\\0\\N\\_\\L\\P"\n')).toEqual([
      ...['a', '\\n', '\\x41', '\\u4E2D', '\\t', '\\"', '\\\\', '\\/', '\\e', '\\0', '\\N'],
      ...['\\_', '\\L', '\\P'],
    ])
  })

  it('follows an escape that stands for two units', () => {
    const { pieceOf } = scalarIn('k: "a\\U0001F600b"\n')
    expect(pieceOf(1, 3)).toBe('\\U0001F600')
    expect(pieceOf(3, 4)).toBe('b')
  })

  it('follows an escaped line break, which stands for nothing', () => {
    expect(pieces('k: "a\\\n   b"\n')).toEqual(['a', 'b'])
  })

  it('follows block texts through their indentation', () => {
    expect(pieces('k: |\n  a\n   b\n')).toEqual(['a', '\n', ' ', 'b', '\n'])
    expect(pieces('k: |-\n  a\n\n  b\n')).toEqual(['a', '\n', '\n', 'b'])
    expect(pieces('k: >-\n  a\n  b\n')).toEqual(['a', '\n', 'b'])
    expect(pieces('k: |2-\n    a\n')).toEqual([' ', ' ', 'a'])
    expect(pieces('k: |+\n  a\n\n')).toEqual(['a', '\n', '\n'])
  })

  it('follows lines that end with CR LF', () => {
    expect(pieces('k: |\r\n  a\r\n  b\r\n')).toEqual(['a', '\r\n', 'b', '\r\n'])
    expect(pieces('k: "a\r\n  b"\r\n')).toEqual(['a', '\r\n', 'b'])
  })

  it('gives an empty span between characters and at the end', () => {
    const { pieceOf } = scalarIn('k: "ab"\n')
    expect(pieceOf(1, 1)).toBe('')
    expect(pieceOf(2, 2)).toBe('')
  })

  it('gives the whole scalar for what is not inside the value', () => {
    const { pieceOf } = scalarIn('k: "ab"\n')
    expect(pieceOf(0, 9)).toBe('"ab"')
    expect(pieceOf(-1, 1)).toBe('"ab"')
    expect(pieceOf(2, 1)).toBe('"ab"')
  })
})

/** Texts with all that is treated in a way of its own. */
const anyValue = fc.string({
  unit: fc.constantFrom(
    ...['a', 'b', ' ', '  ', '\n', '\n\n', '\t', "'", '"', '\\', '#', ':', '$', '{', '}', '-'],
    ...['中', '😀', '\u0085', '\u00a0', '\u2028', '\ufeff', 'é', '\u0007'],
  ),
  maxLength: 40,
})

const anyStyle = fc.constantFrom(
  ...(['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const),
)

describe('the law of spans', () => {
  it('says that the source of each character decodes to it, and that the sources do not overlap', () => {
    fc.assert(
      fc.property(
        anyValue,
        anyStyle,
        fc.constantFrom(0, 20, 80),
        fc.boolean(),
        fc.constantFrom(1, 2, 7),
        (value, style, lineWidth, crlf, indent) => {
          fc.pre(!value.includes('\u0007') || style === 'QUOTE_DOUBLE')
          const options = {
            defaultStringType: style,
            lineWidth,
            indent,
            minContentWidth: 1,
          } as const
          const written = stringify({ outer: { k: value } }, options)
          // The printer makes slips: it cuts emoji apart, and does not read some block texts again itself.
          fc.pre(!/\n\ufeff|\p{Surrogate}/u.test(written))
          fc.pre(parseDocument(written).errors.length === 0)
          checkLaw(crlf ? written.replaceAll('\n', '\r\n') : written)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

function checkLaw(text: string): void {
  const { file, root } = documentIn(text)
  const outer = pairOf(root, 'outer')?.value
  const node = outer === undefined ? undefined : pairOf(outer, 'k')?.value
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return
  let before = node.start
  let at = 0
  for (const character of node.value) {
    const { start, end } = spanInScalar(file, node, at, at + character.length)
    expect(start).toBeGreaterThanOrEqual(before)
    expect(meanings(file.text.slice(start, end), node.style)).toContain(character)
    before = end
    at += character.length
  }
}

/** What a piece of source can stand for, told without the code under test. A folded break is a space or, after another, a break. */
function meanings(piece: string, style: ScalarNode['style']): readonly string[] {
  if (/^\r?\n$/.test(piece)) return style === 'literal' ? ['\n'] : ['\n', ' ']
  if (style === 'single' && piece === "''") return ["'"]
  if (style === 'double' && piece.startsWith('\\')) return [String(parse(`"${piece}"`))]
  return [piece]
}
