import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import { toRemoteInstance } from '../../../../src/api/responses/decode-instance.ts'
import { digestOf } from '../../../../src/definitions/digest.ts'
import { toFleet } from '../../../../src/definitions/fleet.ts'
import type { InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import { findEntry } from '../../../../src/ledger/find-entry.ts'
import type { AdoptedRecord } from '../../../../src/ledger/record.ts'
import { EMPTY_STATE, type State, toState } from '../../../../src/ledger/state.ts'
import { mask } from '../../../../src/model/secret.ts'
import {
  type ImportOptions,
  importInstances,
} from '../../../../src/operations/discovery/import-instances.ts'
import { lookReporterOf } from '../../../../src/operations/reporter.ts'
import { importYaml } from '../../../../src/output/text/discovery/import-yaml.ts'
import { adoptionOf } from '../../../../src/plan/adoption.ts'
import type { ImportedEntry } from '../../../../src/plan/importing/imported-entry.ts'
import { plan } from '../../../../src/plan/make-plan.ts'
import { anyText } from '../../../support/any-text.ts'
import { aSpec } from '../../../support/builders.ts'
import { adopted, id, key } from '../../../support/ledger-records.ts'
import { clientOf, targetOf } from '../../../support/operation-target.ts'
import { parse } from '../../../support/parse.ts'
import { complete } from '../../../support/planning.ts'

const OPTIONS: ImportOptions = {
  words: [],
  refresh: 'always',
  plainKeys: new Set(),
  path: 'instances.yaml',
  limits: 'reference',
  apiKeyVariable: 'PPIO_API_KEY',
  acceptAccount: true,
  environment: {},
  group: false,
  write: importYaml,
}

const read = (items: readonly object[]): readonly RemoteInstance[] =>
  items.flatMap((item) => toRemoteInstance(item, (text) => text) ?? [])

async function imported(
  instances: readonly RemoteInstance[],
  options: Partial<ImportOptions> = {},
  ...records: Parameters<typeof targetOf>[1][]
) {
  const { target } = await targetOf(clientOf(instances), ...records)
  const report = await importInstances(target, { ...OPTIONS, ...options }, lookReporterOf())
  return { ...report, why: report.left.map(({ id, why }) => `${id} ${why.code}`) }
}

/** What a plan without a ledger finds with the file, in an account that nobody touched. */
function plannedWith(
  report: Awaited<ReturnType<typeof imported>>,
  instances: readonly RemoteInstance[],
) {
  const { text, variables } = report
  const parsed = parse({ path: 'instances.yaml', text: onDisk(text) })
  const lookup = (name: string) => {
    const value = variables.get(name)?.reveal()
    return value === undefined ? undefined : onDisk(value)
  }
  const { diagnostics, specs } = toFleet(parsed.documents, { lookup })
  const planned = (state: State) =>
    plan({ specs, state, remote: complete(...instances), coversAll: true, now: Date.now() })
  return {
    errors: [...parsed.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error'),
    actions: planned(EMPTY_STATE),
    /** With a ledger that `import --adopt` wrote. */
    afterAdoption: () =>
      planned(toState(report.entries.map((entry) => adoptedNow(entry, report.specs, instances)))),
  }
}

function adoptedNow(
  { id: adoptedId, name }: ImportedEntry,
  specs: readonly InstanceSpec[],
  instances: readonly RemoteInstance[],
): AdoptedRecord {
  const found = findEntry(name, EMPTY_STATE, specs)
  const instance = instances.find((each) => each.id === adoptedId)
  if (found === undefined || instance === undefined) throw new Error(`nothing is called ${name}`)
  const time = '2026-11-01T00:00:00.000Z'
  const sight = { kind: 'seen', instance } as const
  return adoptionOf(found, adoptedId, sight, { time, file: undefined, ledgerIds: new Set() }).record
}

const WEB = {
  id: 'i-1',
  name: 'web',
  status: 'running',
  kind: 'gpu',
  productId: '26',
  clusterId: 'cn-south-1',
  gpuNum: '2',
  rootfsSize: 60,
  imageUrl: 'a/b:1',
  command: 'serve --token hf-canary-1 --price $5',
  billingMode: 'onDemand',
  portMappings: [
    { port: 22, type: 'tcp' },
    { port: 8080, type: 'HTTP' },
  ],
  envs: [
    { key: 'HF_TOKEN', value: 'hf-canary-1' },
    { key: 'EMPTY', value: '' },
    { key: 'MODE', value: 'prod' },
    { key: 'PPI_APPLY_ID', value: '1.01234567.01234567.0123456789abcdef' },
  ],
  volumeMounts: [
    { type: 'network', id: 'st-1', mountPath: '/data' },
    { type: 'local', id: 'l-1', mountPath: '/workspace' },
  ],
}

describe('importInstances', () => {
  it('refers to nothing that the environment has another value for', async () => {
    const environment = { HF_TOKEN: 'hf-of-this-machine' }
    const { text, variables } = await imported(read([WEB]), { environment })
    expect(text).toContain('HF_TOKEN: ${HF_TOKEN_WEB}')
    expect(variables.get('HF_TOKEN_WEB')?.reveal()).toBe('hf-canary-1')
    const same = await imported(read([WEB]), { environment: { HF_TOKEN: 'hf-canary-1' } })
    expect(same.text).toContain('HF_TOKEN: ${HF_TOKEN}')
  })

  it('describes an instance, and keeps the values of its variables out of the file', async () => {
    const instances = read([WEB])
    const report = await imported(instances, { plainKeys: new Set(['MODE']) })
    expect(Object.fromEntries(report.entries[0]?.fields ?? [])).toEqual({
      name: 'web',
      kind: 'gpu',
      productId: '26',
      clusterId: 'cn-south-1',
      gpuNum: 2,
      rootfsSize: 60,
      imageUrl: 'a/b:1',
      command: 'serve --token ${HF_TOKEN} --price $$5',
      ports: ['22/tcp', '8080/http'],
      envs: { HF_TOKEN: '${HF_TOKEN}', EMPTY: '', MODE: 'prod' },
      networkStorages: [{ Id: 'st-1', mountPoint: '/data' }],
      protect: true,
    })
    expect([...report.variables.keys()]).toEqual(['HF_TOKEN'])
    expect(report.text).not.toContain('canary')
    expect(plannedWith(report, instances).actions.map(({ kind }) => kind)).toEqual(['exists'])
  })

  it('has one variable for one value, and another one where instances differ', async () => {
    const instances = read([
      {
        ...WEB,
        envs: [
          { key: 'A', value: 'same' },
          { key: 'B', value: 'one' },
        ],
      },
      {
        ...WEB,
        id: 'i-2',
        name: 'x 2',
        envs: [
          { key: 'A', value: 'same' },
          { key: 'B', value: 'two' },
        ],
      },
      {
        ...WEB,
        id: 'i-3',
        name: 'k',
        envs: [
          { key: 'PPIO_API_KEY', value: 'three' },
          { key: 'a.b', value: '4' },
        ],
      },
    ])
    const { variables, left } = await imported(instances)
    expect(left).toEqual([])
    expect([...variables].map(([name, value]) => `${name}=${value.reveal()}`)).toEqual([
      'A=same',
      'B=one',
      'B_X_2=two',
      'PPIO_API_KEY_K=three',
      'a_b=4',
    ])
  })

  it('leaves out what no entry can mean, and says why', async () => {
    const instances = read([
      { ...WEB, name: '' },
      { ...WEB, id: 'i-2', name: 'twin' },
      { ...WEB, id: 'i-3', name: 'twin' },
      { ...WEB, id: 'i-4', name: 'gone', status: 'removing' },
      { ...WEB, id: 'i-5', name: 'broken', statusError: { state: 'pull', message: 'no image' } },
      { ...WEB, id: 'i-6', name: 'owned' },
      { ...WEB, id: 'i-7', name: 'wide', gpuNum: '9' },
      { ...WEB, id: 'i-8', name: 'fine' },
    ])
    const record = adopted({ key: key('owned'), name: 'owned', id: id('i-6') })
    const all = await imported(instances, {}, record)
    expect(all.why).toEqual([
      'i-1 unnamed',
      'i-2 same-name',
      'i-3 same-name',
      'i-5 failed',
      'i-6 owned',
      'i-7 refused',
    ])
    expect(all.entries.map(({ name }) => name)).toEqual(['fine'])
    const named = await imported(instances, { words: ['i-5', 'owned', 'gone'] }, record)
    expect(named.why).toEqual(['i-4 leaving'])
    expect(named.entries.map(({ name }) => name)).toEqual(['broken', 'owned'])
  })

  it('writes no file with the API key in it, wherever the account shows it', async () => {
    const key = 'sk_test_key_1234567890'
    const instances = read([
      { ...WEB, command: `curl -H ${key}` },
      { ...WEB, id: 'i-2', name: 'b', imageUrl: `a/b:${key}` },
      { ...WEB, id: 'i-3', name: 'c', envs: [{ key: 'A', value: key }] },
      { ...WEB, id: 'i-4', name: 'd' },
    ])
    const report = await imported(instances, { plainKeys: new Set(['A']) })
    expect(report.why).toEqual(['i-1 holds-key', 'i-2 holds-key', 'i-3 holds-key'])
    expect(report.text).not.toContain(key)
    expect(report.entries.map(({ name }) => name)).toEqual(['d'])
    const hidden = await imported(instances, { words: ['c'] })
    expect(hidden.why).toEqual(['i-3 refused'])
  })

  it('names what was probably meant, and refuses an account that is not known in full', async () => {
    await expect(imported(read([WEB]), { words: ['wbe'] })).rejects.toThrow('called "wbe"')
    const { target } = await targetOf(
      clientOf({ kind: 'partial', instances: read([WEB]), why: 'HTTP 500' }),
    )
    await expect(importInstances(target, OPTIONS, lookReporterOf())).rejects.toThrow(
      'not known in full',
    )
  })

  it('says of an instance of ours what a file of ours said, and not what the service chose', async () => {
    const { body } = aSpec('web', {
      productId: '26',
      gpuNum: 2,
      imageUrl: 'a/b:1',
      ports: '22/tcp, 8080/http',
    })
    const { envs: _, volumeMounts: __, command: ___, ...plain } = WEB
    const instances = read([plain])
    const record = adopted({
      key: key('web'),
      name: 'web',
      id: id('i-1'),
      spec: mask(body),
      digest: digestOf(body),
    })
    const report = await imported(instances, { words: ['web'] }, record)
    expect(report.why).toEqual([])
    const fields = Object.fromEntries(report.entries[0]?.fields ?? [])
    expect(fields).toMatchObject({ productId: '26', protect: true })
    expect(fields).not.toHaveProperty('clusterId')
  })

  it('says once what instances have in common, where that means the same', async () => {
    const numbered = ['web-2', 'web-1', 'web-3'].map((name, at) => ({
      ...WEB,
      id: `i-${at}`,
      name,
    }))
    const instances = read([
      ...numbered,
      { ...WEB, id: 'i-8', name: 'job-1', gpuNum: '1' },
      { ...WEB, id: 'i-9', name: 'job-3', gpuNum: '1' },
    ])
    const report = await imported(instances, { group: true })
    const written = parseYaml(report.text)
    expect(written.instances).toEqual([
      { name: 'web', replicas: 3, gpuNum: 2 },
      { name: 'job-1', gpuNum: 1 },
      { name: 'job-3', gpuNum: 1 },
    ])
    expect(written.defaults).toMatchObject({ kind: 'gpu', rootfsSize: 60, protect: true })
    expect(report.text).toContain('# ids i-1, i-0, i-2')
    expect(plannedWith(report, instances).actions.map(({ kind }) => kind)).toEqual(
      instances.map(() => 'exists'),
    )
  })

  it('has one entry and no defaults for replicas alone', async () => {
    const instances = read([
      { ...WEB, name: 'a-1' },
      { ...WEB, id: 'i-2', name: 'a-2' },
    ])
    const written = parseYaml((await imported(instances, { group: true })).text)
    expect(Object.keys(written)).toEqual(['instances'])
    expect(written.instances).toMatchObject([{ name: 'a', replicas: 2 }])
  })

  const RUNS = Number(process.env.FUZZ_RUNS ?? 150)

  it(
    'gives a file with which a plan has nothing to do, whatever the account holds',
    async () => {
      let entries = 0
      const mostly = <Value>(sane: fc.Arbitrary<Value>, odd: fc.Arbitrary<Value>) =>
        fc.oneof({ weight: 30, arbitrary: sane }, { weight: 1, arbitrary: odd })
      const one = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)
      const canary = fc.oneof(
        anyText.map((text) => `CANARY${text}`),
        one('', 'CANARY$A', 'CANARY${B}', 'CANARY"\\\n#', ' CANARY '),
      )
      const name = fc.oneof(
        one('web', 'db', '$A', '${A:?x}', '26', '~', 'x: y', '- z', '模型'),
        anyText,
      )
      const envKey = mostly(
        one('A', 'B_TOKEN', 'a.b', '1', '__proto__', '<<', 'PPIO_API_KEY'),
        anyText,
      )
      const item = fc.record({
        id: one('i-1', 'i-2', 'i-3', 'i-4', 'i-5'),
        name,
        status: mostly(
          one('running', 'exited', 'starting', 'toStop'),
          one('removing', 'odd', 'freezing'),
        ),
        kind: mostly(one('gpu', 'cpu', 'GPU'), one('', 'tpu')),
        productId: mostly(one('26', '4090.18c.60g', '$P', '1e5', 'true'), anyText),
        clusterId: mostly(one('', 'cn-south-1', '27'), anyText),
        gpuNum: mostly(one<string | number>('1', '8', 1), one<string | number>('9', '0', '')),
        rootfsSize: mostly(one(10, 60, 6144), one(5, 9000, 0)),
        imageUrl: mostly(one('a/b:1', 'nginx', `r.io:5000/a@sha256:${'a'.repeat(64)}`), anyText),
        imageAuthId: mostly(one('', 'l-1', '0f8fad5b'), anyText),
        command: mostly(fc.oneof(one('', 'sleep $TIME', 'a\n  b\n', '# no'), one('x')), anyText),
        entrypoint: mostly(one('', '/bin/sh -c "$X"'), anyText),
        billingMode: mostly(one('onDemand', 'spot', 'monthly', ''), one('odd')),
        endTime: one('-1', '1900000000', ''),
        portMappings: mostly(
          fc.uniqueArray(fc.record({ port: one(22, 80, 8888), type: one('tcp', 'HTTP') }), {
            selector: ({ port }) => port,
          }),
          fc.array(fc.record({ port: one(2222, 70000, 22), type: one('udp', 'tcp') })),
        ),
        envs: fc.uniqueArray(fc.record({ key: envKey, value: canary }), {
          selector: ({ key }) => key,
          maxLength: 4,
        }),
        volumeMounts: mostly(
          fc.uniqueArray(
            fc.record({
              type: one('network', 'local'),
              id: one('s-1', '$S'),
              mountPath: one('/a', '/b $'),
            }),
            { selector: ({ mountPath }) => mountPath },
          ),
          fc.array(fc.record({ type: one('network'), id: anyText, mountPath: anyText })),
        ),
        networkId: mostly(one('', 'vpc-1'), anyText),
      })
      const apart = fc.uniqueArray(item, { selector: (each) => each.id, maxLength: 5 })
      // As others make them: alike but for a number, and with gaps.
      const alike = fc
        .record({
          base: item,
          stem: mostly(one('w', 'w-1', '$A', '26'), anyText),
          numbers: fc.uniqueArray(one('1', '2', '3', '4', '01', '0'), { maxLength: 4 }),
          others: fc.array(item, { maxLength: 1 }),
        })
        .map(({ base, stem, numbers, others }) => [
          ...numbers.map((nth, at) => ({ ...base, id: `i-${10 + at}`, name: `${stem}-${nth}` })),
          ...others,
        ])
      const account = fc.oneof(apart, alike)
      await fc.assert(
        fc.asyncProperty(account, fc.boolean(), async (items, group) => {
          const instances = read(items)
          const report = await imported(instances, { group })
          if (report.entries.length === 0) {
            expect(report.text).toBe('')
            return
          }
          const { errors, actions, afterAdoption } = plannedWith(report, instances)
          expect(errors).toEqual([])
          expect(actions.map(({ kind }) => kind)).toEqual(report.entries.map(() => 'exists'))
          expect(afterAdoption().map(({ kind }) => kind)).toEqual(report.entries.map(() => 'no-op'))
          expect(report.text).not.toContain('CANARY')
          entries += report.entries.length
        }),
        { numRuns: RUNS },
      )
      expect(entries).toBeGreaterThan(RUNS / 2)
    }, // As many runs as somebody asks for take as long as they take.
    60_000 + RUNS * 100,
  )
})

/** What is left of a string in a file, or in the environment of a process. */
const onDisk = (text: string): string => Buffer.from(text).toString().replaceAll('\0', '')
