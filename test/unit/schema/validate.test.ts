import { describe, expect, test } from 'vitest'
import {
  validateCreateBody,
  validateDefaults,
  validateEntry,
} from '../../../src/schema/validate.generated.ts'

const gpu = { productId: 'p', gpuNum: 1, rootfsSize: 60, imageUrl: 'i', kind: 'gpu' }
const cpu = { productId: 'p', imageUrl: 'i', kind: 'cpu' }

/** What is wrong, as `pointer keyword limit`. */
const wrong = (value: unknown, validate = validateEntry): readonly string[] =>
  validate(value).map(({ instancePath, keyword, params }) =>
    [instancePath, keyword, ...Object.values(params)]
      .filter((part) => part !== '>=' && part !== '<=')
      .join(' '),
  )

const without = (key: string): object =>
  Object.fromEntries(Object.entries(gpu).filter(([name]) => name !== key))

const emoji = '😀'
const many = <Value>(count: number, make: (index: number) => Value): readonly Value[] =>
  Array.from({ length: count }, (_, index) => make(index))
const env = (index: number) => ({ key: `K${index}`, value: '' })
const storage = (index: number) => ({ Id: `s${index}`, mountPoint: `/m${index}` })
const tool = { name: 'Jupyter', port: '8888', type: 'http' }
const mapOf = (count: number) => Object.fromEntries(many(count, (index) => [`K${index}`, '']))

/** For each field: values at its limits, and values beyond with the one error each must draw. */
const LIMITS: Readonly<
  Record<string, { at: readonly unknown[]; beyond: readonly (readonly [unknown, string])[] }>
> = {
  name: {
    at: ['', 'n', 'n'.repeat(255), emoji.repeat(255)],
    beyond: [
      ['n'.repeat(256), '/name maxLength 255'],
      [emoji.repeat(256), '/name maxLength 255'],
      [7, '/name type string'],
      [null, '/name type string'],
    ],
  },
  productId: {
    at: ['1', 'p'.repeat(255)],
    beyond: [
      ['', '/productId minLength 1'],
      ['p'.repeat(256), '/productId maxLength 255'],
      [26, '/productId type string'],
    ],
  },
  gpuNum: {
    at: [1, 8],
    beyond: [
      [0, '/gpuNum minimum 1'],
      [9, '/gpuNum maximum 8'],
      [8.5, '/gpuNum type integer'],
      [0.5, '/gpuNum type integer'],
      ['2', '/gpuNum type integer'],
      [Number.NaN, '/gpuNum type integer'],
      [Number.POSITIVE_INFINITY, '/gpuNum type integer'],
    ],
  },
  rootfsSize: {
    at: [10, 6144],
    beyond: [
      [9, '/rootfsSize minimum 10'],
      [6145, '/rootfsSize maximum 6144'],
      ['60', '/rootfsSize type integer'],
    ],
  },
  imageUrl: {
    at: ['i', 'i'.repeat(500)],
    beyond: [
      ['', '/imageUrl minLength 1'],
      ['i'.repeat(501), '/imageUrl maxLength 500'],
    ],
  },
  imageAuth: {
    at: ['', 'u:p', 'u'.repeat(10239)],
    beyond: [['u'.repeat(10240), '/imageAuth maxLength 10239']],
  },
  imageAuthId: { at: ['', 'x'.repeat(9999)], beyond: [[1, '/imageAuthId type string']] },
  ports: {
    at: ['', '80/http, 3306/tcp', [], ['80/http']],
    beyond: [
      [80, '/ports type string,array'],
      [{ 80: 'http' }, '/ports type string,array'],
      [[80], '/ports/0 type string'],
      [['80/http', ''], '/ports/1 minLength 1'],
    ],
  },
  envs: {
    at: [[], {}, many(30, env), mapOf(30), [{ key: 'K', value: '' }]],
    beyond: [
      [many(31, env), '/envs maxItems 30'],
      [mapOf(31), '/envs maxProperties 30'],
      ['K=V', '/envs type array,object'],
      [{ K: 1 }, '/envs/K type string'],
      [['K=V'], '/envs/0 type object'],
      [[{ value: 'v' }], '/envs/0 required key'],
      [[{ key: 'K' }], '/envs/0 required value'],
      [[{ key: '', value: 'v' }], '/envs/0/key minLength 1'],
      [[{ key: 'K', value: true }], '/envs/0/value type string'],
      [[{ key: 'K', value: 'v', secret: true }], '/envs/0 additionalProperties secret'],
    ],
  },
  tools: {
    at: [[], [tool], [{ ...tool, type: 'tcp' }]],
    beyond: [
      [{ Jupyter: 8888 }, '/tools type array'],
      [[{ ...tool, port: 8888 }], '/tools/0/port type string'],
      [[{ ...tool, port: '' }], '/tools/0/port minLength 1'],
      [[{ ...tool, name: '' }], '/tools/0/name minLength 1'],
      [[{ ...tool, type: 'udp' }], '/tools/0/type enum tcp,http'],
      [[{ ...tool, type: '' }], '/tools/0/type enum tcp,http'],
      [[{ name: 'Jupyter', port: '1' }], '/tools/0 required type'],
    ],
  },
  entrypoint: {
    at: ['', 'e'.repeat(2047)],
    beyond: [['e'.repeat(2048), '/entrypoint maxLength 2047']],
  },
  command: {
    at: ['', 'c'.repeat(2047)],
    beyond: [
      ['c'.repeat(2048), '/command maxLength 2047'],
      [['python'], '/command type string'],
    ],
  },
  clusterId: { at: ['', 'cn-south-1'], beyond: [[5, '/clusterId type string']] },
  networkStorages: {
    at: [[], many(30, storage)],
    beyond: [
      [many(31, storage), '/networkStorages maxItems 30'],
      [[{ Id: '', mountPoint: '/m' }], '/networkStorages/0/Id minLength 1'],
      [[{ Id: 's', mountPoint: '' }], '/networkStorages/0/mountPoint minLength 1'],
      [[{ Id: 's' }], '/networkStorages/0 required mountPoint'],
      [{ Id: 's', mountPoint: '/m' }, '/networkStorages type array'],
    ],
  },
  networkId: { at: ['', 'n'], beyond: [[1, '/networkId type string']] },
  kind: {
    at: ['gpu', 'cpu'],
    beyond: [
      ['tpu', '/kind enum gpu,cpu'],
      ['', '/kind enum gpu,cpu'],
      ['GPU', '/kind enum gpu,cpu'],
    ],
  },
  month: {
    at: [0, 1, 999],
    beyond: [
      [-1, '/month minimum 0'],
      [1.5, '/month type integer'],
    ],
  },
  billingMode: {
    at: ['onDemand', 'monthly', 'spot'],
    beyond: [['ondemand', '/billingMode enum onDemand,monthly,spot']],
  },
  autoRenew: {
    at: [true, false],
    beyond: [
      ['true', '/autoRenew type boolean'],
      [1, '/autoRenew type boolean'],
    ],
  },
  autoRenewMonth: {
    at: [1, 12],
    beyond: [
      [0, '/autoRenewMonth minimum 1'],
      [13, '/autoRenewMonth maximum 12'],
    ],
  },
  minCudaVersion: {
    at: ['', '12.4', 'v'.repeat(255)],
    beyond: [
      [12.4, '/minCudaVersion type string'],
      ['v'.repeat(256), '/minCudaVersion maxLength 255'],
    ],
  },
  replicas: {
    at: [1, 1000],
    beyond: [
      [0, '/replicas minimum 1'],
      [1001, '/replicas maximum 1000'],
      ['3', '/replicas type integer'],
    ],
  },
  protect: { at: [true, false], beyond: [['true', '/protect type boolean']] },
  desiredStatus: {
    at: ['running', 'stopped'],
    beyond: [
      ['paused', '/desiredStatus enum running,stopped'],
      ['', '/desiredStatus enum running,stopped'],
      [true, '/desiredStatus type string'],
    ],
  },
  expires: {
    at: ['', '8h', 1, 315_360_000],
    beyond: [
      [0, '/expires minimum 1'],
      [315_360_001, '/expires maximum 315360000'],
      [1.5, '/expires type string,integer'],
      [['8h'], '/expires type string,integer'],
    ],
  },
}

describe('validateEntry', () => {
  for (const [field, { at, beyond }] of Object.entries(LIMITS)) {
    test(`takes ${field} at its limits`, () => {
      for (const value of at) expect(wrong({ ...gpu, [field]: value })).toEqual([])
    })

    test(`refuses ${field} beyond its limits with one error each`, () => {
      for (const [value, error] of beyond) {
        expect(wrong({ ...gpu, [field]: value })).toEqual([error])
      }
    })
  }

  for (const field of Object.keys(gpu)) {
    test(`requires ${field} of a gpu instance`, () => {
      expect(wrong(without(field))).toEqual([` required ${field}`])
    })
  }

  test('lets gpuNum and rootfsSize be left out for cpu, and checks them when given', () => {
    expect(wrong(cpu)).toEqual([])
    expect(wrong({ ...cpu, gpuNum: 9, rootfsSize: 5 })).toEqual([
      '/gpuNum maximum 8',
      '/rootfsSize minimum 10',
    ])
  })

  test('counts a misspelled kind as one mistake, whatever is missing besides', () => {
    expect(wrong({ ...cpu, kind: 'cpus' })).toEqual(['/kind enum gpu,cpu'])
    expect(wrong({ ...cpu, kind: null })).toEqual(['/kind type string'])
  })

  test('reports everything that is missing at once', () => {
    expect([...wrong({})].sort()).toEqual(
      Object.keys(gpu)
        .map((field) => ` required ${field}`)
        .sort(),
    )
  })

  test('refuses unknown keys, also those that every object inherits', () => {
    expect(wrong({ ...gpu, gpuNums: 1 })).toEqual([' additionalProperties gpuNums'])
    expect(wrong({ ...gpu, constructor: 'x' })).toEqual([' additionalProperties constructor'])
    expect(wrong(JSON.parse(JSON.stringify(gpu).replace('{', '{"__proto__":1,')))).toEqual([
      ' additionalProperties __proto__',
    ])
  })

  test('escapes keys in pointers', () => {
    expect(wrong({ ...gpu, envs: { 'a/b~c': 1 } })).toEqual(['/envs/a~1b~0c type string'])
  })

  test('says once that an entry is no map', () => {
    for (const value of [null, 'x', 1, []]) expect(wrong(value)).toEqual([' type object'])
  })

  test('leaves the form of texts to the rules', () => {
    const odd = { ports: '2222/udp', imageAuth: 'nocolon', name: '\u0007', envs: { '1 a': '' } }
    expect(wrong({ ...gpu, ...odd })).toEqual([])
  })
})

describe('validateDefaults', () => {
  test('requires nothing', () => {
    expect(wrong({}, validateDefaults)).toEqual([])
  })

  test('has the limits and keys of an entry', () => {
    expect(wrong({ gpuNum: 9, replicas: 0, foo: 1 }, validateDefaults)).toEqual([
      ' additionalProperties foo',
      '/gpuNum maximum 8',
      '/replicas minimum 1',
    ])
  })
})

describe('validateCreateBody', () => {
  const check = (body: object) => wrong(body, validateCreateBody)

  test('takes what the reference page documents', () => {
    const full = {
      ...{ name: 'n', imageAuth: '', imageAuthId: '', ports: '80/http, 3306/tcp', command: '' },
      ...{ envs: [env(0)], tools: [tool], networkStorages: [storage(0)], networkId: '', month: 0 },
    }
    expect(check({ ...gpu, ...full, clusterId: '' })).toEqual([])
  })

  test('takes empty texts and lists, which mean that nothing is set', () => {
    expect(check({ ...gpu, ports: '', envs: [], tools: [], networkStorages: [] })).toEqual([])
  })

  test('ignores unknown keys, so also our own', () => {
    expect(check({ ...gpu, replicas: 'many', foo: 1 })).toEqual([])
  })

  test('knows nothing of our second forms', () => {
    expect(check({ ...gpu, ports: ['80/http'], envs: { A: 'b' } })).toEqual([
      '/ports type string',
      '/envs type array',
    ])
  })

  test('takes a rootfsSize below 10, which the service raises, and refuses one above 6144', () => {
    expect(check({ ...gpu, rootfsSize: 1 })).toEqual([])
    expect(check({ ...gpu, rootfsSize: 6145 })).toEqual(['/rootfsSize maximum 6144'])
  })

  test('requires gpuNum and rootfsSize for gpu alone', () => {
    expect(check(cpu)).toEqual([])
    expect(check({ ...cpu, kind: 'gpu' })).toEqual([' required gpuNum', ' required rootfsSize'])
  })

  test('refuses ports that break the grammar of the reference page', () => {
    const bad = [
      '80',
      '80/udp',
      '0/tcp',
      '65536/tcp',
      '2222/tcp',
      '080/tcp',
      '80/http,',
      '80/http;81/tcp',
    ]
    for (const ports of bad) {
      expect(validateCreateBody({ ...gpu, ports }).map((error) => error.keyword)).toEqual([
        'pattern',
      ])
    }
    expect(check({ ...gpu, ports: '1/tcp ,65535/http,  2221/tcp,2225/tcp,22222/tcp' })).toEqual([])
  })

  test('refuses more than 15 ports and 30 envs', () => {
    const ports = (count: number) => many(count, (index) => `${index + 1}/tcp`).join(',')
    expect(check({ ...gpu, ports: ports(15), envs: many(30, env) })).toEqual([])
    expect(validateCreateBody({ ...gpu, ports: ports(16) })).toHaveLength(1)
    expect(check({ ...gpu, envs: many(31, env) })).toEqual(['/envs maxItems 30'])
  })
})
