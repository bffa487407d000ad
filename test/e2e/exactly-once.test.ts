import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }
instances: [{ name: a }, { name: b }]
`

const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '0.3']

const onList = (how: 'lag' | 'empty' | 'stale', more = {}): FaultRule => ({
  on: 'list',
  do: { fault: 'list', how, ...more },
})

describe('apply again while the list does not show what the ledger has', () => {
  it.each([
    ['it lags behind', onList('lag', { ms: 3_600_000 })],
    ['it is empty', onList('empty')],
    ['it is an old one', onList('stale')],
  ])('creates nothing a second time: %s', async (_what, fault) => {
    await withSandbox({ faults: [fault] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      expect(await runInProcess(APPLY, { cwd, env })).toMatchObject({ code: 0 })
      const secondRun = await runInProcess(APPLY, { cwd, env })
      expect(secondRun).toMatchObject({ code: 0 })
      expect(secondRun.stdout).toContain('0 to create, 2 unchanged')
      expect(sandbox.instances()).toHaveLength(2)
    })
  })

  it('takes a web page for no word about an instance', async () => {
    const gateway: FaultRule = {
      on: 'get',
      do: { fault: 'answer', at: 'before', status: 404, html: true },
    }
    await withSandbox({ faults: [onList('empty'), gateway] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      // Neither the list nor a look-up by id vouches for what was made.
      expect(await runInProcess(APPLY, { cwd, env })).toMatchObject({ code: 4 })
      const plan = await runInProcess(['plan', 'fleet.yaml', '--settle', '0'], { cwd, env })
      expect(plan.stdout).toContain('0 to create')
    })
  })

  it('takes nothing for gone that is too new to be seen, and says when to come back', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      await runInProcess(APPLY, { cwd, env })
      sandbox.meanwhile({ change: 'vanish', name: 'a' })
      const soon = await runInProcess(['plan', 'fleet.yaml', '--settle', '600'], { cwd, env })
      expect(soon.stdout).toContain('0 to create')
      expect(soon.stdout + soon.stderr).toMatch(/run it again in \d+ s/)
      const later = await runInProcess(['plan', 'fleet.yaml', '--settle', '0'], { cwd, env })
      expect(later.stdout).toContain('1 to create (1 again)')
    })
  })
})

describe('apply after a lost answer', () => {
  /** The list says at first that the account is empty; the answer of the one create is lost. */
  const hiddenAtFirst: readonly FaultRule[] = [
    { on: 'list', when: { nth: [1, 2] }, do: { fault: 'list', how: 'empty' } },
    { on: 'create', do: { fault: 'close', at: 'before' } },
  ]

  it('takes no older instance of the name for the one that it may have made', async () => {
    let behindMs = 3_600_000
    const now = () => Date.now() - behindMs
    await withSandbox({ faults: hiddenAtFirst, now }, async (sandbox) => {
      const [stranger] = sandbox.meanwhile({ change: 'twin', name: 'a' })
      behindMs = 0
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const run = await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 4 })
      expect(run.stdout).toMatch(new RegExp(`${stranger} .*it was made at .*, before the attempt`))
      expect(run.stdout).toContain('ppi-apply forget a')
    })
  })

  it('takes no removed record for the one that it may have made, and names it', async () => {
    const options = { faults: hiddenAtFirst, removedLingers: 1000 }
    await withSandbox(options, async (sandbox) => {
      const [stranger] = sandbox.meanwhile({ change: 'twin', name: 'a' })
      sandbox.meanwhile({ change: 'delete', name: 'a' })
      const cwd = tempDir({ 'fleet.yaml': FLEET, 'ppi-apply.config.yaml': 'marker: false' })
      const env = serviceEnv(sandbox)
      const run = await runInProcess(APPLY, { cwd, env })
      expect(run).toMatchObject({ code: 4 })
      expect(run.stdout).toMatch(new RegExp(`${stranger} carries this name since then but is \\w+`))
      const secondRun = await runInProcess(APPLY, { cwd, env })
      expect(secondRun).toMatchObject({ code: 4 })
      expect(secondRun.stdout).toContain('a: the attempt of')
      expect(secondRun.stdout).toContain('if it was made:     ppi-apply adopt a ID')
      expect(secondRun.stdout).toContain('if it was not made: ppi-apply forget a')
      const adopt = await runInProcess(['adopt', 'a', stranger ?? ''], { cwd, env })
      expect(adopt).toMatchObject({ code: 1 })
      expect(adopt.stderr).toContain('ppi-apply forget a')
      await runInProcess(['forget', 'a', '--yes'], { cwd, env })
      expect(await runInProcess(APPLY, { cwd, env })).toMatchObject({ code: 4 })
    })
  })
})
