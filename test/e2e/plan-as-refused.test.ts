import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
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

/** The answer of the first create call is lost, and no list shows what it made. */
const LOST_AND_HIDDEN: readonly FaultRule[] = [
  { on: 'create', when: { nth: 1 }, do: { fault: 'close', at: 'after' } },
  { on: 'list', do: { fault: 'list', how: 'lag', ms: 3_600_000 } },
]

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

  it('where it settles a doubt first, which makes another plan of it', async () => {
    await withSandbox({ faults: LOST_AND_HIDDEN }, async (sandbox) => {
      const cwd = tempDir({ 'instances.yaml': fleet('name: a }, { name: b') })
      const run = (...args: readonly string[]) =>
        runInProcess([...args, '--settle', '0.3'], { cwd, env: serviceEnv(sandbox) })
      expect(await run('apply', '--yes')).toMatchObject({ code: 4 })
      await sandbox.replaceFaults([])
      const planned = await run('plan', '--detailed-exitcode')
      expect(planned).toMatchObject({ code: 2 })
      expect(planned.stdout).toContain('apply settles what is in doubt first')
      expect(planned.stdout).not.toContain('Apply exactly this')
      const id = planIdIn(planned.stdout)
      expect(await run('apply', '--plan-id', id)).toMatchObject({ code: 1 })
      const settled = await run('plan')
      expect(settled.stdout).toContain('Apply exactly this')
      const again = await run('apply', '--plan-id', planIdIn(settled.stdout))
      expect(again, again.stderr).toMatchObject({ code: 0 })
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
