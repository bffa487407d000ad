import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEFAULTS =
  'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }\n'
const fleet = (...entries: readonly string[]): string =>
  `${DEFAULTS}instances: [${entries.map((entry) => `{ ${entry} }`).join(', ')}]\n`

interface Project {
  readonly run: (...args: readonly string[]) => ReturnType<typeof runInProcess>
  readonly write: (file: string, text: string) => void
}

/** A project whose instance `a`, of 1.99 an hour, is stopped. */
const withStopped = (use: (project: Project) => Promise<void>): Promise<void> =>
  withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
    const cwd = tempDir({ 'instances.yaml': fleet('name: a') })
    const run = (...args: readonly string[]) =>
      runInProcess([...args, '--settle', '1'], { cwd, env: serviceEnv(sandbox) })
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
    expect(await run('stop', '--yes')).toMatchObject({ code: 0 })
    await use({ run, write: (file, text) => writeFileSync(join(cwd, file), text) })
  })

describe('a limit an hour, where an instance would be started', () => {
  it('holds for apply, and for plan with the same words', async () => {
    await withStopped(async ({ run, write }) => {
      write('instances.yaml', fleet('name: a, desiredStatus: running'))
      const words = ['--allow', 'start', '--max-hourly', '1']
      const refused = await run('apply', '--yes', ...words)
      expect(refused).toMatchObject({ code: 1 })
      expect(refused.stderr).toContain(
        'what is to be started would cost 1.99 an hour, more than --max-hourly 1',
      )
      const planned = await run('plan', '--detailed-exitcode', ...words)
      expect(planned).toMatchObject({ code: 1 })
      expect(planned.stdout).toContain('apply would refuse: what is to be started would cost 1.99')
      expect(planned.stdout).not.toContain('Apply exactly this')
      const dear = await run('plan', '--detailed-exitcode', '--allow', 'start', '--max-hourly', '2')
      expect(dear).toMatchObject({ code: 2 })
      // Without the word it is not started, and costs nothing more.
      expect(await run('apply', '--yes', '--max-hourly', '1')).toMatchObject({ code: 3 })
    })
  })

  it('counts what is created together with what is started', async () => {
    await withStopped(async ({ run, write }) => {
      write('instances.yaml', fleet('name: a, desiredStatus: running', 'name: b'))
      const { code, stderr } = await run(
        'apply',
        '--yes',
        '--allow=start',
        ...['--max-hourly', '3.97'],
      )
      expect(code).toBe(1)
      expect(stderr).toContain('what is to be created or started would cost 3.98 an hour')
    })
  })

  it('holds for the command start, by its flag, the config and the entry', async () => {
    await withStopped(async ({ run, write }) => {
      const byFlag = await run('start', '--yes', '--max-hourly', '1')
      expect(byFlag).toMatchObject({ code: 1 })
      expect(byFlag.stderr).toContain('what is to be started would cost 1.99 an hour')
      write('ppi-apply.config.yaml', 'maxHourly: 1\n')
      expect(await run('start', '--only', 'a', '--yes')).toMatchObject({ code: 1 })
      write('ppi-apply.config.yaml', '')
      write('instances.yaml', fleet('name: a, maxHourly: 1.5'))
      const byEntry = await run('start', '--yes')
      expect(byEntry).toMatchObject({ code: 1 })
      expect(byEntry.stderr).toContain('an hour of a is dearer than its maxHourly of 1.50')
      write('instances.yaml', fleet('name: a, maxHourly: 1.99'))
      const started = await run('start', '--yes', '--max-hourly', '1.99')
      expect(started, started.stderr).toMatchObject({ code: 0 })
    })
  })

  it('is no obstacle for what saves, and one for a disk whose price nobody knows', async () => {
    await withStopped(async ({ run, write }) => {
      expect(await run('start', '--yes')).toMatchObject({ code: 0 })
      expect(await run('plan', '--max-hourly', '0')).toMatchObject({ code: 0 })
      write('ppi-apply.config.yaml', 'maxHourly: 0\n')
      expect(await run('stop', '--yes')).toMatchObject({ code: 0 })
      write('instances.yaml', fleet('name: a, rootfsSize: 100'))
      const { code, stderr } = await run('apply', '--yes', '--allow', 'update')
      expect(code).toBe(1)
      expect(stderr).toContain('the price of a is unknown (disk beyond the free size')
      expect(await run('destroy', '--yes', '--destroys', '1')).toMatchObject({ code: 0 })
    })
  })
})
