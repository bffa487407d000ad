import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { create, withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const BODY = {
  kind: 'gpu',
  productId: '4090.18c.60g',
  gpuNum: 1,
  rootfsSize: 60,
  imageUrl: 'x',
  clusterId: 'cn-south-1',
}
const fleet = (...entries: readonly object[]): string =>
  JSON.stringify({ defaults: BODY, instances: entries })

interface Project {
  readonly run: (...args: readonly string[]) => ReturnType<typeof runInProcess>
  readonly write: (file: string, text: string) => void
}

/** An account in which somebody else runs an instance of 1.99 an hour, and a project that is to create another one. */
const withStranger = (use: (project: Project) => Promise<void>): Promise<void> =>
  withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
    await create(sandbox, { ...BODY, name: 'theirs' })
    const cwd = tempDir({ 'instances.yaml': fleet({ name: 'a' }) })
    const run = (...args: readonly string[]) =>
      runInProcess([...args, '--settle', '1'], { cwd, env: serviceEnv(sandbox) })
    await use({ run, write: (file, text) => writeFileSync(join(cwd, file), text) })
  })

describe('a limit an hour of the whole account', () => {
  it('counts what others run, for apply, and for plan with the same words', async () => {
    await withStranger(async ({ run }) => {
      const refused = await run('apply', '--yes', '--max-total-hourly', '3.97')
      expect(refused).toMatchObject({ code: 1 })
      expect(refused.stderr).toContain(
        'what is to be created would cost, with all that runs in the account, 3.98 an hour, more than --max-total-hourly 3.97',
      )
      const planned = await run('plan', '--detailed-exitcode', '--max-total-hourly', '3.97')
      expect(planned).toMatchObject({ code: 1 })
      expect(planned.stdout).toContain('apply would refuse: what is to be created would cost')
      expect(await run('apply', '--yes', '--max-total-hourly', '3.98')).toMatchObject({ code: 0 })
    })
  })

  it('is a key of the config, and forbids nothing that adds nothing', async () => {
    await withStranger(async ({ run, write }) => {
      expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
      write('ppi-apply.config.yaml', 'maxTotalHourly: 1\n')
      expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
      expect(await run('stop', '--yes')).toMatchObject({ code: 0 })
      const started = await run('start', '--yes')
      expect(started).toMatchObject({ code: 1 })
      expect(started.stderr).toContain('with all that runs in the account, 3.98 an hour')
      expect(await run('start', '--yes', '--max-total-hourly', '4')).toMatchObject({ code: 0 })
    })
  })
})
