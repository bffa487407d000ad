import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults.ts'
import { runCli } from '../support/run-cli.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
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
      expect(await runCli(APPLY, { cwd, env })).toMatchObject({ code: 0 })
      const again = await runCli(APPLY, { cwd, env })
      expect(again).toMatchObject({ code: 0 })
      expect(again.stdout).toContain('0 to create, 2 unchanged')
      expect(sandbox.instances()).toHaveLength(2)
    })
  })

  it('takes nothing for gone that is too new to be seen, and says when to come back', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      await runCli(APPLY, { cwd, env })
      sandbox.meanwhile({ change: 'vanish', name: 'a' })
      const soon = await runCli(['plan', 'fleet.yaml', '--settle', '600'], { cwd, env })
      expect(soon.stdout).toContain('0 to create')
      expect(soon.stdout).toMatch(/run it again in \d+ s/)
      const later = await runCli(['plan', 'fleet.yaml', '--settle', '0'], { cwd, env })
      expect(later.stdout).toContain('1 to create (1 again)')
    })
  })
})
