import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Concealed, Location, SourceFile, Span } from '../../../../../src/model/location.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import { displayWidth } from '../../../../../src/output/terminal/terminal-text.ts'
import {
  type FrameOptions,
  frame,
  locationOf,
} from '../../../../../src/output/text/source/source-frame.ts'

const style = styleOf(false)

/** A place between `«` and `»`, which are not in the file. */
function marked(text: string): Location {
  const start = text.indexOf('«')
  const end = text.indexOf('»') - 1
  const file: SourceFile = { path: 'instances.yaml', text: text.replace(/[«»]/g, '') }
  return { file, pointer: '', span: { start, end } }
}

const spanOf = (file: SourceFile, piece: string): Span => {
  const start = file.text.indexOf(piece)
  return { start, end: start + piece.length }
}

/** The secrets of a file that was understood. */
const all = (spans: readonly Span[]): Concealed => ({ spans, isAll: true })

/** Those of a file that was not. */
const some = (spans: readonly Span[] = []): Concealed => ({ spans, isAll: false })

const drawn = (place: Location, options: Partial<FrameOptions> = {}) =>
  frame(place, { style, width: 60, blank: all([]), ...options })

describe('locationOf', () => {
  test('counts lines and UTF-16 columns from 1', () => {
    expect(locationOf(marked('a: 1\n😀: «x»\n'))).toBe('instances.yaml:2:5')
  })

  test('shows a hostile path harmlessly', () => {
    const file = { path: 'a\u001b[2J\nb', text: 'x' }
    expect(locationOf({ file, pointer: '', span: { start: 0, end: 0 } })).toBe('a␛[2J␊b:1:1')
  })
})

describe('frame', () => {
  test('shows the line between its neighbours, and marks exactly the range', () => {
    expect(
      drawn(marked('instances:\n  - name: trainer\n    gpuNum: «99»\n    month: 0\n    x: y\n')),
    ).toBe(
      [
        '  2 │   - name: trainer',
        '  3 │     gpuNum: 99',
        '    │             ^^',
        '  4 │     month: 0',
      ].join('\n'),
    )
  })

  test.each([
    ['first', '«a»: 1\n', ['  1 │ a: 1', '    │ ^']],
    ['last, without a break', 'a: «1»', ['  1 │ a: 1', '    │    ^']],
    ['with CRLF', 'a: «1»\r\nb: 2\r\n', ['  1 │ a: 1', '    │    ^', '  2 │ b: 2']],
    ['with an absent value', 'a:«»\nb: 2', ['  1 │ a:', '    │   ^', '  2 │ b: 2']],
    ['behind the last break', 'a: 1\n«»', ['  1 │ a: 1', '  2 │', '    │ ^']],
    ['of an empty file', '«»', ['  1 │', '    │ ^']],
  ])('is right for the line that is %s', (_, text, lines) => {
    expect(drawn(marked(text)).split('\n')).toEqual(lines)
  })

  test.each([
    ['a tab', 'a:\t«x»', 'a:  x', '    ^'],
    ['a tab inside the range', 'a: «b\tc»', 'a: b    c', '   ^^^^^^'],
    ['wide characters', '名称: «训练»机', '名称: 训练机', '      ^^^^'],
    ['emoji', '👨‍👩‍👧👍🏽: «x»', '👨‍👩‍👧👍🏽: x', '      ^'],
    ['combining marks', 'e\u0301e\u0301: «x»', 'e\u0301e\u0301: x', '    ^'],
    ['what is made visible', 'a\u001b[31m\u202e: «x»', 'a␛[31m\\u202e: x', '              ^'],
  ])('is right behind %s', (_, text, line, marks) => {
    expect(drawn(marked(text)).split('\n')).toEqual([`  1 │ ${line}`, `    │ ${marks}`])
  })

  test('shows of many lines the first and the last', () => {
    expect(drawn(marked('x: 1\ny:\n  - «a: 1\n    b: 2\n    c: 3\n»z: 1\n'))).toBe(
      [
        '  2 │ y:',
        '  3 │   - a: 1',
        '    │     ^^^^',
        '  ⋮ │',
        '  5 │     c: 3',
        '    │     ^^^^',
        '  6 │ z: 1',
      ].join('\n'),
    )
  })

  test('shows a window of a long line, with its marks', () => {
    const lines = drawn(marked(`${'a'.repeat(500)}«XYZ»${'b'.repeat(500)}`)).split('\n')
    const [line = '', marks = ''] = lines
    expect(line).toMatch(/^ {2}1 │ …a+XYZb+…$/)
    expect(displayWidth(line)).toBeLessThanOrEqual(60)
    expect(marks.indexOf('^^^')).toBe(line.indexOf('XYZ'))
    expect(marks).toMatch(/ \^\^\^$/)
  })

  test.each([
    ['starts', `«XYZ»${'b'.repeat(500)}`, /│ XYZb+…\n {4}│ \^\^\^$/],
    ['ends', `${'b'.repeat(500)}«XYZ»`, /│ …b+XYZ\n {4}│ +\^\^\^$/],
  ])('shows the place where a long line %s', (_, text, wanted) => {
    expect(drawn(marked(text))).toMatch(wanted)
  })

  test('draws a line of a megabyte at no cost', () => {
    const place = marked(`${'a👍'.repeat(200_000)}«x»${'{'.repeat(600_000)}\nb`)
    // Fifty times, so that work on the whole line would end the test.
    for (let count = 0; count < 50; count++) expect(drawn(place)).toMatch(/a👍x\{+…\n +│ +\^\n/)
  })

  test.each([
    ['letters', 'a'.repeat(18)],
    ['tabs and emoji', 'a-: \t\t-: 👍🏽a'],
    ['a mark without a letter', `${'a'.repeat(17)}\r\u0301`],
  ])('has room for the mark behind a line of %s that fills the terminal', (_, text) => {
    const place = { file: { path: 'x', text }, pointer: '', span: { start: 99, end: 99 } }
    const [line = '', marks = ''] = drawn(place, { width: 24 }).split('\n')
    expect(displayWidth(line)).toBeLessThan(24)
    expect(line).toContain('│ …')
    expect(marks).toBe(`${`${' '.repeat(4)}│`.padEnd(displayWidth(line))}^`)
  })

  test('is never wider than the terminal, points at its range, and holds no control character', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '\t',
      '名',
      '👍🏽',
      '\u001b',
      '\n',
      'é',
      '-: ',
      '\r',
      '\u0301',
    )
    const text = fc.array(piece, { maxLength: 200 }).map((pieces) => pieces.join(''))
    const at = fc.nat({ max: 400 })
    fc.assert(
      fc.property(text, at, at, fc.integer({ min: 24, max: 80 }), (given, one, other, width) => {
        const span = { start: Math.min(one, other), end: Math.max(one, other) }
        const lines = drawn({ file: { path: 'x', text: given }, pointer: '', span }, { width })
        for (const line of lines.split('\n')) {
          expect(line).not.toMatch(/\p{Cc}/u)
          expect(displayWidth(line)).toBeLessThanOrEqual(width)
        }
        expect(lines).toMatch(/│ +\^/)
      }),
    )
  })

  describe('keeps secrets', () => {
    const file: SourceFile = {
      path: 'instances.yaml',
      text: [
        '    imageAuth: "user:hunter2"',
        '    envs: { HF_TOKEN: hunter2!, MODE: prod }',
        '    command: |',
        '      run hunter2',
        '      more hunter2',
      ].join('\n'),
    }
    const spans = ['"user:hunter2"', 'hunter2!', '|\n      run hunter2\n      more hunter2'].map(
      (piece) => spanOf(file, piece),
    )
    const blank = all(spans)
    const at = (piece: string): Location => ({ file, pointer: '', span: spanOf(file, piece) })

    test('in context lines and in front of the marks', () => {
      expect(drawn(at('MODE'), { blank })).toBe(
        [
          '  1 │     imageAuth: (secret)',
          '  2 │     envs: { HF_TOKEN: (secret), MODE: prod }',
          '    │                                 ^^^^',
          '  3 │     command: (secret)',
        ].join('\n'),
      )
    })

    test('when they are the place themselves, marking them as a whole', () => {
      expect(drawn(at('user:hunt'), { blank, context: 0 })).toBe(
        ['  1 │     imageAuth: (secret)', '    │                ^^^^^^^^'].join('\n'),
      )
    })

    test('of several lines', () => {
      expect(drawn(at('|\n      run hunter2\n      more hunter2'), { blank, context: 0 })).toBe(
        [
          '  3 │     command: (secret)',
          '    │              ^^^^^^^^',
          '  ⋮ │',
          '  5 │       (secret)',
          '    │       ^^^^^^^^',
        ].join('\n'),
      )
    })

    test('whose spans overlap', () => {
      const overlapping = [...spans, spanOf(file, 'r:hunter2'), spanOf(file, 'Auth: "us')]
      expect(drawn(at('imageAuth'), { blank: all(overlapping), context: 0 })).toContain(
        '│     image(secret)(secret)\n',
      )
    })

    test('without telling how long they are', () => {
      const shown = (secret: string) => {
        const text = `a: 1\nimageAuth: ${secret} # note\nb: ${secret}`
        const file = { path: 'x', text }
        const blank = [text.indexOf(secret), text.lastIndexOf(secret)].map((start) => ({
          start,
          end: start + secret.length,
        }))
        return ['a', 'imageAuth', '# note', secret, ' note'].map((piece) =>
          drawn({ file, pointer: '', span: spanOf(file, piece) }, { blank: all(blank) }),
        )
      }
      expect(shown('xyz')).toEqual(shown('xyz'.repeat(5000)))
    })
  })

  describe('of a file that was not understood hides', () => {
    test.each([
      ['imageAuth: user:hunter2'],
      ['  "imageAuth" : hunter2'],
      ['envs: { HF_TOKEN: hunter2, MODE: prod ]'],
      ['- { key: HF_TOKEN, value: hunter2 ]'],
      ['  - API_KEY=hunter2'],
      ['envs: { HF_TOKEN：hunter2 ]'],
      ['  - API_KEY＝hunter2'],
      ['imageAuth: |\n  hunter2'],
      ['imageAuth:\n\n    hunter2'],
      ['password: "some\n  more hunter2"'],
      ['- key: X\n  value: >-\n\n    hunter2\n    hunter2'],
      [`${'a: '.repeat(200)}imageAuth: hunter2`],
    ])('the value in %j', (text) => {
      const file = { path: 'x', text }
      const lines = text.split('\n').length
      for (let line = 0; line < lines; line++) {
        const start = text.split('\n').slice(0, line).join('\n').length + (line === 0 ? 0 : 1)
        const place = { file, pointer: '', span: { start, end: start + 1 } }
        expect(drawn(place, { blank: some(), width: 2000 })).not.toContain('hunter2')
      }
    })

    test('what is known to be secret as well', () => {
      const text = 'command: "run ${K:-hunter2}"\nimageAuth: a:hunter2 # hunter2'
      const file = { path: 'x', text }
      const place = { file, pointer: '', span: { start: 0, end: 1 } }
      const known = [spanOf(file, 'hunter2'), spanOf(file, 'a:hunter2')]
      expect(drawn(place, { blank: some(known) })).toBe(
        [
          '  1 │ command: "run ${K:-(secret)}"',
          '    │ ^',
          '  2 │ imageAuth: (secret)(secret)',
        ].join('\n'),
      )
    })

    test('nothing else', () => {
      const text = 'instances:\n  - name: «a»\n    envs: [{ key: MODE }]\n'
      expect(drawn(marked(text), { blank: some() })).toBe(drawn(marked(text)))
    })

    test('nothing at great cost', () => {
      const place = marked(`${`${`${' '.repeat(50)}a: `.repeat(100)}\n`.repeat(150)}«x»: 1`)
      const options = { blank: some() }
      for (let count = 0; count < 50; count++) expect(drawn(place, options)).toContain('│ x: 1')
    })
  })
})
