import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../src/definitions/instance-spec.ts'
import { bodiesOf, findsIn, fleetOf, wordsOf } from '../../support/fleet-of.ts'

const ENTRY = '{ kind: gpu, productId: p, gpuNum: 1, rootfsSize: 60, imageUrl: x }'

const fleet = (...lines: readonly string[]): string =>
  ['instances:', '  - name: a', ...lines.map((line) => `    ${line}`)].join('\n')

const FIELDS = ['kind: gpu', 'productId: p', 'gpuNum: 1', 'rootfsSize: 60', 'imageUrl: x']

const sound = (...lines: readonly string[]): string => fleet(...FIELDS, ...lines)

const fallbackOf = (text: string, variables = {}) =>
  fleetOf(text, variables).specs.map(({ fallback }) => fallback.map(({ body }) => body))

describe('fallback', () => {
  it('lays each item over the entry: every one is a full body, under the name of the entry', () => {
    const text = sound(
      'fallback:',
      '  - clusterId: cn-northwest-2',
      '  - { productId: q, gpuNum: 2 }',
      '  - billingMode: spot',
    )
    const own = { name: 'a', kind: 'gpu', productId: 'p', gpuNum: 1, rootfsSize: 60, imageUrl: 'x' }
    expect(bodiesOf(text)).toEqual([own])
    expect(fallbackOf(text)).toEqual([
      [
        { ...own, clusterId: 'cn-northwest-2' },
        { ...own, productId: 'q', gpuNum: 2 },
        { ...own, billingMode: 'spot' },
      ],
    ])
  })

  it('is of each replica, and of each entry that inherits it', () => {
    const text = [
      `defaults: ${ENTRY.replace(' }', ', fallback: [{ productId: q }] }')}`,
      'instances:',
      '  - { name: w, replicas: 2 }',
      '  - { name: own, fallback: [] }',
    ].join('\n')
    expect(findsIn(text)).toEqual([])
    expect(fallbackOf(text)).toMatchObject([
      [{ name: 'w-1', productId: 'q' }],
      [{ name: 'w-2', productId: 'q' }],
      [],
    ])
  })

  it('has references and numbers of variables like any field', () => {
    const text = sound('maxHourly: ${MOST}', 'fallback: [{ productId: "${P}", gpuNum: "${N}" }]')
    const variables = { P: 'q', N: '2', MOST: '6.5' }
    expect(fallbackOf(text, variables)).toMatchObject([[{ productId: 'q', gpuNum: 2 }]])
    expect(fleetOf(text, variables).specs).toMatchObject([{ maxHourly: 6.5 }])
    expect(findsIn(text, { ...variables, N: 'two', MOST: 'much' })).toEqual([
      'reference-not-cast «${MOST}»',
      'reference-not-cast «"${N}"»',
    ])
  })

  it('is part of no digest and of no key: who adds one keeps the instance', () => {
    const [plain] = fleetOf(sound()).specs
    const [laddered] = fleetOf(sound('maxHourly: 8', 'fallback: [{ productId: q }]')).specs
    expect(laddered).toMatchObject({ digest: plain?.digest, key: plain?.key, body: plain?.body })
  })

  it('points at what was written, in the item or in the entry', () => {
    const [spec] = fleetOf(sound('fallback: [{ productId: q }]')).specs
    const [rung] = spec?.fallback ?? []
    const pointers = ['productId', 'gpuNum', 'ports'].map(
      (field) => rung && placeOf(rung, field).pointer,
    )
    expect(pointers).toEqual([
      '/instances/0/fallback/0/productId',
      '/instances/0/gpuNum',
      '/instances/0',
    ])
  })

  it.each([
    ['a value that no body may have', '[{ gpuNum: 9 }]', ['number-too-large «9»']],
    ['a disk that is too small', '[{ rootfsSize: 5 }]', ['root-disk-too-small «5»']],
    ['a number in the place of an id', '[{ productId: 26 }]', ['unquoted-text «26»']],
    ['nothing', '[{ clusterId: }]', ['null-value «»']],
    ['what no item may have', '[{ month: 1 }]', ['unknown-key «month»']],
    ['what has another name elsewhere', '[{ cluster: c }]', ['unknown-key «cluster»']],
    ['no list', '{ clusterId: c }', ['wrong-type «{ clusterId: c }»']],
    ['no map in the list', '[cn-south-1]', ['wrong-type «cn-south-1»']],
    ['the same as the entry', '[{ gpuNum: 1 }]', ['fallback-repeats «{ gpuNum: 1 }»']],
    [
      'the same as an earlier item',
      '[{ gpuNum: 2 }, { gpuNum: 2 }]',
      ['fallback-repeats «{ gpuNum: 2 }»'],
    ],
    ['a character that nobody sees', '[{ clusterId: "cn\u200b-1" }]', ['odd-character «\u200b»']],
  ])('is told once where it is: %s', (_what, fallback, finds) => {
    expect(findsIn(sound(`fallback: ${fallback}`))).toEqual(finds)
  })

  it('contradicts an entry that is paid in advance where the item is not', () => {
    expect(findsIn(sound('month: 1', 'fallback: [{ billingMode: spot }]'))).toEqual([
      'billing-contradiction «spot»',
    ])
  })

  it('says a mistake of the entry once, however many items are laid over it', () => {
    const text = fleet(
      ...FIELDS.filter((line) => !line.startsWith('imageUrl')),
      'ports: 2222/tcp',
      'fallback: [{ productId: q }, { productId: r }]',
    )
    expect(findsIn(text).map((each) => each.split(' ')[0])).toEqual([
      'missing-key',
      'port-reserved',
    ])
  })

  it('takes no secret', () => {
    const text = sound('fallback: [{ productId: "${MY_SECRET_TOKEN}" }]')
    expect(findsIn(text, { MY_SECRET_TOKEN: 's3cret' })).toEqual([
      'secret-in-name «${MY_SECRET_TOKEN}»',
    ])
  })

  it('says how it is written', () => {
    expect(wordsOf(sound('fallback: cn-south-1'))).toContain('[{ clusterId: cn-south-1 }')
    expect(wordsOf(sound('fallback: [{ month: 1 }]'))).toContain(
      'the keys are `productId`, `clusterId`, `gpuNum`, `billingMode`, `rootfsSize` and `minCudaVersion`',
    )
  })
})

describe('maxHourly', () => {
  it.each([
    ['8', []],
    ['0.5', []],
    ['-1', ['number-too-small «-1»']],
    ['"8"', ['wrong-type «"8"»']],
    ['.inf', ['wrong-type «.inf»']],
    ['cheap', ['wrong-type «cheap»']],
  ])('is an amount: %s', (text, finds) => {
    expect(findsIn(sound(`maxHourly: ${text}`))).toEqual(finds)
  })
})
