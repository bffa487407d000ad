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
  readonly write: (text: string) => void
}

/** A project with the instance `a` and two that are in no file any more, of which `b` is protected. */
const withOrphans = (use: (project: Project) => Promise<void>): Promise<void> =>
  withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
    const cwd = tempDir({ 'instances.yaml': fleet('name: a', 'name: b, protect: true', 'name: c') })
    const run = (...args: readonly string[]) =>
      runInProcess([...args, '--settle', '1'], { cwd, env: serviceEnv(sandbox) })
    const write = (text: string) => writeFileSync(join(cwd, 'instances.yaml'), text)
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
    write(fleet('name: a'))
    await use({ run, write })
  })

describe('the hint of a refusal', () => {
  it('names a way to end some of the orphans that works beside --prune', async () => {
    await withOrphans(async ({ run }) => {
      const pruned = await run(
        ...['apply', '--prune', '--allow=destroy', '--yes', '--destroys=1', '--max-destroys=0'],
      )
      expect(pruned).toMatchObject({ code: 1 })
      expect(pruned.stderr).toContain('destroy --all-owned --only NAME')
      const one = await run('destroy', '--all-owned', '--only=c', '--yes', '--destroys=1')
      expect(one, one.stderr).toMatchObject({ code: 0 })
    })
  })

  it('names no flag that --prune refuses where a limit is in the way', async () => {
    await withOrphans(async ({ run, write }) => {
      write(fleet('name: a', 'name: d'))
      const words = ['apply', '--prune', '--yes', '--max-hourly=1']
      expect((await run(...words)).stderr).toContain('(--only, --exclude, without --prune)')
      write(fleet('name: a', 'name: d, maxHourly: 1'))
      expect((await run(...words)).stderr).toContain('without --prune')
    })
  })

  it('says how a protected instance that is in no file ends', async () => {
    await withOrphans(async ({ run, write }) => {
      const refused = await run('destroy', '--all-owned', '--only=b', '--yes')
      expect(refused).toMatchObject({ code: 1 })
      const way = 'put its entry back into a file with protect: false'
      expect(refused.stderr).toContain(way)
      expect(refused.stdout).toContain(way)
      write(fleet('name: a', 'name: b, protect: false', 'name: c'))
      expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
      write(fleet('name: a'))
      const ended = await run('destroy', '--all-owned', '--only=b', '--yes', '--destroys=1')
      expect(ended, ended.stderr).toMatchObject({ code: 0 })
    })
  })
})
