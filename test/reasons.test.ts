import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/** Where every sentence of a reason is made. */
const WORDING = 'output/text/reasons/'

/** What decides: it gives a reason by its code. */
const DECIDING = ['plan/', 'apply/', 'api/', 'operations/', 'status/']

/** What has no sentence at all, but where this list says. */
const SILENT = ['plan/', 'apply/']

/** Sentences there that are no reasons. */
const NO_REASONS: Readonly<Record<string, string>> = {
  'plan/plan-id.ts': 'names for the parts of a plan id, for an error',
  'plan/marker.ts': 'stands in a body that is shown for a value that is made later',
  'plan/summary.ts': 'the line of counts',
  'apply/create/attempt.ts': 'what the ledger keeps of a call, for who reads it',
  'apply/change/sight.ts': 'why nobody could look, beside what the network says of it',
  'plan/decide/removals.ts': 'names the entries of the ledger, for an error',
}

/** What errors say as well. */
const OF_ERRORS = 'the account could not be listed'

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'))
  .map((path) => ({ path, parts: literalsIn(readFileSync(join(SRC, path), 'utf8')) }))

/** The texts of a source, cut at what is filled in. */
function literalsIn(source: string): readonly string[] {
  const code = source
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/?\*)|^import\b/.test(line))
    .join('\n')
  return [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].flatMap(
    ([, plain, template]) => (plain ?? template ?? '').split(/\$\{[^}]*\}+/),
  )
}

const isIn = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => path.startsWith(folder))

/** Four words in a row are none of a code, a flag or a name. */
const isSentence = (text: string): boolean => /(?:\p{L}+,? ){3}\p{L}+/u.test(text)

describe('the sentence of a reason', () => {
  it('is found where it is made', () => {
    const made = sources.filter(({ path }) => path.startsWith(WORDING))
    expect(made.flatMap(({ parts }) => parts).filter(isSentence).length).toBeGreaterThan(30)
  })

  it('is nowhere in what decides', () => {
    const made = sources
      .filter(({ path }) => path.startsWith(WORDING))
      .flatMap(({ parts }) => parts)
      .filter((part) => isSentence(part) && !part.startsWith(OF_ERRORS))
      .map((part) => part.trim())
    const found = sources
      .filter(({ path }) => isIn(DECIDING, path))
      .flatMap(({ path, parts }) =>
        made
          .filter((sentence) => parts.some((part) => part.includes(sentence)))
          .map((sentence) => `${path}: ${sentence}`),
      )
    expect(found).toEqual([])
  })

  it('has no place in a plan or an apply, which give codes', () => {
    const found = sources
      .filter(({ path }) => isIn(SILENT, path) && !(path in NO_REASONS))
      .flatMap(({ path, parts }) =>
        parts.filter(isSentence).map((sentence) => `${path}: ${sentence}`),
      )
    expect(found).toEqual([])
  })

  it('is told from other sentences there, which are where the list says', () => {
    const speaking = new Set(
      sources.filter(({ parts }) => parts.some(isSentence)).map(({ path }) => path),
    )
    expect(Object.keys(NO_REASONS).filter((path) => !speaking.has(path))).toEqual([])
  })

  it.each([
    "return { kind: 'create', reason: 'neither in the ledger nor in the account' }",
    'const reason = `${id} is there but differs from what was applied in ${fields}`',
  ])('would be found in %s', (line) => {
    expect(literalsIn(line).some(isSentence)).toBe(true)
  })
})
