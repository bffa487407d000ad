import { describe, expect, it } from 'vitest'
import { valuesIn, yamlFindsIn } from '../../../support/parsed.ts'

const LEVELS = 20_000

describe('deep nesting', () => {
  it.each([
    ['lists in brackets', '['.repeat(LEVELS)],
    ['closed lists in brackets', '['.repeat(LEVELS) + ']'.repeat(LEVELS)],
    ['maps in braces', '{a: '.repeat(LEVELS) + '}'.repeat(LEVELS)],
    ['dashes on one line', `${'- '.repeat(LEVELS)}a`],
    ['question marks on one line', `${'? '.repeat(LEVELS)}a`],
    ['maps on lines of their own', block(2_000, 'a:\n')],
    ['lists on lines of their own', block(2_000, '-\n')],
  ])('of %s is refused with one finding', (_what, text) => {
    expect(yamlFindsIn(`${text}\n`)).toEqual([expect.stringMatching(/^yaml-too-deep /)])
  })

  it('is allowed to the depth that the message names', () => {
    expect(valuesIn(`${'['.repeat(100)}${']'.repeat(100)}\n`)).toHaveLength(1)
    expect(yamlFindsIn(`${'['.repeat(101)}${']'.repeat(101)}\n`)).toEqual(['yaml-too-deep «[»'])
  })
})

describe('wide maps and lists', () => {
  const keys = Array.from({ length: 20_000 }, (_, at) => `key${at}: ${at}`)

  it('of 20,000 keys are read', () => {
    const [block] = valuesIn(`${keys.join('\n')}\n`)
    expect(Object.keys(block as object)).toHaveLength(20_000)
  })

  it('of 20,000 keys are searched for a duplicate', () => {
    expect(yamlFindsIn(`${keys.join('\n')}\nkey10000: again\n`)).toEqual([
      'yaml-duplicate-key «key10000»',
    ])
  })

  it('of 6,000 entries between other keys are read', () => {
    const entries = Array.from({ length: 6_000 }, (_, at) => `  - n: ${at}\n    t: [a, "b: c"]\n`)
    const text = `x: 1\ninstances:\n${entries.join('')}z: 2\n`
    const items = Array.from({ length: 6_000 }, (_, n) => ({ n, t: ['a', 'b: c'] }))
    expect(valuesIn(text)).toEqual([{ x: 1, instances: items, z: 2 }])
  })

  it('say the right entry of a long list', () => {
    const entries = Array.from({ length: 6_000 }, (_, at) => `  - n: ${at}\n    t: [a, b, c]\n`)
    entries[5_000] = '  - n: 1\n    n: 2\n'
    entries[5_900] = '  - t: *gone\n'
    expect(yamlFindsIn(`instances:\n${entries.join('')}`)).toEqual([
      'yaml-duplicate-key «n»',
      'yaml-anchor-unknown «*gone»',
    ])
  })
})

function block(levels: number, text: string): string {
  return Array.from({ length: levels }, (_, at) => `${' '.repeat(at)}${text}`).join('')
}
