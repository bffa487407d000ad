import { describe, expect, it } from 'vitest'
import { parse } from '../../../support/parse.ts'
import { valuesIn, yamlFindsIn } from '../../../support/parsed.ts'

describe('parse: documents', () => {
  it('reads every document of a file and counts them from 0', () => {
    const { documents } = parse({ path: 'a.yaml', text: 'a: 1\n---\nb: 2\n...\n---\nc: 3\n' })
    expect(documents.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(valuesIn('a: 1\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('leaves out documents without content and keeps the numbers of the others', () => {
    const { documents, diagnostics } = parse({ path: 'a.yaml', text: '---\n# one\n---\na: 1\n' })
    expect(diagnostics).toEqual([])
    expect(documents.map(({ index }) => index)).toEqual([1])
  })

  it('reads the sound documents beside one that is broken', () => {
    const { documents, diagnostics } = parse({ path: 'a.yaml', text: 'a: [\n---\nb: 2\n' })
    expect(documents.map(({ index }) => index)).toEqual([1])
    expect(diagnostics.map(({ code }) => code)).toEqual(['yaml-not-closed'])
  })

  it.each([
    ['no text at all', ''],
    ['blank lines', ' \n\n'],
    ['comments', '# nothing yet\n'],
    ['empty documents', '---\n---\n...\n'],
  ])('refuses a file of %s', (_what, text) => {
    expect(yamlFindsIn(text)).toEqual(['yaml-empty «»'])
  })

  it('takes a written null for content, which later stages judge', () => {
    expect(valuesIn('null\n')).toEqual([null])
    expect(valuesIn('~\n')).toEqual([null])
  })
})

describe('parse: characters', () => {
  it('reads CR LF like LF, with the same values and other offsets', () => {
    const lines = 'a: 1\nb:\n  - c\nd: |\n  one\n  two\n'
    expect(valuesIn(lines.replaceAll('\n', '\r\n'))).toEqual(valuesIn(lines))
  })

  it('refuses a carriage return without a line feed, which readers do not agree on', () => {
    expect(yamlFindsIn('a: 1\rb: 2\n')).toEqual(['yaml-line-break «\r»'])
  })

  it('reads byte order marks in front of documents', () => {
    expect(valuesIn('\ufeffa: 1\n...\n\ufeffb: 2\n')).toEqual([{ a: 1 }, { b: 2 }])
    expect(valuesIn('\ufeffa: 1\r\n...\r\n\ufeff---\r\nb: 2\r\n')).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('refuses a byte order mark that would become part of a key', () => {
    expect(yamlFindsIn('a: 1\n\ufeffb: 2\n')).toEqual(['yaml-byte-order-mark «\ufeff»'])
    expect(yamlFindsIn('a: 1\n---\n\ufeffb: 2\n')).toEqual(['yaml-byte-order-mark «\ufeff»'])
    expect(yamlFindsIn('a: 1\n\ufeff---\nb: 2\n')).toEqual(['yaml-byte-order-mark «\ufeff»'])
  })

  it.each(['\0', '\u0007', '\u001b', '\u007f', '\u0080', '\u009b', '\ufffe', '\uffff', '\ud800'])(
    'refuses the control character or noncharacter %j',
    (character) => {
      expect(yamlFindsIn(`a: ${character}\n`)).toEqual([`yaml-control-character «${character}»`])
    },
  )

  it('reads every other character, also outside the basic plane', () => {
    expect(valuesIn('a: 模型 😀 é\u0085\u00a0x\n')).toEqual([{ a: '模型 😀 é\u0085\u00a0x' }])
  })

  it('refuses tabs in the indentation', () => {
    expect(yamlFindsIn('a:\n\tb: 1\n')).toEqual(['yaml-tab «\t»'])
    expect(yamlFindsIn('a:\n  - b: 1\n\t  c: 2\n')).toEqual(['yaml-tab «\t»'])
  })

  it('reads tabs between a key and its value and in texts', () => {
    expect(valuesIn('a:\tb\nc: "d\te"\n')).toEqual([{ a: 'b', c: 'd\te' }])
  })

  it('refuses an escape that is half of a character, and reads both halves', () => {
    expect(yamlFindsIn('a: "x\\ud800y"\n')).toEqual(['yaml-lone-surrogate «\\ud800»'])
    expect(yamlFindsIn('a: "\\ude00\\ud83d"\n')).toEqual(['yaml-lone-surrogate «\\ude00»'])
    expect(valuesIn('a: "\\ud83d\\ude00 \\U0001F600"\n')).toEqual([{ a: '😀 😀' }])
  })

  it('refuses half of a character in a key too', () => {
    expect(yamlFindsIn('"\\ud800": 1\n')).toEqual(['yaml-lone-surrogate «\\ud800»'])
  })
})

describe('parse: version and directives', () => {
  it.each(['1.1', '1.0', '1.3', '2.0'])('refuses a file that asks for YAML %s', (version) => {
    expect(yamlFindsIn(`%YAML ${version}\n---\na: yes\n`)).toEqual([
      `yaml-version «%YAML ${version}»`,
    ])
  })

  it('reads a file that asks for YAML 1.2', () => {
    expect(valuesIn('%YAML 1.2\n---\na: yes\n')).toEqual([{ a: 'yes' }])
  })

  it('refuses a later document that asks for YAML 1.1', () => {
    expect(yamlFindsIn('a: 1\n...\n%YAML 1.1\n---\nb: no\n')).toEqual(['yaml-version «%YAML 1.1»'])
  })

  it('warns of a directive that means nothing', () => {
    expect(yamlFindsIn('%FOO bar\n---\na: 1\n')).toEqual(['yaml-directive-unknown «%FOO bar»'])
  })

  it('refuses a directive that comes twice or has no document', () => {
    expect(yamlFindsIn('%YAML 1.2\n%YAML 1.2\n---\na: 1\n')).toEqual(['yaml-syntax «%YAML 1.2»'])
    expect(yamlFindsIn('a: 1\n...\n%YAML 1.2\n')).toEqual(['yaml-syntax «%YAML 1.2»'])
  })
})

describe('parse: values', () => {
  it('reads the words of YAML 1.1 as texts', () => {
    expect(valuesIn('[yes, no, on, off, Yes, NO, 1_000, 12:30:45, 0b1]\n')).toEqual([
      ['yes', 'no', 'on', 'off', 'Yes', 'NO', '1_000', '12:30:45', '0b1'],
    ])
  })

  it('reads numbers, booleans and null as YAML 1.2 has them', () => {
    expect(valuesIn('[010, 0o10, 0x1F, 1e3, -1.5, true, FALSE, null, ~, ]\n')).toEqual([
      [10, 8, 31, 1000, -1.5, true, false, null, null],
    ])
  })

  it('keeps integers beyond 2^53 exactly', () => {
    expect(valuesIn('[9007199254740991, 9007199254740993, -9007199254740993]\n')).toEqual([
      [9007199254740991, 9007199254740993n, -9007199254740993n],
    ])
  })

  it('reads a number of thousands of digits as infinite, which no field takes', () => {
    expect(valuesIn(`${'9'.repeat(5_000)}\n`)).toEqual([Number.POSITIVE_INFINITY])
  })

  it('hands on what is no finite number as it is', () => {
    expect(valuesIn('[.inf, -.inf, .nan]\n')).toEqual([
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
    ])
  })

  it('keeps keys as they are written', () => {
    expect(valuesIn('1.10: a\n010: b\nnull: c\ntrue: d\n')).toEqual([
      { '1.10': 'a', '010': 'b', null: 'c', true: 'd' },
    ])
  })

  it.each(['!env', '!!binary', '!!set', '!!timestamp', '!<tag:example.com,2000:x>'])(
    'refuses the tag %s, which would change the value',
    (tag) => {
      expect(yamlFindsIn(`a: ${tag} x\n`)).toEqual([`yaml-tag-unknown «${tag}»`])
    },
  )

  it('reads the tags of the core schema and refuses values that do not fit', () => {
    expect(
      valuesIn('[!!str 1, ! 2, !!int 3, !!float 3, !!bool true, !!null ~, !!seq [], !!map {}]\n'),
    ).toEqual([['1', '2', 3, 3, true, null, [], {}]])
    expect(yamlFindsIn('a: !!int many\n')).toEqual([expect.stringMatching(/^yaml-tag-mismatch /)])
    expect(yamlFindsIn('a: !!map []\n')).toEqual([expect.stringMatching(/^yaml-tag-mismatch /)])
  })
})
