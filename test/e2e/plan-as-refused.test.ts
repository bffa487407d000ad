import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const fleet = (entry: string): string =>
  `defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }\ninstances: [{ ${entry} }]\n`

interface Project {
  readonly run: (...args: readonly string[]) => ReturnType<typeof runInProcess>
  readonly write: (text: string, config?: string) => void
}

const withFleet = (entry: string, use: (project: Project) => Promise<void>): Promise<void> =>
  withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
    const cwd = tempDir({ 'instances.yaml': fleet(entry) })
    const run = (...args: readonly string[]) =>
      runInProcess([...args, '--settle', '1'], { cwd, env: serviceEnv(sandbox) })
    const write = (text: string, config = '') => {
      writeFileSync(join(cwd, 'instances.yaml'), text)
      writeFileSync(join(cwd, 'ppi-apply.config.yaml'), config)
    }
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
    await use({ run, write })
  })

const planIdIn = (stdout: string): string => /^Plan id: (\S+)$/m.exec(stdout)?.[1] ?? ''

describe('a plan offers nothing that its apply refuses', () => {
  it('where more would be destroyed than a run may', async () => {
    await withFleet('name: w, replicas: 3', async ({ run, write }) => {
      write(fleet('name: w, replicas: 1'), 'maxDestroys: 1\n')
      const refusal = '2 instances would be destroyed, and --max-destroys is 1'
      const waiting = await run('plan', '--prune')
      expect(waiting.stdout).toContain(`apply would refuse: ${refusal}.`)
      expect(waiting.stdout).not.toContain('Apply exactly this')
      const byId = await run('apply', '--prune', '--plan-id', planIdIn(waiting.stdout))
      expect(byId).toMatchObject({ code: 1 })
      expect(byId.stderr).toContain(refusal)
      const allowed = await run('plan', '--prune', '--allow=destroy', '--detailed-exitcode')
      expect(allowed).toMatchObject({ code: 1 })
      const enough = ['--prune', '--allow=destroy', '--max-destroys=2'] as const
      const willing = await run('plan', ...enough, '--detailed-exitcode')
      expect(willing).toMatchObject({ code: 2 })
      expect(willing.stdout).toContain('Apply exactly this')
    })
  })

  it('and names the command that would refuse', async () => {
    await withFleet('name: w, replicas: 2', async ({ run }) => {
      const planned = await run('plan', '--destroy', '--max-destroys=1', '--detailed-exitcode')
      expect(planned).toMatchObject({ code: 1 })
      expect(planned.stdout).toContain('destroy would refuse: 2 instances would be destroyed')
      expect(planned.stdout).not.toContain('Apply exactly this')
    })
  })

  it('where what would end first has nothing to take its place', async () => {
    await withFleet('name: a', async ({ run, write }) => {
      write(fleet('name: a, productId: H100-80GB.24c240g, replaceBy: destroy-first'))
      const words = ['--allow=replace', '--allow-unavailable']
      const planned = await run('plan', ...words, '--detailed-exitcode')
      expect(planned).toMatchObject({ code: 1 })
      expect(planned.stdout).toContain('apply would refuse: a would be destroyed first')
      expect(planned.stdout).not.toContain('Apply exactly this')
      const applied = await run('apply', ...words, '--plan-id', planIdIn(planned.stdout))
      expect(applied).toMatchObject({ code: 1 })
      expect(applied.stderr).toContain('a would be destroyed first')
    })
  })

  it.each(['1.5', '-1'])('and maxDestroys: %s is no number of instances', async (many) => {
    await withFleet('name: a', async ({ run, write }) => {
      write(fleet('name: a'), `maxDestroys: ${many}\n`)
      const { code, stderr } = await run('plan')
      expect(code).toBe(1)
      expect(stderr).toContain('maxDestroys must be a whole number of 0 or more')
    })
  })
})
