import { describe, expect, it } from 'vitest'
import { type Call, json, type Reply, service } from '../support/answering-service.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// A storage, a network or a registry login is named by an id that only the account knows. A wrong one is legal, is
// refused by the service at best, and at worst is billed while the image cannot be pulled.

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const STORAGE = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
const LOGIN = '0f8fad5b-d9cb-469f-a165-70867728950e'

const fleet = (...more: readonly string[]): string =>
  [
    'instances:',
    '  - name: web',
    '    kind: gpu',
    '    productId: "4090.18c.60g"',
    '    gpuNum: 1',
    '    rootfsSize: 60',
    '    imageUrl: example/app:1.0',
    ...more.map((line) => `    ${line}`),
    '',
  ].join('\n')

const mount = (id: string) => `networkStorages: [{ Id: ${id}, mountPoint: /data }]`

/** An account with one of each, in `cn-south-1`. */
const LISTS = {
  storages: {
    data: [{ storageId: STORAGE, storageName: 'datasets', clusterId: 'cn-south-1' }],
    total: 1,
  },
  networks: { network: [{ Id: 'vpc-1', name: 'default', clusterId: 'cn-south-1' }], total: '1' },
  auths: { data: [{ id: LOGIN, name: 'registry', username: 'robot', password: 'pull-canary' }] },
}

/** A service whose lists of such things a test may change. */
const account = (changed: Partial<Record<Call, Reply>> = {}) =>
  service((call, nth) => {
    const reply = changed[call]
    if (reply !== undefined) return reply
    if (call === 'list') return json({ instances: [], total: 0 })
    if (call === 'create') return json({ id: `i-${nth}` })
    if (call === 'products' || call === 'clusters') return json({ data: [] })
    return call === 'get' ? undefined : json(LISTS[call])
  })

interface Finding {
  readonly code: string
  readonly severity: string
  readonly message: string
  readonly hint?: string
  readonly pointer: string
  readonly range: { readonly start: { readonly line: number; readonly column: number } }
}

async function plan(text: string, url: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = tempDir({ 'f.yaml': text })
  const run = await runInProcess(['plan', 'f.yaml', '--format', 'json', '--base-url', url], {
    cwd,
    env: { ...KEY, ...env },
  })
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: readonly Finding[] }
  return { run, found: diagnostics.filter(({ code }) => code.startsWith('resource-')) }
}

describe('an id of something in the account', () => {
  it.each<
    readonly [situation: string, lines: readonly string[], at: string, words: readonly string[]]
  >([
    [
      'a storage with a wrong digit',
      ['clusterId: cn-south-1', mount(STORAGE.replace('7c9', '7c8'))],
      '/instances/0/networkStorages/0/Id',
      ['`networkStorages[0].Id`', `did you mean "${STORAGE}" (datasets) in cn-south-1?`],
    ],
    [
      'a storage by its name',
      ['clusterId: cn-south-1', mount('datasets')],
      '/instances/0/networkStorages/0/Id',
      [`did you mean "${STORAGE}"`],
    ],
    [
      'a network of another account',
      ['clusterId: cn-south-1', 'networkId: net-of-a-colleague'],
      '/instances/0/networkId',
      ['no VPC network of this id', 'has 1 VPC network: "vpc-1" (default) in cn-south-1'],
    ],
    [
      'a registry login that was deleted',
      ['imageAuthId: 11111111-2222-3333-4444-555555555555'],
      '/instances/0/imageAuthId',
      ['no registry login of this id'],
    ],
    [
      'a storage in another cluster',
      ['clusterId: cn-northwest-2', mount(STORAGE)],
      '/instances/0/networkStorages/0/Id',
      [
        'in the cluster "cn-south-1", but `clusterId` is "cn-northwest-2"',
        '`clusterId: cn-south-1`',
      ],
    ],
    [
      'a network in another cluster',
      ['clusterId: cn-northwest-2', 'networkId: vpc-1'],
      '/instances/0/networkId',
      ['in the cluster "cn-south-1"', 'which has none so far'],
    ],
  ])('%s is an error in the plan, and nothing is created', async (_, lines, at, words) => {
    const { url, counts } = await account()
    const { run, found } = await plan(fleet(...lines), url)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ severity: 'error', pointer: at })
    for (const word of words) expect(`${found[0]?.message} | ${found[0]?.hint}`).toContain(word)
    expect(run.code).toBe(1)

    const cwd = tempDir({ 'f.yaml': fleet(...lines) })
    const args = ['apply', 'f.yaml', '--yes', '--settle=0', '--base-url', url]
    const applied = await runInProcess(args, { cwd, env: KEY })
    expect(applied.code, applied.stderr).toBe(1)
    expect(applied.stderr).toContain('nothing was sent')
    expect(counts.create).toBe(0)
    expect(applied.stdout + applied.stderr).not.toContain('pull-canary')
  })

  it('that is right draws nothing, in one request for each list', async () => {
    const { url, counts } = await account()
    const right = fleet('clusterId: cn-south-1', mount(STORAGE), 'networkId: vpc-1')
    const second = right.replace('instances:\n', '').replace('name: web', 'name: other')
    const text = `${right}${second}    imageAuthId: ${LOGIN}\n    replicas: 3\n`
    const { run, found } = await plan(text, url)
    expect(found).toEqual([])
    expect(run.code, run.stderr).toBe(0)
    expect(counts).toMatchObject({ storages: 1, networks: 1, auths: 1 })
  })

  it('is not asked for where no entry names one', async () => {
    const { url, counts } = await account()
    await plan(fleet('networkId: ""', 'networkStorages: []'), url)
    expect(counts).toMatchObject({ storages: 0, networks: 0, auths: 0 })
  })

  it('in a cluster that the entry does not name is a warning, once for all replicas', async () => {
    const { url } = await account()
    const { run, found } = await plan(fleet(mount(STORAGE), 'replicas: 3'), url)
    expect(found).toMatchObject([{ code: 'resource-cluster-not-said', severity: 'warning' }])
    expect(run.code, run.stderr).toBe(0)
  })

  it.each<readonly [string, Reply]>([
    ['may not be read with this key', { status: 403, body: '{"code":403,"reason":"FORBIDDEN"}' }],
    ['is not offered', { status: 404, body: '{"code":404}' }],
    ['is a web page', { status: 200, body: '<html></html>' }],
    ['is no list', json({ data: 'none' })],
    ['comes with an error beside it', json({ code: 500, message: 'busy', data: [], total: 0 })],
    ['has more than one page', json({ data: LISTS.storages.data, total: 700 })],
    ['does not say how much there is', json({ data: LISTS.storages.data })],
    [
      'has an item that cannot be read',
      json({ data: [...LISTS.storages.data, { storageName: 'x' }], total: 2 }),
    ],
  ])('stops nobody when the list %s', async (_, storages) => {
    const { url } = await account({ storages })
    const { run, found } = await plan(fleet('clusterId: cn-south-1', mount('unknown')), url)
    expect(found).toEqual([])
    expect(run.code, run.stderr).toBe(0)
  })

  it('that could not be checked is told under the plan', async () => {
    const { url } = await account({ auths: { status: 403, body: '{"code":403}' } })
    const cwd = tempDir({ 'f.yaml': fleet(`imageAuthId: ${LOGIN}`) })
    const run = await runInProcess(['plan', 'f.yaml', '--base-url', url], { cwd, env: KEY })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toContain(
      'Whether the account has the registry logins of `imageAuthId` could not be checked: HTTP 403',
    )
  })

  it.each([
    ['an empty list', { data: [], total: 0 }],
    ['null for an empty list', { data: null, total: 0 }],
  ])('is a warning where the account lists none at all: %s', async (_, storages) => {
    const { url } = await account({ storages: json(storages) })
    const { run, found } = await plan(fleet('clusterId: cn-south-1', mount('unknown')), url)
    expect(found).toMatchObject([{ code: 'resource-none-listed', severity: 'warning' }])
    expect(run.code, run.stderr).toBe(0)
  })

  it('from a secret variable is not shown, and nothing is guessed from it', async () => {
    const { url } = await account()
    const id = STORAGE.replace('7c9', '7c8')
    const { run, found } = await plan(
      fleet('clusterId: cn-south-1', mount('"${DISK_TOKEN}"')),
      url,
      { DISK_TOKEN: id },
    )
    expect(found).toMatchObject([{ code: 'resource-unknown' }])
    expect(run.stdout + run.stderr).not.toContain(id)
    expect(found[0]?.hint).not.toContain('did you mean')
  })

  it('is checked against the lists of the sandbox', async () => {
    const cwd = tempDir({ 'f.yaml': fleet('clusterId: cn-south-1', mount('unknown-disk')) })
    const run = await runInProcess(['plan', 'f.yaml', '--sandbox'], { cwd })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('[resource-unknown]')
    expect(run.stderr).toContain(`"${STORAGE}" (datasets) in cn-south-1`)
  })
})
