import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Composer as TrueComposer } from 'yaml'
import { parseYaml } from '../../../../../src/definitions/yaml/parse-yaml.ts'

/** A text for each slip that shares its code with another one, and the words that only it gets. */
const SLIPS: readonly (readonly [string, string])[] = [
  ['a: b\nc\n', 'there is no colon'],
  ['- - a\n  "b"\n', 'indented neither like its neighbours'],
  ['a: [b c: d\n', 'is not closed'],
  ['a: "b\n', 'is not closed'],
  ['a: ["b" "c"]\n', 'no comma between two items'],
  ['a: { *b :c }\n', 'no space after the colon'],
  ['a: "b"#c\n', 'without a space in front of `#`'],
  ['a: !!map{ b: c }\n', 'no space after this anchor or tag'],
  ['&a - b\n', 'An anchor or tag is at the wrong place'],
  ['--- a: b\n', 'cannot start on the line of `---`'],
  ['%TAG ! tag:e,1:\na: b\n', 'No document follows this directive'],
  ['a: |\n     \n  b\n', 'The blank lines at the start of this text'],
  ['a: - b\n', 'A list cannot start on the line of its key'],
  ['a: > b\n', 'After `|` or `>` only'],
  ['a: [b, , c]\n', 'a comma with nothing in front of it'],
  ['a: "b" c\n', 'There is text after the end of this value'],
  ['a: b\n]\n', 'does not belong here'],
  ['a: b: c\n', 'which ends a key'],
  ['- a\n- b: c\n  - d\n', 'indented neither like its neighbours'],
  ['a: !!int b\n', 'does not fit its tag'],
  ['a: !<tag:yaml.org,2002:bool> b\n', 'does not fit its tag'],
  ['a: !int b\n', 'is not known'],
  ['%NAME x\n---\na: b\n', 'is not known and has no effect'],
  ['%YAML 1.2 x\n---\na: b\n', 'This directive is not well formed'],
  ['%YAML %1.2\n---\na: b\n', 'This directive is not well formed'],
  ['a: [b\n', 'is not closed'],
  ['a: &b: c\n', ''],
]

const said = (parse: typeof parseYaml, text: string) => {
  const { documents, diagnostics } = parse({ path: 'a.yaml', text })
  return {
    documents: documents.length,
    diagnostics: diagnostics.map(({ code, message, place: { span } }) => ({ code, message, span })),
  }
}

describe('the words for a slip of the grammar', () => {
  it.each(SLIPS)('of %j are %s', (text, words) => {
    const messages = said(parseYaml, text).diagnostics.map(({ message }) => message)
    expect(messages).toEqual(words === '' ? [] : [expect.stringContaining(words)])
  })
})

describe('a release of the `yaml` package with other sentences', () => {
  let parse: typeof parseYaml

  beforeAll(async () => {
    vi.resetModules()
    vi.doMock('yaml', async (original) => {
      const yaml = await original<typeof import('yaml')>()
      class Composer extends yaml.Composer {
        override *next(...args: Parameters<TrueComposer['next']>) {
          for (const document of super.next(...args)) yield otherwise(document)
        }
        override *end(...args: Parameters<TrueComposer['end']>) {
          for (const document of super.end(...args)) yield otherwise(document)
        }
        override streamInfo() {
          return otherwise(super.streamInfo())
        }
      }
      return { ...yaml, Composer }
    })
    parse = (await import('../../../../../src/definitions/yaml/parse-yaml.ts')).parseYaml
  })
  afterAll(() => vi.doUnmock('yaml'))

  it.each(SLIPS)('gives the same findings of %j', (text) => {
    expect(said(parse, text)).toEqual(said(parseYaml, text))
  })
})

function otherwise<Result extends { errors: readonly Error[]; warnings: readonly Error[] }>(
  result: Result,
): Result {
  for (const error of [...result.errors, ...result.warnings]) error.message = 'reworded'
  return result
}

it('no reader of YAML has the sentences of the package at hand', () => {
  const folder = 'src/definitions/yaml'
  const readers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /\b(?:problem|error|warning|token)s?\.message\b|\bpos, message\b/.test(
        readFileSync(join(folder, path), 'utf8'),
      ),
    )
  expect(readers).toEqual([])
})
