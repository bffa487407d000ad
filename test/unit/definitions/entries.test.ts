import { describe, expect, it } from 'vitest'
import { fieldPlace } from '../../../src/definitions/definition.ts'
import { collect } from '../../../src/definitions/entries.ts'
import { documentsOf, findsIn, wordsOf } from '../../support/fleet-of.ts'

const fieldsIn = (text: string) =>
  collect(documentsOf(text)).definitions.map((definition) => ({
    at: definition.place.pointer,
    fields: definition.fields.map(
      (field, at) =>
        `${fieldPlace(definition, field).pointer}${at < definition.own ? '' : ' inherited'}`,
    ),
  }))

describe('collect', () => {
  it('lays each entry under the defaults of its document, own keys first', () => {
    const text =
      'defaults: { kind: gpu, gpuNum: 1 }\ninstances:\n  - { gpuNum: 2, name: a }\n  - {}\n'
    expect(fieldsIn(text)).toEqual([
      {
        at: '/instances/0',
        fields: ['/instances/0/gpuNum', '/instances/0/name', '/defaults/kind inherited'],
      },
      { at: '/instances/1', fields: ['/defaults/kind inherited', '/defaults/gpuNum inherited'] },
    ])
  })

  it('replaces a list or a map of the defaults as a whole', () => {
    const text = 'defaults: { envs: { A: a } }\ninstances:\n  - { envs: { B: b } }\n'
    expect(fieldsIn(text)).toEqual([{ at: '/instances/0', fields: ['/instances/0/envs'] }])
  })

  it('keeps the defaults of one document from another', () => {
    const text =
      'defaults: { kind: gpu }\ninstances: [{ name: a }]\n---\ninstances: [{ name: b }]\n'
    expect(fieldsIn(text).map(({ fields }) => fields)).toEqual([
      ['/instances/0/name', '/defaults/kind inherited'],
      ['/instances/0/name'],
    ])
  })

  it('escapes a key in its pointer', () => {
    expect(fieldsIn('instances: [{ "a/b~c": 1 }]\n')[0]?.fields).toEqual(['/instances/0/a~1b~0c'])
  })

  it('ignores keys that start with x-', () => {
    const { diagnostics } = collect(
      documentsOf('x-base: { a: 1 }\nx-: 1\ninstances: [{ name: a }]\n'),
    )
    expect(diagnostics).toEqual([])
  })

  it.each([
    ['instance: []\n', 'unknown-top-level-key «instance»'],
    ['Instances: []\n', 'unknown-top-level-key «Instances»'],
    ['instances:\n', 'instances-not-a-list «»'],
    ['instances: {}\n', 'instances-not-a-list «{}»'],
    ['instances: trainer\n', 'instances-not-a-list «trainer»'],
    ['instances: []\n', 'instances-empty «[]»'],
    ['x-a: 1\n', 'instances-missing «x-a: 1»'],
    ['trainer\n', 'root-not-a-map «trainer»'],
    ['null\n', 'root-not-a-map «null»'],
    ['instances: [trainer]\n', 'entry-not-a-map «trainer»'],
    ['instances: [~]\n', 'entry-not-a-map «~»'],
    ['instances: [[]]\n', 'entry-not-a-map «[]»'],
  ])('draws exactly one finding from %j', (text, finding) => {
    expect(findsIn(text)).toEqual([finding])
  })

  it('shows what a bare list needs, in one line', () => {
    expect(wordsOf('- productId: a\n- productId: b\n')).toContain(
      'write `instances:` above the list and indent the list under it, so that it starts `- productId: …`',
    )
    expect(wordsOf('- a\n')).toContain('it starts `- …`')
  })

  it('draws one finding from an entry that stands alone', () => {
    expect(wordsOf('productId: a\nimageUrl: b\nfoo: c\n')).toContain('a single entry')
  })

  it('says where a field at the top of a file belongs', () => {
    expect(findsIn('instances: []\ngpuNum: 1\n')).toContain('unknown-top-level-key «gpuNum»')
    const { diagnostics } = collect(documentsOf('instances: [{ kind: gpu }]\ngpuNum: 1\n'))
    expect(diagnostics[0]?.hint).toContain('under `defaults`')
  })

  it('refuses defaults that are no map, and still reads the entries', () => {
    const { definitions, diagnostics } = collect(
      documentsOf('defaults: [a]\ninstances: [{ name: a }]\n'),
    )
    expect(diagnostics.map(({ code }) => code)).toEqual(['defaults-not-a-map'])
    expect(definitions).toHaveLength(1)
  })
})
