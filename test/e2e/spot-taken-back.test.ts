import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const AT_ONCE = { by: 'clock', stepMs: 0 } as const

const entry = (name: string, more: string) =>
  `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "a:1"${more} }\n`

describe('a spot instance that the platform took back', () => {
  it('is told as such, with when, the ways out and a true bill', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const cwd = tempDir({
        'instances.yaml': `instances:\n${entry('s', ', billingMode: spot')}${entry('web', '')}`,
      })
      const run = (...args: readonly string[]) =>
        runInProcess(args, { cwd, env: serviceEnv(sandbox) })
      const made = await run('apply', '--yes', '--settle', '0.3')
      expect(made, made.stderr).toMatchObject({ code: 0 })
      sandbox.meanwhile({ change: 'reclaim', name: 's' })
      const { stdout } = await run('plan')
      expect(stdout).toMatch(
        /^! s +\S+ was taken back by the platform at 20\d\d-.* UTC, as a spot instance can be: exited \(spot: terminated\)/m,
      )
      expect(stdout).not.toContain('see its page in the console')
      expect(stdout).toContain('what it costs now is not in the price list')
      expect(stdout).toMatch(
        /to replace it, with all data on its disk lost: .*destroy .*, then .*apply/,
      )
      expect(stdout).toContain('write another billingMode than spot into the file')
      const json = JSON.parse((await run('plan', '--format', 'json')).stdout)
      expect(json.actions[0]).toMatchObject({
        action: 'failed',
        reasonCode: 'spot-reclaimed',
        reasonArgs: { isOver: true, reclaimAt: expect.any(Number) },
      })
      const stopped = await run('stop', '--only', 'web', '--yes', '--settle', '0.3', '--wait', '20')
      expect(stopped.stdout).toMatch(
        /^Billed now.*: 1 stopped instance goes on paying for its disk; 1 taken back by the platform, at an unknown cost\.$/m,
      )
      expect((await run('status')).stdout).toMatch(/the service took it back at 20\d\d-/)
    }))
})
