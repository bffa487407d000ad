import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const fleet = (...names: readonly string[]): string =>
  `defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }\ninstances: [${names.map((name) => `{ name: ${name} }`).join(', ')}]\n`

describe('an entry that moves to the file of another fleet', () => {
  it("is that one's once it is applied there: the first file may lose it, and prunes nothing", async () => {
    await withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
      const cwd = tempDir({ 'dev.yaml': fleet('a', 'p'), 'prod.yaml': fleet('q') })
      const run = (...args: readonly string[]) =>
        runInProcess([...args, '--settle', '1'], { cwd, env: serviceEnv(sandbox) })
      for (const file of ['dev.yaml', 'prod.yaml']) {
        expect(await run('apply', file, '--yes')).toMatchObject({ code: 0 })
      }
      writeFileSync(join(cwd, 'dev.yaml'), fleet('a'))
      writeFileSync(join(cwd, 'prod.yaml'), fleet('p', 'q'))
      expect((await run('plan', 'dev.yaml', '--prune')).stdout).toMatch(/^- p /m)
      expect(await run('apply', 'prod.yaml', '--yes')).toMatchObject({ code: 0 })
      const pruned = await run('apply', 'dev.yaml', '--prune', '--allow', 'destroy', '--yes')
      expect(pruned).toMatchObject({ code: 0 })
      expect(pruned.stdout).toContain('2 in the files of another fleet')
      expect(sandbox.calls().filter(({ operation }) => operation === 'delete')).toEqual([])
    })
  })
})

describe('an entry that was applied from standard input', () => {
  it('is no orphan of a fleet in files, and of standard input once that does not have it', async () => {
    await withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
      const cwd = tempDir({ 'dev.yaml': fleet('a') })
      const env = serviceEnv(sandbox)
      const run = (...args: readonly string[]) =>
        runInProcess([...args, '--settle', '1'], { cwd, env })
      const piped = (stdin: string, ...args: readonly string[]) =>
        runInProcess([...args, '--settle', '1'], { cwd, env, stdin })
      expect(await piped(fleet('p', 'q'), 'apply', '-', '--yes')).toMatchObject({ code: 0 })
      expect(await run('apply', 'dev.yaml', '--yes')).toMatchObject({ code: 0 })
      const other = await run('plan', 'dev.yaml', '--prune')
      expect(other.stdout).toContain('2 in the files of another fleet')
      expect(other.stdout).not.toMatch(/^- /m)
      const own = await piped(fleet('p'), 'plan', '-', '--prune')
      expect(own.stdout).toMatch(/^- q /m)
      expect(own.stdout).not.toMatch(/^- a /m)
      const words = ['destroy', '--all-owned', '--only', 'q', '--yes', '--destroys', '1']
      expect((await run(...words)).stdout).toContain('1 destroyed')
    })
  })
})
