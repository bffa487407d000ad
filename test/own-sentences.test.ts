import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/** What holds a sentence for people, by the names that the sources give it. */
const SENTENCE =
  '(?:message|hint|why|reason|said|wrote|advice|stock|title|note|warning|explanation|sentence)'

/** Code that looks into a sentence, or compares it with another one. */
const DECIDES: readonly RegExp[] = [
  new RegExp(
    `\\b${SENTENCE}\\)?[?!]?\\??\\.(?:startsWith|endsWith|includes|match|matchAll|search|indexOf)\\(`,
  ),
  new RegExp(`\\.(?:test|exec)\\([^()]*\\b${SENTENCE}\\b`),
  new RegExp(`\\b${SENTENCE}\\)? [!=]== ['\`"][^'\`"]* `),
  /\.(?:startsWith|endsWith|includes|search|indexOf)\(['`"][A-Z]+[a-z]* /,
  /\/(?:nothing|was|not|the|could)\b[^/\n]*\/[a-z]*\.(?:test|exec)\(/i,
]

/** Sentences of others, which have no code to go by. */
const OF_OTHERS: Readonly<Record<string, string>> = {
  'config/config-file.ts': "Node's JSON parser says in its message alone where it stopped",
  'api/responses/classify.ts': 'a reason of the service is a code',
  'diagnostics/catalogue/fields.ts': 'what a person wrote in a file is told from other values',
  'ledger/git-store/push-commit.ts': 'what a remote of Git says of a push is all that it tells',
  'ledger/postgres-store/network-words.ts': 'errors of the client `pg` have no code',
  'api/responses/refusal.ts': "the service's own message may name its reason already",
}

const lines = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) =>
    readFileSync(join(SRC, path), 'utf8')
      .split('\n')
      .map((line) => ({ path, line: line.trim() })),
  )

const decides = (line: string): boolean => DECIDES.some((pattern) => pattern.test(line))

describe('our own sentences', () => {
  it('decide nothing: what a sentence says is a value before it is worded', () => {
    const found = lines
      .filter(({ path, line }) => !(path in OF_OTHERS) && decides(line))
      .map(({ path, line }) => `${path}: ${line}`)
    expect(found).toEqual([])
  })

  it('are told from those of others, which are looked into where this list says', () => {
    const looking = new Set(lines.filter(({ line }) => decides(line)).map(({ path }) => path))
    expect(Object.keys(OF_OTHERS).filter((path) => !looking.has(path))).toEqual([])
  })

  it.each([
    "if (/nothing was/i.test(error.hint ?? '')) return error",
    "return named.startsWith('HTTP ') ? named : other",
    'const more = said.startsWith(`HTTP ${status} `)',
    "const masked = what.wrote === 'a number'",
    'const isOut = stock.startsWith(NOT_AVAILABLE)',
  ])('would be found in %s', (line) => expect(decides(line)).toBe(true))
})
