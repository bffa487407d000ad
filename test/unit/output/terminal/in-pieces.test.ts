import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inPieces } from '../../../../src/output/terminal/in-pieces.ts'

const LINE = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ' ', '…', '🦀') }),
  fc.nat({ max: 70_000 }).map((length) => 'x'.repeat(length)),
)

it('loses, adds and parts no line, however long', () => {
  fc.assert(
    fc.property(fc.array(LINE, { maxLength: 30 }), (lines) => {
      const pieces = [...inPieces(lines)]
      expect(pieces.join('')).toBe(lines.map((line) => `${line}\n`).join(''))
      for (const piece of pieces) expect(piece.endsWith('\n')).toBe(true)
    }),
  )
})

it('makes few pieces of many lines, and each of them while they come', () => {
  let taken = 0
  function* many(): Generator<string> {
    for (; taken < 100_000; taken += 1) yield 'a line of a plan'
  }
  const pieces = inPieces(many())
  pieces.next()
  expect(taken).toBeLessThan(10_000)
  expect([...pieces].length).toBeLessThan(50)
})
