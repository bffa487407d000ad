import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { atClosingTerminal, hasTerminals } from '../support/closing-terminal.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { sandboxWith } from '../support/running-apply.ts'
import { askJson, withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEFAULTS =
  'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }\n'
const fleet = (...entries: readonly string[]): string =>
  `${DEFAULTS}instances: [${entries.map((entry) => `{ ${entry} }`).join(', ')}]\n`

const A = 'name: a'
const B = 'name: b, protect: true'
const C = 'name: c'

const AT_ONCE = { by: 'clock', stepMs: 0 } as const

/** The names that are alive in the account. */
async function alive(sandbox: Sandbox): Promise<readonly string[]> {
  const { json } = await askJson(sandbox, 'list')
  return json.instances
    .filter(({ status }: { status: string }) => !/remov/i.test(status))
    .map(({ name }: { name: string }) => name)
    .toSorted()
}

/** A project with three instances, of which one is stopped, one protected and one in no file any more. */
async function projectOf(sandbox: Sandbox) {
  const cwd = tempDir({ 'instances.yaml': fleet(A, B, C) })
  const look = (...args: readonly string[]) => runInProcess(args, { cwd, env: serviceEnv(sandbox) })
  const run = (...args: readonly string[]) => look(...args, '--settle', '1', '--wait', '20')
  expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
  const stopped = await run('stop', '--only', 'a', '--yes')
  expect(stopped, stopped.stderr).toMatchObject({ code: 0 })
  expect(stopped.stdout).toContain('1 stopped goes on paying for its disk')
  writeFileSync(join(cwd, 'instances.yaml'), fleet(A, B))
  return { cwd, run, look }
}

describe('the end of a bill', () => {
  it('comes for all but what is protected, and what is still billed is said', async () => {
    await withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { run, look } = await projectOf(sandbox)
      const pruned = await run('apply', '--prune', '--allow', 'destroy', '--yes', '--destroys', '1')
      expect(pruned, pruned.stderr).toMatchObject({ code: 0 })
      expect(pruned.stdout).toContain('Destroyed and seen gone:\n  c ')
      expect(await alive(sandbox)).toEqual(['a', 'b'])
      const destroyed = await run('destroy', '--yes', '--destroys', '1')
      expect(destroyed, destroyed.stderr).toMatchObject({ code: 0 })
      expect(destroyed.stdout).toContain('Destroyed and seen gone:\n  a ')
      expect(destroyed.stdout).toMatch(/Billed now.*: 1 instance, 1\.99 an hour/)
      expect(await alive(sandbox)).toEqual(['b'])
      expect((await look('status')).stdout).toMatch(/^b .* running/m)
    })
  })

  it('does not come for what a file defines that was not read: it may protect it', async () => {
    await withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const cwd = tempDir({ 'dev.yaml': fleet(A), 'prod.yaml': fleet(C) })
      const run = (...args: readonly string[]) =>
        runInProcess([...args, '--settle', '1', '--wait', '20'], { cwd, env: serviceEnv(sandbox) })
      await run('apply', 'dev.yaml', 'prod.yaml', '--yes')
      const wanted = ['destroy', '--all-owned', 'dev.yaml', '--yes', '--destroys', '1']
      const partial = await run(...wanted)
      expect(partial).toMatchObject({ code: 3 })
      expect(partial.stdout).toContain('is defined in prod.yaml, which was not read in this run')
      expect(partial.stdout).toContain('ppi-apply destroy --all-owned dev.yaml prod.yaml')
      expect(await alive(sandbox)).toEqual(['c'])
      rmSync(join(cwd, 'prod.yaml'))
      expect(await run(...wanted)).toMatchObject({ code: 0 })
      expect(await alive(sandbox)).toEqual([])
    })
  })

  it.runIf(hasTerminals)(
    'comes also where the terminal was closed in the middle: the next run looks, and goes on',
    async () => {
      const { sandbox, reached } = await sandboxWith({
        pace: AT_ONCE,
        faults: [{ on: 'delete', do: { fault: 'delay', at: 'after', ms: 600 } }],
      })
      const { cwd, run, look } = await projectOf(sandbox)
      const terminal = atClosingTerminal(['destroy', '--all-owned', '--settle', '1'], {
        cwd,
        env: serviceEnv(sandbox),
        answer: '2',
      })
      await reached({ operation: 'delete', phase: 'committed' })
      terminal.close()
      expect(await terminal.code).toBe('130')
      const destroyed = await run('destroy', '--all-owned', '--yes', '--destroys', '1')
      expect(destroyed, destroyed.stderr + destroyed.stdout).toMatchObject({ code: 0 })
      expect(await alive(sandbox)).toEqual(['b'])
      expect((await look('plan', '--destroy', '--all-owned')).stdout).toContain('1 protected')
    },
  )
})
