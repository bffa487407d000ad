import { describe, expect, it } from 'vitest'
import { parse } from '../../../../../src/definitions/yaml/parse.ts'
import { isQuick } from '../../../../support/agreement.ts'
import { toPlain } from '../../../../support/plain-value.ts'

describe('parseQuickly', () => {
  it.each([
    ['maps in maps', 'a:\n  b:\n    c: 1\n  d: 2\n'],
    ['lists below, beside and in the column of their key', 'a:\n  - 1\nb:\n- 2\n- - 3\n  - 4\n'],
    ['maps behind a dash', '- a: 1\n  b: 2\n-   c: 3\n    d: 4\n'],
    ['comments and blank lines', '# x\n\na: 1 # y\n  # z\n\nb: # w\n  - 1\n#'],
    ['values that are not there', 'a:\nb: # none\nc:\n  -\n  - 1\n'],
    ['quoted texts', `"a": 'it''s' # x\n'b': "\\"\\u00e9\\n"\n`],
    [
      'numbers and other values',
      'a: 007\nb: -.5\nc: 0x1F\nd: .inf\ne: 9007199254740993\nf: ~\ng: NO\n',
    ],
    ['lists and maps in brackets', 'a: [8080/http, 22/tcp]\nb: { c: [1, { d: "e" }], "f":2, }\n'],
    ['brackets on several lines', 'a: [\n  1, # one\n  2\n]\nb:\n  { c: 1,\n    d: 2 }\n'],
    ['JSON', '{\n  "instances": [\n    { "name": "a", "envs": [] }\n  ]\n}\n'],
    ['block texts', 'a: |\n  x\n\n   y\nb: >-\n  x\n  y\n\n  z\nc: |+ # all\n  x\n\n\nd: 1\n'],
    ['anchors, aliases and merge keys', 'a: &a { b: 1 }\nc: &c\n  - *a\nd:\n  <<: [*a]\n  e: *c\n'],
    ['a text on the line below', 'a:\n  some text\nb:\n  "quoted"\n'],
    ['a mark at the start', '# x\n---\na: 1\n'],
    ['lines that end as on Windows', 'a: |\r\n  x\r\n  y\r\nb: [1,\r\n  2]\r\n'],
    ['a last line without a break', 'a: |\n  x'],
  ])('is certain about %s', (_what, text) => {
    expect(isQuick(text)).toBe(true)
  })

  it.each([
    ['nothing', '# x\n'],
    ['a text alone', 'a\n'],
    ['more documents than one', 'a: 1\n---\nb: 2\n'],
    ['directives', '%YAML 1.2\n---\na: 1\n'],
    ['tags', 'a: !!str 1\n'],
    ['keys that are no texts', '? a\n: 1\n'],
    ['plain texts of several lines', 'a: b\n  c\n'],
    ['quoted texts of several lines', 'a: "b\n  c"\n'],
    ['rare escapes', 'a: "\\x41"\n'],
    ['tabs between values', 'a:\t1\n'],
    ['block texts with a width', 'a: |2\n   x\n'],
    ['folded texts with lines further in', 'a: >\n  x\n    y\n'],
    ['pairs in a list', 'a: [b: 1]\n'],
    ['keys without a value in brackets', 'a: { b }\n'],
    ['anchors of keys', '&a b: 1\n'],
    ['a key that is there twice', 'a: 1\n"a": 2\n'],
    ['unknown anchors', 'a: *b\n'],
    ['a merge of what is no map', 'a: &a 1\n<<: *a\n'],
    ['a line that is indented like no other', 'a:\n    b: 1\n  c: 2\n'],
    ['a text below a comment or a blank line', 'a:\n# x\n b\nc:\n'],
    ['a comment in brackets at the start of a line', 'a: [1,\n# x\n  2]\n'],
    ['a key that looks like the mark of a document', 'a: 1\n--- b: 2\n'],
    ['a byte order mark', 'a: "\ufeff"\n'],
  ])('leaves %s to the `yaml` package', (_what, text) => {
    expect(isQuick(text)).toBe(false)
  })
})

describe('parse', () => {
  it.each([
    ['quickly', 'a: [1]\n'],
    ['with the package', 'a: !!seq [1]\n'],
  ])('reads a file %s', async (_how, text) => {
    const { documents, diagnostics } = await parse({ path: 'a.yaml', text })
    expect(diagnostics).toEqual([])
    expect(documents.map(({ root }) => toPlain(root))).toEqual([{ a: [1] }])
  })
})
