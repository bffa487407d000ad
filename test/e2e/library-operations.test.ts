import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  adoptInstance,
  applyFleet,
  decimalText,
  destroyFleet,
  forgetEntry,
  importInstances,
  listProducts,
  loadFleet,
  readCost,
  readStatus,
  recoverLedger,
  spentByDay,
  spentByEntry,
  type TargetOptions,
} from '../../src/library.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { askJson, gpuBody, withSandbox } from '../support/sandbox.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }
instances: [{ name: a }, { name: b }]
`

/** A folder whose fleet was applied with the library. */
async function applied(sandbox: Sandbox) {
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const options: TargetOptions = {
    baseUrl: sandbox.url,
    apiKey: sandbox.apiKey,
    cwd,
    environment: {},
  }
  const fleet = await loadFleet({ cwd, env: {}, files: ['fleet.yaml'] })
  const { result } = await applyFleet(fleet, { ...options, approve: () => true })
  const idOf = (name: string) => result.done.find(({ action }) => action.name === name)?.id ?? ''
  return { cwd, options, fleet, idOf }
}

describe('importInstances and listProducts of the library', () => {
  it('describe what is there as a fleet, and find what can be had', async () => {
    await withSandbox({}, async (sandbox) => {
      const { options } = await applied(sandbox)
      const elsewhere = { ...options, cwd: tempDir() }
      const { text, variables, left } = await importInstances(elsewhere)
      expect(left).toEqual([])
      expect([...variables.keys()]).toEqual([])
      const cwd = tempDir({ 'found.yaml': text })
      const fleet = await loadFleet({ cwd, env: {}, files: ['found.yaml'] })
      expect(fleet.specs.map(({ name }) => name).toSorted()).toEqual(['a', 'b'])
      const { shown } = await listProducts({ ...options, question: { words: ['4090'] } })
      expect(shown.map(({ product }) => product.id)).toContain('4090.18c.60g')
    })
  })
})

describe('readStatus of the library', () => {
  it('tells what the ledger and the account hold, and watches until nothing moves', async () => {
    await withSandbox({}, async (sandbox) => {
      const { options, fleet, idOf } = await applied(sandbox)
      const looks: unknown[] = []
      const { report, connections, allRun } = await readStatus({
        ...options,
        fleet,
        only: ['a'],
        watchMs: 60_000,
        onLook: (look) => looks.push(look),
      })
      expect(report.instances.map(({ name, inFiles }) => [name, inFiles])).toEqual([['a', true]])
      expect([...connections.keys()]).toEqual([idOf('a')])
      expect(allRun).toBe(true)
      expect(looks.at(-1)).toBe(report)
    })
  })

  it('refuses the key of another account', async () => {
    await withSandbox({}, async (sandbox) => {
      const { options } = await applied(sandbox)
      const other = { ...options, apiKey: 'sk_of_another_account_1' }
      await expect(readStatus(other)).rejects.toMatchObject({ name: 'UserError' })
    })
  })

  it('stops watching when it is asked to', async () => {
    await withSandbox({}, async (sandbox) => {
      const { options } = await applied(sandbox)
      const signal = AbortSignal.abort()
      const { report } = await readStatus({ ...options, watchMs: 60_000, signal })
      expect(report.instances).toHaveLength(2)
    })
  })
})

describe('readCost of the library', () => {
  it('tells what was spent, by entry and by day', async () => {
    await withSandbox({}, async (sandbox) => {
      const { options } = await applied(sandbox)
      const { periods, total, until } = await readCost({ ...options, only: ['a'] })
      expect(spentByEntry(periods).every(({ name }) => name === 'a')).toBe(true)
      expect(spentByDay(periods).length).toBeLessThanOrEqual(2)
      expect(decimalText(total.known)).toMatch(/^0\.0\d$/)
      const later = new Date((until + 3600) * 1000)
      expect((await readCost({ ...options, since: later })).periods).toEqual([])
    })
  })
})

describe('adoptInstance of the library', () => {
  it('records an instance once, and refuses what is another entry’s or not there', async () => {
    await withSandbox({}, async (sandbox) => {
      const { options, fleet, idOf } = await applied(sandbox)
      await askJson(sandbox, 'create', { body: gpuBody({ name: 'a' }) })
      const made = sandbox.instances().find(({ id }) => id !== idOf('a') && id !== idOf('b'))
      const adopting = { ...options, fleet, name: 'a', id: made?.id ?? '' }
      expect(await adoptInstance(adopting)).toMatchObject({ recorded: 'now' })
      expect(await adoptInstance(adopting)).toMatchObject({ recorded: 'already' })
      const { report } = await readStatus(options)
      expect(report.instances.map(({ name }) => name)).toEqual(['a', 'a', 'b'])
      const refused = (over: object) => expect(adoptInstance({ ...adopting, ...over })).rejects
      await refused({ id: idOf('b') }).toMatchObject({
        message: expect.stringContaining('belongs to the entry b already'),
        nothingDone: 'changed',
      })
      await refused({ id: 'i-of-nobody' }).toThrow('the account has no instance')
      await refused({ name: 'c' }).toThrow('no entry is called "c"')
      await refused({ id: ' ' }).toThrow('is empty')
    })
  })
})

describe('forgetEntry of the library', () => {
  it('drops what is approved, and nothing else', async () => {
    await withSandbox({}, async (sandbox) => {
      const { options, idOf } = await applied(sandbox)
      const names = async () => (await readStatus(options)).report.instances.map(({ name }) => name)
      const forgetting = { ...options, name: 'a', approve: () => false }
      expect((await forgetEntry(forgetting)).record).toBeUndefined()
      await expect(forgetEntry({ ...forgetting, ids: [] })).rejects.toThrow('no instance')
      await expect(forgetEntry({ ...forgetting, ids: [idOf('b')] })).rejects.toThrow(
        'is not an instance of a',
      )
      await expect(forgetEntry({ ...forgetting, name: 'c' })).rejects.toThrow('no entry is called')
      expect(await names()).toEqual(['a', 'b'])
      const { record } = await forgetEntry({
        ...forgetting,
        approve: ({ instances }) => instances.every(({ remote }) => remote !== undefined),
      })
      expect(record?.ids).toEqual([idOf('a')])
      expect(await names()).toEqual(['b'])
      expect(sandbox.instances()).toHaveLength(2)
    })
  })
})

describe('recoverLedger of the library', () => {
  it('rebuilds a ledger that was lost, when it is approved', async () => {
    await withSandbox({}, async (sandbox) => {
      const { cwd, options, fleet, idOf } = await applied(sandbox)
      rmSync(join(cwd, '.ppi-apply'), { recursive: true })
      const recovering = { ...options, approve: () => false }
      expect(await recoverLedger(fleet, recovering)).toMatchObject({
        ending: 'refused',
        recorded: false,
      })
      expect((await readStatus(options)).report.instances).toEqual([])
      await expect(
        recoverLedger(fleet, { ...recovering, ledgerId: 'deadbeef' }),
      ).rejects.toMatchObject({ nothingDone: 'changed' })
      const found: unknown[] = []
      const { ending, recorded } = await recoverLedger(fleet, {
        ...options,
        approve: ({ recovery }) =>
          found.push(...recovery.found.map(({ instance: { id } }) => id)) > 0,
      })
      expect({ ending, recorded, found }).toEqual({
        ending: 'done',
        recorded: true,
        found: [idOf('a'), idOf('b')],
      })
      expect((await readStatus(options)).report.instances.map(({ name }) => name)).toEqual([
        'a',
        'b',
      ])
    })
  })

  it('takes no definitions with errors', async () => {
    const cwd = tempDir({ 'bad.yaml': 'instances: [{ name: 1 }]\n' })
    const fleet = await loadFleet({ cwd, env: {}, files: ['bad.yaml'] })
    const options = {
      baseUrl: 'http://127.0.0.1:9',
      apiKey: 'sk_test_key_1234567890',
      cwd,
      environment: {},
    }
    await expect(recoverLedger(fleet, { ...options, approve: () => true })).rejects.toThrow(
      'the definitions have errors',
    )
  })
})

describe('destroyFleet of the library', () => {
  it('refuses a protected instance that was named, and leaves it out where it was not', async () => {
    await withSandbox({ removedLingers: 0, pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET.replace('name: b', 'name: b, protect: true') })
      const options = {
        baseUrl: sandbox.url,
        apiKey: sandbox.apiKey,
        cwd,
        environment: {},
        approve: () => true,
      }
      const load = (only: readonly string[]) =>
        loadFleet({ cwd, env: {}, files: ['fleet.yaml'], only })
      await applyFleet(await load([]), options)
      await expect(destroyFleet(await load(['b']), options)).rejects.toThrow('protected')
      const { ending, result } = await destroyFleet(await load([]), { ...options, settleMs: 100 })
      expect(ending).toBe('done')
      expect(result.done.map(({ action }) => action.name)).toEqual(['a'])
    })
  })
})

describe('what programs can import', () => {
  it('is each operation, and no part that creates', async () => {
    const functions = Object.entries(await import('../../src/library.ts'))
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name)
    expect(functions.toSorted()).toEqual([
      'Secret',
      'UserError',
      'adoptInstance',
      'applyFleet',
      'connect',
      'countActions',
      'decimalText',
      'destroyFleet',
      'expiresAt',
      'explainReason',
      'explainStop',
      'forgetEntry',
      'importInstances',
      'isCreation',
      'isExecutable',
      'isLive',
      'ledgerPath',
      'listProducts',
      'loadFleet',
      'mask',
      'plan',
      'planFleet',
      'readCost',
      'readLedger',
      'readStatus',
      'reapFleet',
      'recoverLedger',
      'serviceOf',
      'spentByDay',
      'spentByEntry',
      'startFleet',
      'stopFleet',
      'toState',
    ])
  })
})
