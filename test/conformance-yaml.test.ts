import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Code } from '../src/diagnostics/catalogue/catalogue.ts'
import { hasErrors } from '../src/diagnostics/diagnostic.ts'
import { parse } from './support/parse.ts'
import { toPlain } from './support/plain-value.ts'

interface Case {
  readonly name: string
  readonly yaml: string
  readonly expect: 'accept' | 'reject'
  readonly value?: unknown
  readonly note: string
}

/** Where we judge otherwise than the suite: the finding, and why it is drawn. */
const REFUSED: Readonly<Record<string, { code: Code; why: string }>> = {
  'yts-M5C3': { code: 'yaml-tag-unknown', why: 'a tag we do not know would change the value' },
  'yts-Z67P': { code: 'yaml-tag-unknown', why: 'a tag we do not know would change the value' },
  'yts-UGM3': { code: 'yaml-tag-unknown', why: 'a tag we do not know would change the value' },
}

/** Legal YAML with several documents, which the suite's rule for loaders of one document rejects; we read every one. */
const SEVERAL: Readonly<Record<string, { documents: number; why?: string }>> = {
  'yts-35KP': { documents: 3 },
  'yts-6ZKB': { documents: 2, why: 'the second holds only a comment' },
  'yts-7Z25': { documents: 2 },
  'yts-9DXL': { documents: 2, why: 'the second holds only a comment' },
  'yts-9KAX': { documents: 8 },
  'yts-JHB9': { documents: 2 },
  'yts-KSS4': { documents: 2 },
  'yts-L383': { documents: 2 },
  'yts-M7A3': { documents: 2 },
  'yts-PUW8': { documents: 1, why: 'the second is empty' },
  'yts-RZT7': { documents: 3 },
  'yts-U9NS': { documents: 2 },
  'yts-UT92': { documents: 1, why: 'the second holds only a comment' },
  'yts-W4TN': { documents: 1, why: 'the second holds only a comment' },
}

const { cases } = JSON.parse(
  readFileSync(new URL('conformance/yaml-test-suite.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] }

describe('yaml-test-suite', () => {
  for (const { name, yaml, expect: verdict, value, note } of cases) {
    const { documents, diagnostics } = parse({ path: name, text: yaml })
    const refused = REFUSED[name]
    const several = SEVERAL[name]
    if (refused !== undefined) {
      it(`refuses ${name}, since ${refused.why}: ${note}`, () => {
        expect(diagnostics.map(({ code }) => code)).toEqual([refused.code])
      })
    } else if (several !== undefined) {
      it(`reads every document of ${name}: ${note}`, () => {
        expect(diagnostics).toEqual([])
        expect(documents).toHaveLength(several.documents)
        const all = parseAllDocuments(yaml).map((document): unknown => document.toJS())
        expect(documents.map(({ root }) => toPlain(root))).toEqual(
          documents.map(({ index }) => all[index]),
        )
      })
    } else if (verdict === 'accept') {
      it(`accepts ${name}: ${note}`, () => {
        expect(diagnostics).toEqual([])
        expect(documents.map(({ root }) => toPlain(root))).toEqual([value])
      })
    } else {
      it(`rejects ${name}: ${note}`, () => {
        expect(hasErrors(diagnostics)).toBe(true)
      })
    }
  }
})
