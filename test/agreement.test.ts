import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../src/diagnostics/catalogue/catalogue.ts'
import { isQuick } from './support/agreement.ts'
import { chanceOf, mutated, yamlFile } from './support/yaml-files.ts'

/** How many files are made up; `npm run fuzz` makes 100,000. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000)

/** What the full run may take, in milliseconds. */
const FULL_RUN = 900_000

/** How many of the files the quick way is certain about; throws where the two ways disagree. */
const countQuick = (texts: Iterable<string>): number => {
  let quick = 0
  for (const text of texts) if (isQuick(text)) quick += 1
  return quick
}

const seeds = fc.integer({ min: 0, max: 0xffff_ffff })

describe('the quick way and the `yaml` package', () => {
  it('agree on the cases of the yaml-test-suite', () => {
    const { cases } = JSON.parse(readFileSync('test/conformance/yaml-test-suite.json', 'utf8')) as {
      readonly cases: readonly { readonly yaml: string }[]
    }
    expect(countQuick(cases.map(({ yaml }) => yaml))).toBeGreaterThan(50)
  })

  it('agree on the files of this repository, of which nearly all are read quickly', () => {
    const paths = ['examples', 'schemas', '.github', 'test/cases'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => `${folder}/${name}`),
    )
    const quick = countQuick(paths.map((path) => readFileSync(path, 'utf8')))
    expect(quick).toBeGreaterThan(paths.length * 0.9)
  })

  it('agree on the example of every finding', () => {
    const examples = Object.values(CATALOGUE).flatMap(({ example }) =>
      example === undefined ? [] : [example()],
    )
    expect(countQuick(examples)).toBeGreaterThan(examples.length / 3)
  })

  it(
    'agree on definitions in many styles, of which most are read quickly',
    () => {
      let made = 0
      let quick = 0
      fc.assert(
        fc.property(seeds, (seed) => {
          made += 1
          quick += countQuick([yamlFile(chanceOf(seed))])
        }),
        { numRuns: RUNS / 2 },
      )
      expect(quick / made).toBeGreaterThan(0.6)
    },
    FULL_RUN,
  )

  it(
    'agree on damaged definitions, of which some are still read quickly',
    () => {
      let made = 0
      let quick = 0
      fc.assert(
        fc.property(seeds, (seed) => {
          made += 1
          const chance = chanceOf(seed)
          quick += countQuick([mutated(chance, yamlFile(chance))])
        }),
        { numRuns: RUNS / 2 },
      )
      expect(quick / made).toBeGreaterThan(0.15)
    },
    FULL_RUN,
  )
})

const fleet = (entries: number, under = 'instances:\n'): string =>
  `defaults: &base\n  kind: gpu\n${under}${Array.from(
    { length: entries },
    (_, at) =>
      `  - name: worker-${at} # one of many\n    envs: { A: "${at}" }\n\n    command: |\n      run ${at}\n    <<: *base\n`,
  ).join('')}`

describe('an alias of a list', () => {
  it.each([
    ['before the list around it', 'a: &a\n  - x\nb:\n  - *a\n'],
    ['in the list around it', 'b:\n  - &a\n    - x\n  - *a\n'],
    ['in a list in brackets', 'b: &a [x]\nc: [[y], *a]\n'],
  ])('is left to the package, which has a word for it: %s', (_where, text) => {
    expect(isQuick(text)).toBe(false)
  })
})

describe('long files', () => {
  it('are read alike where they hold hundreds of entries', () => {
    expect(isQuick(fleet(600))).toBe(true)
    expect(isQuick(`${fleet(600)}x-after:\n  - a: 1\n`)).toBe(true)
    expect(isQuick(fleet(600, 'instances: &all\n'))).toBe(true)
  })

  it('are read alike with a map of 9,000 keys and a text of a million characters', () => {
    const keys = Array.from({ length: 9_000 }, (_, at) => `key-${at}: ${at}\n`).join('')
    expect(isQuick(keys)).toBe(true)
    expect(isQuick(`a: ${'x'.repeat(1_000_000)}\nb: "${'y'.repeat(900_000)}"\n`)).toBe(true)
    expect(isQuick(`a: |\n${'  line of a text\n'.repeat(60_000)}`)).toBe(true)
  })

  it('are left to the package where it may refuse them', () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `key-${at}: ${'x'.repeat(100)}\n`).join(
      '',
    )
    expect(isQuick(keys)).toBe(false)
    expect(isQuick(`${'- '.repeat(60)}x\n`)).toBe(false)
    const wide = `x: &x [${'a, '.repeat(3_000)}]\ny: [${'*x, '.repeat(1_000)}]\n`
    expect(isQuick(wide)).toBe(false)
  })
})
