import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../src/definitions/instance-spec.ts'
import { exampleEntry, exampleFile } from '../../../src/diagnostics/example-file.ts'
import { reveal } from '../../../src/model/secret.ts'
import { bodiesOf, fleetOf } from '../../support/fleet-of.ts'

const digestOf = (changes: { [field: string]: string | undefined }, variables = {}) =>
  fleetOf(exampleFile(changes), variables).specs[0]?.digest

describe('toSpecs', () => {
  it('sends exactly what the entry says, in its order, then what it inherits', () => {
    const text =
      'defaults: { kind: cpu, command: x }\ninstances:\n  - { productId: p, name: a, imageUrl: i }\n'
    expect(JSON.stringify(bodiesOf(text))).toBe(
      '[{"productId":"p","name":"a","imageUrl":"i","kind":"cpu","command":"x"}]',
    )
  })

  it('sends what is written empty', () => {
    expect(
      bodiesOf(exampleFile({ envs: '[]', command: '""', networkStorages: '[]' })),
    ).toMatchObject([{ envs: [], command: '', networkStorages: [] }])
  })

  it('knows a named entry by its name, and an unnamed one by its digest and number', () => {
    const unnamed = exampleEntry({ name: undefined })
    const { specs } = fleetOf(`${exampleFile({})}${unnamed}${unnamed}`)
    const digest = specs[1]?.digest
    expect(specs.map(({ key }) => key)).toEqual(['trainer', `~${digest}#1`, `~${digest}#2`])
  })

  it('remembers where each field was written, also through defaults and aliases', () => {
    const text =
      'x: &i img\n'.replace('x:', 'x-i:') +
      'defaults: { kind: cpu }\ninstances:\n  - { name: a, productId: p, imageUrl: *i }\n'
    const [spec] = fleetOf(text).specs
    if (spec === undefined) throw new Error('no spec')
    expect(placeOf(spec, 'kind').pointer).toBe('/defaults/kind')
    expect(placeOf(spec, 'imageUrl')).toMatchObject({
      pointer: '/instances/0/imageUrl',
      span: { start: text.indexOf('&i img') + 3, end: text.indexOf('&i img') + 6 },
    })
    expect(placeOf(spec, 'month').pointer).toBe('/instances/0')
  })

  it('gives secrets that print as their source text and reveal their value', () => {
    const text = exampleFile({ envs: '{ HF_TOKEN: "${T}" }' })
    const [spec] = fleetOf(text, { T: 'planted' }).specs
    expect(JSON.stringify(spec?.body)).not.toContain('planted')
    expect(reveal(spec?.body ?? '')).toMatchObject({
      envs: [{ key: 'HF_TOKEN', value: 'planted' }],
    })
  })

  it('gives the same bodies again from what it gave', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '-', '"', '\\', '训', '😀', ' ', ':', '#'),
    })
    const entry = fc.record(
      {
        productId: word.filter((text) => text !== ''),
        imageUrl: fc.stringMatching(/^[a-z0-9]{1,9}(\/[a-z0-9]{1,9})?(:[a-z0-9]{1,5})?$/),
        kind: fc.constant('cpu'),
        gpuNum: fc.integer({ min: 1, max: 8 }),
        month: fc.nat(36),
        command: word,
        clusterId: word,
        ports: fc
          .uniqueArray(fc.integer({ min: 3000, max: 9000 }), { maxLength: 15 })
          .map((ports) => ports.map((port) => `${port}/tcp`).join(', ')),
        envs: fc.uniqueArray(fc.record({ key: fc.stringMatching(/^[A-Z_]{1,9}$/), value: word }), {
          selector: ({ key }) => key,
          maxLength: 30,
        }),
        autoRenew: fc.boolean(),
      },
      { requiredKeys: ['productId', 'imageUrl', 'kind'] },
    )
    fc.assert(
      fc.property(entry, (written) => {
        const first = fleetOf(JSON.stringify({ instances: [written] })).specs[0]
        const body = reveal(first?.body ?? '')
        expect(body).toEqual(written)
        expect(fleetOf(JSON.stringify({ instances: [body] })).specs[0]?.digest).toBe(first?.digest)
      }),
    )
  })
})

describe('a digest', () => {
  it('is 16 hexadecimal digits', () => {
    expect(digestOf({})).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is the same where the definition means the same', () => {
    expect(digestOf({ ports: '80/http, 22/tcp' })).toBe(digestOf({ ports: '[22/tcp, 80/http]' }))
    expect(digestOf({ envs: '{ A: x, B: y }' })).toBe(
      digestOf({ envs: '[{ value: y, key: B }, { key: A, value: x }]' }),
    )
    expect(digestOf({ command: '""', envs: '[]', ports: '[]' })).toBe(digestOf({}))
    expect(digestOf({ gpuNum: '${G}' }, { G: '1' })).toBe(digestOf({}))
  })

  it('differs where it means something else', () => {
    expect(digestOf({ gpuNum: '2' })).not.toBe(digestOf({}))
    expect(digestOf({ ports: '80/http' })).not.toBe(digestOf({ ports: '80/tcp' }))
    expect(digestOf({ command: 'a' })).not.toBe(digestOf({ entrypoint: 'a' }))
  })

  it('tells nothing of a secret', () => {
    const auth = (value: string) => digestOf({ imageAuth: value })
    expect(auth('u:one')).toBe(auth('u:another'))
    const env = (T: string) => digestOf({ envs: '{ A: "${T}" }' }, { T })
    expect(env('one')).toBe(env('another'))
    const command = (T: string) => digestOf({ command: 'x ${T}' }, { T })
    expect(command('one')).toBe(command('another'))
  })
})
