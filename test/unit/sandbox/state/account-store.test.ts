import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderStore } from '../../../../src/sandbox/state/account-store.ts'
import type { StoredInstance } from '../../../../src/sandbox/state/stored-instance.ts'
import { ask, askJson, gpuBody, withSandbox } from '../../../support/sandbox.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ppi-sandbox-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const instance = (id: string, more: Partial<StoredInstance> = {}): StoredInstance => ({
  id,
  name: 'web',
  kind: 'gpu',
  productId: '4090.18c.60g',
  productName: 'RTX 4090 24GB',
  clusterId: 'cn-south-1',
  cpuNum: 18,
  memory: 60,
  gpuNum: 1,
  rootfsSize: 60,
  imageUrl: 'alpine',
  imageAuthId: '',
  ports: [],
  toolPorts: 0,
  mounts: [],
  networkId: '',
  month: 0,
  billingMode: 'onDemand',
  createdAt: 1,
  startedAt: 1,
  stoppedAt: 0,
  path: ['running'],
  since: 1,
  error: undefined,
  stuckUntil: undefined,
  reclaimedAt: undefined,
  ...more,
})

const idsOf = (store: { instances(): readonly StoredInstance[] }) =>
  store.instances().map(({ id }) => id)

describe('folderStore', () => {
  it('shows two stores on one folder what the other put', () => {
    const one = folderStore(dir)
    const other = folderStore(dir)
    one.put(instance('a'))
    other.put(instance('b'))
    one.put(instance('c'))
    other.put(instance('a', { name: 'renamed' }))
    expect(idsOf(one)).toEqual(['a', 'b', 'c'])
    expect(idsOf(other)).toEqual(['a', 'b', 'c'])
    expect(one.instances()[0]?.name).toBe('renamed')
    expect(idsOf(folderStore(dir))).toEqual(['a', 'b', 'c'])
  })

  it('passes over a line that was cut short anywhere, and goes on after it', () => {
    folderStore(dir).put(instance('a'))
    folderStore(dir).put(instance('b'))
    const whole = readFileSync(join(dir, 'instances.jsonl'))
    const first = whole.indexOf('\n', 1) + 1
    fc.assert(
      fc.property(fc.integer({ min: first, max: whole.length }), (length) => {
        writeFileSync(join(dir, 'instances.jsonl'), whole.subarray(0, length))
        const store = folderStore(dir)
        const before = idsOf(store)
        expect(before[0]).toBe('a')
        store.put(instance('c'))
        expect(idsOf(store)).toEqual([...before, 'c'])
        expect(idsOf(folderStore(dir))).toEqual([...before, 'c'])
      }),
    )
  })

  it('starts anew when the folder was emptied under it', () => {
    const store = folderStore(dir)
    store.put(instance('a'))
    expect(idsOf(store)).toEqual(['a'])
    rmSync(dir, { recursive: true })
    expect(idsOf(store)).toEqual([])
    store.put(instance('b'))
    expect(idsOf(store)).toEqual(['b'])
  })

  it('refuses a folder of another version and one that it cannot use, in words', () => {
    appendFileSync(join(dir, 'instances.jsonl'), '{"v":99,"instance":{}}\n')
    expect(() => folderStore(dir).instances()).toThrow('another version')
    writeFileSync(join(dir, 'file'), '')
    expect(() => folderStore(join(dir, 'file'))).toThrow('cannot keep its instances')
  })

  it('keeps its files to their owner', () => {
    const store = folderStore(join(dir, 'inner'))
    store.put(instance('a'))
    expect(statSync(join(dir, 'inner')).mode & 0o077).toBe(0)
    expect(statSync(join(dir, 'inner', 'instances.jsonl')).mode & 0o077).toBe(0)
  })

  it('loses nothing that was put before a kill, with two processes at it', async () => {
    const program = join(dir, 'putter.mjs')
    await build({
      stdin: {
        contents: `
          import { folderStore } from './src/sandbox/state/account-store.ts'
          const store = folderStore(process.argv[2])
          const base = JSON.parse(process.argv[3])
          for (let n = 0; ; n += 1) {
            const id = process.pid + '-' + n
            store.put({ ...base, id })
            process.stdout.write(id + '\\n')
          }`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: program,
    })
    const folder = join(dir, 'kept')
    const told: string[] = []
    await Promise.all(
      [20, 35].map(async (enough) => {
        const child = spawn(process.execPath, [program, folder, JSON.stringify(instance(''))])
        let lines = 0
        for await (const line of createInterface({ input: child.stdout })) {
          told.push(line)
          lines += 1
          if (lines === enough) child.kill('SIGKILL')
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      }),
    )
    expect(told.length).toBeGreaterThanOrEqual(55)
    expect(idsOf(folderStore(folder))).toEqual(expect.arrayContaining(told))
  })
})

describe('a sandbox on a folder', () => {
  it('finds its instances again, without their env values, command and entrypoint', async () => {
    const body = gpuBody({
      envs: [{ key: 'TOKEN', value: 'planted-env' }],
      command: 'planted-command',
      entrypoint: 'planted-entrypoint',
      imageAuth: 'planted:auth',
    })
    await withSandbox({ dir }, async (sandbox) => {
      await askJson(sandbox, 'create', { body })
      const [shown] = (await askJson(sandbox, 'list')).json.instances
      expect(shown).toMatchObject({ envs: [{ key: 'TOKEN' }], command: 'planted-command' })
    })
    const files = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'))
    expect(files.length).toBe(2)
    expect(files.join()).not.toMatch(/planted|sandbox-key/)
    await withSandbox({ dir }, async (sandbox) => {
      const [shown] = (await askJson(sandbox, 'list')).json.instances
      expect(shown).toMatchObject({ name: 'web', rootfsSize: 60 })
      for (const unknown of ['envs', 'command', 'entrypoint']) {
        expect(shown).not.toHaveProperty(unknown)
      }
    })
  })

  it('shows what another sandbox on the folder makes and deletes', async () => {
    await withSandbox({ dir }, async (one) => {
      await withSandbox({ dir }, async (other) => {
        const { id } = (await askJson(one, 'create', { body: gpuBody() })).json
        expect((await askJson(other, 'list')).json.total).toBe(1)
        await ask(other, 'delete', { body: { instanceId: id } })
        const shown = await askJson(one, 'get', { query: `?instanceId=${id}` })
        expect(shown.json.status).toBe('toRemove')
        expect(new Set(one.calls().map(({ call }) => call)).size).toBe(4)
      })
    })
  })
})
