import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readVariableLines } from '../../../src/config/variable-lines.ts'
import { composeReads } from '../../support/compose-reads.ts'

const read = (text: string): Readonly<Record<string, string>> | string => {
  const lines = readVariableLines(text)
  return lines.kind === 'read'
    ? Object.fromEntries(lines.values)
    : `${lines.problem.line}: ${lines.problem.what} | ${lines.problem.hint}`
}

const MEBIBYTE = 2 ** 20

/** Texts that the documented grammar makes, each with the value that the same document gives it. */
interface Written {
  readonly text: string
  readonly value: string
}

const join = (parts: readonly Written[]): Written => ({
  text: parts.map(({ text }) => text).join(''),
  value: parts.map(({ value }) => value).join(''),
})

const asItStands = (text: string): Written => ({ text, value: text })

/** Any character but those that mean something at some place, and those that are refused at the edge of a plain value. */
const ordinary = fc
  .oneof(
    fc.constantFrom(...'aZ0_-+/=:,.;{}[]()<>|&*!?@%^~`é中😀'),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
  )
  .filter((character) => !/[\s"'#$\\]/.test(character))

const plain: fc.Arbitrary<Written> = fc
  .tuple(
    fc.oneof(ordinary, fc.constantFrom('\\', '')),
    fc.array(fc.oneof(ordinary, fc.constantFrom('x#', 'x"y"', "x'y'", ' x', '\tx', '\\')), {
      maxLength: 8,
    }),
  )
  .map(([first, rest]) => asItStands(first === '' ? '' : [first, ...rest].join('')))

const single: fc.Arbitrary<Written> = fc
  .array(
    fc.oneof(
      ordinary.map(asItStands),
      fc
        .constantFrom(
          '"',
          '#',
          ' #',
          '$',
          '${A}',
          '\n',
          ' ',
          '\t',
          '\u00a0',
          '“',
          '\\n',
          '\\\\',
          '\\"',
        )
        .map(asItStands),
      fc.constant({ text: "\\'", value: "'" }),
      fc.constant({ text: '\r\n', value: '\n' }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => {
    const { text, value } = join(parts)
    return { text: `'${text}'`, value }
  })

const double: fc.Arbitrary<Written> = fc
  .array(
    fc.oneof(
      ordinary.map(asItStands),
      fc
        .constantFrom("'", '#', ' #', '\n', ' ', '\t', '\u3000', '”', '\\d', '\\(', '\\é', '\\x')
        .map(asItStands),
      fc.constantFrom(
        { text: '\\"', value: '"' },
        { text: '\\\\', value: '\\' },
        { text: '\\$', value: '$' },
        { text: '\\n', value: '\n' },
        { text: '\\r', value: '\r' },
        { text: '\\t', value: '\t' },
        { text: '\r\n', value: '\n' },
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => {
    const { text, value } = join(parts)
    return { text: `"${text}"`, value }
  })

const blanks = fc.constantFrom('', ' ', '\t', '  ')

/** A value with what may stand behind it. */
const value: fc.Arbitrary<Written> = fc.oneof(
  fc
    .tuple(plain, fc.constantFrom('', ' ', '\t', ' # it is "so', ' #$', '  #'))
    // Nothing but a comment would be a value or none, as the reader is.
    .map(([{ text, value: meant }, behind]) => ({
      text: text === '' ? '' : text + behind,
      value: meant,
    })),
  fc
    .tuple(fc.oneof(single, double), fc.constantFrom('', ' ', '\t', ' # "', '\t#$A'))
    .map(([{ text, value: meant }, behind]) => ({ text: text + behind, value: meant })),
)

const assignment = fc.record({
  before: fc.constantFrom('', ' ', '\t', 'export ', ' export\t '),
  name: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,5}$/),
  around: fc.tuple(blanks, blanks),
  value,
})

const LINE_ENDS = ['\n', '\r\n'] as const

describe('readVariableLines', () => {
  test('reads what the documented grammar makes, exactly as documented', () => {
    const lines = fc.uniqueArray(assignment, { selector: ({ name }) => name, maxLength: 5 })
    const between = fc.constantFrom('', '\n', '# a "comment\n', ' \t\r\n', '  # A=1\n')
    fc.assert(
      fc.property(lines, between, fc.constantFrom(...LINE_ENDS), (all, other, end) => {
        const text = all
          .map(
            ({ before, name, around: [left, right], value: { text: written } }) =>
              `${other}${before}${name}${left}=${right}${written}${end}`,
          )
          .join('')
        const meant = Object.fromEntries(all.map(({ name, value: { value: is } }) => [name, is]))
        expect(read(text)).toEqual(meant)
      }),
      { numRuns: 2_000 },
    )
  })

  test('reads any text as Compose does, or refuses it', () => {
    const pieces = [
      'A',
      'B',
      'export',
      '=',
      '=',
      '"',
      "'",
      '#',
      ' ',
      ' ',
      '\t',
      '\n',
      '\n',
      '\r\n',
      '\r',
      '\\',
      '$',
      '$$',
      '${A}',
      '\0',
      '\v',
      '\u00a0',
      '\u3000',
      '\u200b',
      '“',
      '：',
      '＝',
      ':',
      'é',
      '中',
      '😀',
      'n',
      '0',
      'c',
      'x y',
      'A=1\n',
      'B="x"\n',
    ]
    const text = fc
      .tuple(
        fc.constantFrom('', 'A=', 'A="', "A='"),
        fc.array(fc.constantFrom(...pieces), { maxLength: 12 }),
        fc.constantFrom('', '"', "'"),
      )
      .map(([start, all, end]) => start + all.join('') + end)
    let accepted = 0
    fc.assert(
      fc.property(text, (file) => {
        const ours = read(file)
        if (typeof ours === 'string') return
        if (Object.keys(ours).length > 0) accepted += 1
        expect(ours).toEqual(composeReads(file))
      }),
      { numRuns: 20_000 },
    )
    expect(accepted).toBeGreaterThan(2_000)
  })

  test.each<readonly [string, string, number, string, string]>([
    [
      'an unclosed quote',
      'V="abc\nW=2\n',
      1,
      'opens a quote that nothing closes',
      'close it with "',
    ],
    [
      'an unclosed quote in a later line',
      "A=1\n\nV='abc",
      3,
      'opens a quote that nothing closes',
      "close it with '",
    ],
    [
      'a folder of Windows in single quotes',
      "V='C:\\dir\\'\n",
      1,
      'nothing closes',
      'cannot end with \\',
    ],
    ['text after a closing quote', 'V="abc"def\n', 1, 'text after the quote', 'one pair of quotes'],
    ['text after a quote that closes in a later line', 'A="b\nc"d', 2, 'text after the quote', ''],
    ['the next line eaten by an unclosed quote', 'V="abc\nW="x"\n', 2, 'text after the quote', ''],
    ['inner quotes that are not escaped', 'V="{"a":1}"', 1, 'text after the quote', '\\" for a "'],
    ['a comment right behind a quote', 'V="abc"#d', 1, 'a # right behind the quote', 'put a space'],
    ['a comment in the place of a value', 'V= # none yet\n', 1, 'a # that some programs', 'quotes'],
    ['a tab before a comment', 'V=a\t# b\n', 1, 'a # that some programs', 'quotes'],
    ['JSON with a # in it, unquoted', 'V={"a": "b #c"}\n', 1, 'inside of quotes', 'whole value'],
    ['a dollar sign in an unquoted value', 'V=pa$word', 1, 'has a $', 'single quotes'],
    ['a reference in double quotes', 'A=1\nV="x\n${A}"', 3, 'has a $', 'write \\$'],
    ['a name alone', 'A=1\nHF_TOKEN\n', 2, 'is not NAME=value', 'comment starts with #'],
    ['a name alone after export', 'export HF_TOKEN', 1, 'is not NAME=value', ''],
    ['no name', '=x', 1, 'is not NAME=value', ''],
    ['a colon', 'HF_TOKEN: abc', 1, 'has a colon after the name', 'write NAME=value'],
    ['a blank in a name', 'HF TOKEN=abc', 1, 'a blank inside of the name', 'write NAME=value'],
    [
      'the equals sign of a Chinese keyboard',
      'A＝abc',
      1,
      'full-width "=" (U+FF1D)',
      'type = instead',
    ],
    [
      'the indentation of a Chinese keyboard',
      '\u3000A=abc',
      1,
      'an ideographic space',
      'take it out',
    ],
    ['a mark between joined files', 'A=1\n\uFEFFB=2', 2, 'a byte order mark', 'take it out'],
    [
      'curly quotes',
      'A=“abc”',
      1,
      'begins with a left double quotation mark (U+201C)',
      'straight quotes',
    ],
    [
      'a no-break space behind a value',
      'A=abc\u00a0',
      1,
      'ends with a no-break space',
      'take it out',
    ],
    ['a zero-width space before a value', 'A=\u200babc', 1, 'begins with a zero-width space', ''],
    ['two values of a name', 'A=1\nB=2\nA=3', 3, 'than line 1 does', 'leave one'],
    ['a NUL byte', 'A=1\nB=\0', 2, 'holds a NUL byte', 'UTF-8'],
    ['the line ends of an old Mac', 'A=1\rB=2', 1, 'a carriage return', 'line ends'],
    ['an octal escape', 'A="\\033[0m"', 1, 'has \\0 in double quotes', 'single quotes'],
  ])('refuses %s', (_, text, line, what, hint) => {
    const said = read(text)
    expect(said).toMatch(new RegExp(`^${line}: `))
    expect(said).toContain(what)
    expect(said).toContain(hint)
    expect(said).not.toContain('abc')
  })

  test.each<readonly [string, string, Readonly<Record<string, string>>]>([
    ['a # inside of a value', 'V=abc#123', { V: 'abc#123' }],
    ['a # that begins a value', 'V=#abc', { V: '#abc' }],
    ['JSON with escaped quotes', 'V="{\\"a\\":\\"b\\"}"', { V: '{"a":"b"}' }],
    ['JSON without quotes around it', 'V={"a": "b"}', { V: '{"a": "b"}' }],
    [
      'a connection string',
      'V=postgres://u:p%23@h/db?a=b&c=d',
      { V: 'postgres://u:p%23@h/db?a=b&c=d' },
    ],
    ['base64 with its padding', 'V=YWJjZA==', { V: 'YWJjZA==' }],
    ['an empty value and an empty quoted one', 'A=\nB=""\nC=\'\'', { A: '', B: '', C: '' }],
    ['the same value twice', 'A=1\nA="1"', { A: '1' }],
    ['a variable called export', 'export=1\nexport export=1', { export: '1' }],
    ['a path of Windows', 'A=C:\\new\\table', { A: 'C:\\new\\table' }],
    [
      'a key of several lines',
      "A='-----BEGIN\r\nx=\r\n-----END'\r\nB=1",
      { A: '-----BEGIN\nx=\n-----END', B: '1' },
    ],
    [
      'a name that an object has',
      '__proto__=1\nconstructor=2',
      JSON.parse('{"__proto__":"1","constructor":"2"}'),
    ],
    ['an apostrophe', "A=it's so", { A: "it's so" }],
  ])('reads %s', (_, text, values) => {
    expect(read(text)).toEqual(values)
    expect(composeReads(text)).toEqual(values)
  })

  // Worse than linear would take hours: the time that a test may have is the limit.
  test.each([
    ['escaped quotes', `A="${'\\"'.repeat(MEBIBYTE / 2)}"`, 'object'],
    ['comments', `A=${' #'.repeat(MEBIBYTE / 2)}`, 'string'],
    ['a name', 'A'.repeat(MEBIBYTE), 'string'],
    ['open quotes', "'\n".repeat(MEBIBYTE / 2), 'string'],
  ])('reads a mebibyte of %s in a moment', (_, text, kind) => {
    expect(typeof read(text)).toBe(kind)
  })
})
