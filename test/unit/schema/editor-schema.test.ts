import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { PORT_RULES } from '../../../src/schema/fields.generated.ts'

const schema = JSON.parse(readFileSync('schemas/instances.schema.json', 'utf8')) as object
const ajv = new Ajv({ strict: true, allErrors: true })
const validate = ajv.compile(schema)

/** The entry that other keys are put into, and everything wrong with the file, as `pointer keyword`. */
const gpu = { productId: 'p', gpuNum: 1, rootfsSize: 60, imageUrl: 'i', kind: 'gpu' }
const wrongFile = (file: unknown): readonly string[] =>
  validate(file)
    ? []
    : (validate.errors ?? [])
        .filter((error) => error.keyword !== 'if')
        .map((error) => `${error.instancePath} ${error.keyword}`)
const wrong = (keys: object): readonly string[] => wrongFile({ instances: [{ ...gpu, ...keys }] })

describe('the schema for editors', () => {
  test('is valid draft-07 and compiles under the strict mode of ajv without exception', () => {
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' })
    expect(ajv.validateSchema(schema)).toBe(true)
    expect(() => new Ajv({ strict: true }).compile(schema)).not.toThrow()
  })

  test('takes a file that uses every form', () => {
    const file = parse(
      `
x-base: &base { kind: gpu }
defaults: { clusterId: cn-south-1 }
instances:
  - <<: *base
    name: a
    productId: "26"
    gpuNum: 1
    rootfsSize: 60
    imageUrl: i
    ports: 80/http, 3306/tcp
    envs: [{ key: A, value: "" }]
    tools: [{ name: Jupyter, port: "8888", type: http }]
    networkStorages: [{ Id: s, mountPoint: /m }]
  - { kind: cpu, productId: c, imageUrl: i, ports: [80/http], envs: { A: b }, replicas: 3 }
  - { <<: *base, productId: c, gpuNum: 1, rootfsSize: 60, imageUrl: i, protect: true, desiredStatus: stopped, expires: 8h }
`,
      { merge: true },
    )
    expect(wrongFile(file)).toEqual([])
  })

  test('takes a reference for every scalar', () => {
    const inner = {
      envs: [{ key: '${A}', value: '${A}' }],
      tools: [{ name: '${A}', port: '${A}', type: '${A}' }],
      networkStorages: [{ Id: '${A}', mountPoint: '${A}' }],
    }
    const names = [
      'name',
      'productId',
      'gpuNum',
      'rootfsSize',
      'imageUrl',
      'imageAuth',
      'imageAuthId',
    ]
    const more = ['ports', 'entrypoint', 'command', 'clusterId', 'networkId', 'kind', 'month']
    const later = ['billingMode', 'autoRenew', 'autoRenewMonth', 'minCudaVersion']
    const own = ['replicas', 'protect', 'desiredStatus', 'expires']
    for (const written of ['${A}', '$A', '${A:-1}', `x$$\${A:?${'long '.repeat(3000)}}`]) {
      const keys = [...names, ...more, ...later, ...own].filter((name) => name !== 'imageAuthId')
      expect(wrong({ ...inner, ...Object.fromEntries(keys.map((key) => [key, written])) })).toEqual(
        [],
      )
    }
    expect(wrong({ ports: ['${A}'], envs: { A: '${A}' }, imageAuthId: '${A}' })).toEqual([])
  })

  test('does not take an escaped dollar sign for a reference', () => {
    expect(wrong({ gpuNum: '$$A' })).toEqual(['/instances/0/gpuNum type'])
    expect(wrong({ gpuNum: '$$$$A' })).toEqual(['/instances/0/gpuNum type'])
    expect(wrong({ gpuNum: '$1' })).toEqual(['/instances/0/gpuNum type'])
    expect(wrong({ gpuNum: '$$$A' })).toEqual([])
  })

  test('refuses a typo, at the top, in an entry, in defaults and in an inner map', () => {
    expect(wrongFile({ instances: [], instance: [] })).toEqual([' additionalProperties'])
    expect(wrong({ gpuNums: 1 })).toEqual(['/instances/0 additionalProperties'])
    expect(wrongFile({ defaults: { kinds: 'gpu' }, instances: [] })).toEqual([
      '/defaults additionalProperties',
    ])
    expect(wrong({ tools: [{ name: 'a', port: '1', type: 'tcp', x: 1 }] })).toEqual([
      '/instances/0/tools/0 additionalProperties',
    ])
  })

  test('takes x- keys at the top only', () => {
    expect(wrongFile({ instances: [], 'x-anything': 1 })).toEqual([])
    expect(wrong({ 'x-anything': 1 })).toEqual(['/instances/0 additionalProperties'])
  })

  const beyond: readonly (readonly [object, string])[] = [
    [{ name: 'n'.repeat(256) }, '/name maxLength'],
    [{ name: 'a\u0007' }, '/name pattern'],
    [{ productId: '' }, '/productId minLength'],
    [{ productId: 'p'.repeat(256) }, '/productId maxLength'],
    [{ productId: 26 }, '/productId type'],
    [{ gpuNum: 0 }, '/gpuNum minimum'],
    [{ gpuNum: 9 }, '/gpuNum maximum'],
    [{ gpuNum: '2' }, '/gpuNum type'],
    [{ rootfsSize: 9 }, '/rootfsSize minimum'],
    [{ rootfsSize: 6145 }, '/rootfsSize maximum'],
    [{ imageUrl: 'i'.repeat(501) }, '/imageUrl maxLength'],
    [{ imageAuth: `u:${'p'.repeat(10238)}` }, '/imageAuth maxLength'],
    [{ imageAuth: 'nocolon' }, '/imageAuth pattern'],
    [{ imageAuth: 'a:b', imageAuthId: 'x' }, '/imageAuthId maxLength'],
    [{ command: 'c'.repeat(2048) }, '/command maxLength'],
    [{ entrypoint: 'c'.repeat(2048) }, '/entrypoint maxLength'],
    [{ month: -1 }, '/month minimum'],
    [{ autoRenewMonth: 13 }, '/autoRenewMonth maximum'],
    [{ minCudaVersion: 12.4 }, '/minCudaVersion type'],
    [{ replicas: 0 }, '/replicas minimum'],
    [{ replicas: 1001 }, '/replicas maximum'],
    [{ expires: 0 }, '/expires minimum'],
    [{ expires: 315_360_001 }, '/expires maximum'],
    [{ expires: 1.5 }, '/expires type'],
    [{ expires: true }, '/expires type'],
    [{ expires: '0h' }, '/expires pattern'],
    [{ expires: 'tomorrow' }, '/expires pattern'],
    [{ expires: '2026-12-31T18:00' }, '/expires pattern'],
    [{ ports: 80 }, '/ports type'],
    [{ ports: '80' }, '/ports pattern'],
    [{ ports: '80/udp' }, '/ports pattern'],
    [{ ports: '80/http,2223/tcp' }, '/ports pattern'],
    [{ ports: '70000/tcp' }, '/ports pattern'],
    [{ ports: Array.from({ length: 16 }, (_, at) => `${at + 1}/tcp`) }, '/ports maxItems'],
    [{ ports: ['80/http', '80/http'] }, '/ports uniqueItems'],
    [{ ports: [''] }, '/ports/0 pattern'],
    [{ ports: ['2222/tcp'] }, '/ports/0 pattern'],
    [{ ports: ['80/http,81/tcp'] }, '/ports/0 pattern'],
    [{ ports: ['80/udp'] }, '/ports/0 pattern'],
    [{ ports: ['080/tcp'] }, '/ports/0 pattern'],
    [{ tools: [{ name: 'a', port: 1, type: 'tcp' }] }, '/tools/0/port type'],
    [{ tools: [{ name: 'a', port: '2222', type: 'tcp' }] }, '/tools/0/port pattern'],
    [{ tools: [{ name: 'a', port: '65536', type: 'tcp' }] }, '/tools/0/port pattern'],
    [
      { networkStorages: [{ Id: 's', mountPoint: 'data' }] },
      '/networkStorages/0/mountPoint pattern',
    ],
    [{ networkStorages: [{ Id: 's' }] }, '/networkStorages/0 required'],
  ]
  for (const [keys, error] of beyond) {
    test(`refuses ${JSON.stringify(keys).slice(0, 60)} with ${error}`, () => {
      expect(wrong(keys)).toEqual([`/instances/0${error}`])
    })
  }

  test('refuses a wrong value of an enumeration, and a wrong boolean', () => {
    expect(wrong({ kind: 'tpu' })).toContain('/instances/0/kind enum')
    expect(wrong({ billingMode: 'ValueNode' })).toContain('/instances/0/billingMode enum')
    expect(wrong({ tools: [{ name: 'a', port: '1', type: 'udp' }] })).toContain(
      '/instances/0/tools/0/type enum',
    )
    expect(wrong({ autoRenew: 'yes' })).toContain('/instances/0/autoRenew type')
    expect(wrong({ protect: 'yes' })).toContain('/instances/0/protect type')
    expect(wrong({ desiredStatus: 'paused' })).toContain('/instances/0/desiredStatus enum')
  })

  test('refuses envs beyond their limits in both forms', () => {
    const many = Array.from({ length: 31 }, (_, at) => ({ key: `K${at}`, value: '' }))
    expect(wrong({ envs: many })).toContain('/instances/0/envs maxItems')
    const map = Object.fromEntries(many.map(({ key }) => [key, '']))
    expect(wrong({ envs: map })).toContain('/instances/0/envs maxProperties')
    expect(wrong({ envs: { 'A-B': '' } })).toContain('/instances/0/envs pattern')
    expect(wrong({ envs: { A: 1 } })).toContain('/instances/0/envs/A type')
    expect(wrong({ envs: [{ key: '1A', value: '' }] })).toContain('/instances/0/envs/0/key pattern')
  })

  test('requires a field in each entry unless defaults has it', () => {
    const { productId, ...others } = gpu
    expect(wrongFile({ instances: [gpu, others] })).toEqual(['/instances/1 required'])
    expect(wrongFile({ defaults: {}, instances: [others] })).toEqual(['/instances/0 required'])
    expect(wrongFile({ defaults: { productId }, instances: [others] })).toEqual([])
    expect(wrongFile({ defaults: gpu, instances: [{}] })).toEqual([])
  })

  test('requires gpuNum and rootfsSize of gpu entries, wherever the kind is written', () => {
    const common = { productId: 'p', imageUrl: 'i' }
    const both = ['/instances/0 required', '/instances/0 required']
    const file = (kind: string | undefined, entry: object) =>
      wrongFile({
        ...(kind === undefined ? {} : { defaults: { kind } }),
        instances: [{ ...common, ...entry }],
      })
    expect(file(undefined, { kind: 'gpu' })).toEqual(both)
    expect(file(undefined, { kind: 'cpu' })).toEqual([])
    expect(file(undefined, { kind: '${KIND}' })).toEqual([])
    expect(file('gpu', {})).toEqual(both)
    expect(file('gpu', { kind: 'cpu' })).toEqual([])
    expect(file('cpu', {})).toEqual([])
    expect(file('cpu', { kind: 'gpu' })).toEqual(both)
    expect(file('${KIND}', {})).toEqual([])
  })

  test('has the same ports as the specification, number by number', () => {
    const allowed = (port: number) =>
      port >= PORT_RULES.minimum &&
      port <= PORT_RULES.maximum &&
      !PORT_RULES.reserved.includes(port)
    const patternsOf = (rules: readonly { readonly pattern: string }[]) =>
      rules.map(({ pattern }) => new RegExp(pattern, 'u'))
    const { ports, tools } = entryProperties()
    const forms = [
      {
        patterns: patternsOf(ports.else.else.allOf),
        write: (port: number) => `80/http, ${port}/tcp`,
      },
      { patterns: patternsOf(ports.then.items.else.allOf), write: (port: number) => `${port}/tcp` },
      { patterns: patternsOf(tools.items.properties.port.else.allOf), write: String },
    ]
    for (const { patterns, write } of forms) {
      const differing = Array.from({ length: 70_000 }, (_, port) => port).filter(
        (port) => patterns.every((pattern) => pattern.test(write(port))) !== allowed(port),
      )
      expect(differing).toEqual([])
      expect(
        patterns.every((pattern) => pattern.test(write(80).replace(/80(?=\/tcp$|$)/, '080'))),
      ).toBe(false)
    }
  })
})

interface Rules {
  readonly allOf: readonly { readonly pattern: string }[]
}

/** The parts of the schema that hold the grammar of ports. */
function entryProperties() {
  const { definitions } = schema as {
    definitions: {
      entry: {
        properties: {
          ports: { then: { items: { else: Rules } }; else: { else: Rules } }
          tools: { items: { properties: { port: { else: Rules } } } }
        }
      }
    }
  }
  return definitions.entry.properties
}
