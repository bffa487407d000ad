import { describe, expect, it } from 'vitest'
import { toFleet } from '../../../../src/definitions/fleet.ts'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { parse } from '../../../support/parse.ts'

/** All codes that a file draws, from its YAML to its meaning; it never gives specs. */
function codesIn(text: string): readonly string[] {
  const { documents, diagnostics } = parse({ path: 'a.yaml', text })
  const fleet = toFleet(documents, { lookup: () => undefined })
  expect(fleet.specs).toEqual([])
  return [...diagnostics, ...fleet.diagnostics].map(({ code }) => code)
}

describe('one mistake in the YAML is one finding', () => {
  it.each([
    ['a value', exampleFile({ gpuNum: '*nowhere' })],
    ['a list', exampleFile({ ports: '*nowhere' })],
    ['an item', exampleFile({ ports: '[80/http, *nowhere]' })],
    ['a text that may be left out', exampleFile({ command: '*nowhere' })],
    ['a value within a list of maps', exampleFile({ envs: '[{ key: A, value: *nowhere }]' })],
    ['an entry', `${exampleFile({})}  - *nowhere\n`],
    ['all entries', 'instances: *nowhere\n'],
    ['the defaults', `defaults: *nowhere\n${exampleFile({ imageUrl: undefined })}`],
    ['the whole file', '*nowhere\n'],
    ['what an entry merges', 'instances:\n  - <<: *nowhere\n    gpuNum: 1\n'],
    ['what an item merges', exampleFile({ envs: '[{ <<: *nowhere }]' })],
    ['one of several merges', 'x-a: &a { gpuNum: 1 }\ninstances:\n  - <<: [*a, *nowhere]\n'],
    ['what the defaults merge', `defaults: { <<: *nowhere }\n${exampleFile({ kind: undefined })}`],
    ['a key', exampleFile({ name: undefined }).replace('kind: gpu', '*nowhere : gpu')],
  ])('for an alias without anchor as %s', (_what, text) => {
    expect(codesIn(text)).toEqual(['yaml-anchor-unknown'])
  })

  it.each([
    ['yaml-escape', exampleFile({ name: '"\\d"' })],
    ['yaml-lone-surrogate', exampleFile({ name: '"\\ud800"' })],
    ['yaml-tag-unknown', exampleFile({ gpuNum: '!env GPUS' })],
    ['yaml-tag-mismatch', exampleFile({ gpuNum: '!!int many' })],
    ['yaml-duplicate-key', exampleFile({ gpuNum: '1\n    gpuNum: many' })],
  ])('for %s in a value', (code, text) => {
    expect(codesIn(text)).toEqual([code])
  })

  it('beside findings about other entries', () => {
    const other = exampleFile({ name: 'other', gpuNum: '9' }).replace('instances:\n', '')
    expect(codesIn(`${exampleFile({ gpuNum: '*nowhere' })}${other}`)).toEqual([
      'yaml-anchor-unknown',
      'number-too-large',
    ])
  })
})
