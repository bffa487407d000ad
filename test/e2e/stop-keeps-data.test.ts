import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const AT_ONCE = { by: 'clock', stepMs: 0 } as const

const entry = (name: string, more = '') =>
  `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "a:1"${more} }\n`
const fleet = (...entries: readonly string[]) => `instances:\n${entries.join('')}`

const KEPT = /its data is kept for 7 days, until about 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/

/** A folder with two instances that run. */
async function running(sandbox: Sandbox) {
  const cwd = tempDir({ 'instances.yaml': fleet(entry('a'), entry('b')) })
  const run = (...args: readonly string[]) =>
    runInProcess([...args, '--settle', '0.3', '--wait', '20'], { cwd, env: serviceEnv(sandbox) })
  const look = (...args: readonly string[]) => runInProcess(args, { cwd, env: serviceEnv(sandbox) })
  expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
  const write = (text: string) => writeFileSync(join(cwd, 'instances.yaml'), text)
  return { run, look, write }
}

/** How often an instance was asked for by its id. */
const gets = (sandbox: Sandbox): number =>
  sandbox.calls().filter(({ phase, operation }) => phase === 'ended' && operation === 'get').length

const B_STOPPED = fleet(entry('a'), entry('b', ', desiredStatus: stopped'))

describe('the plan of a stop', () => {
  it('says until when the data is kept, in every form, and asks for nothing that it does not stop', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { look, write } = await running(sandbox)
      const counted = gets(sandbox)
      expect((await look('plan')).stdout).not.toContain('its data is kept')
      expect(gets(sandbox)).toBe(counted)
      write(B_STOPPED)
      expect((await look('plan')).stdout).toMatch(KEPT)
      expect(gets(sandbox)).toBe(counted + 1)
      const markdown = (await look('plan', '--format', 'markdown')).stdout
      expect(markdown.replaceAll('`', '')).toMatch(KEPT)
      const { actions } = JSON.parse((await look('plan', '--format', 'json')).stdout)
      expect(actions[1].steps).toMatchObject([
        {
          operation: 'stop',
          keepDataDays: 7,
          dataKeptUntil: expect.stringMatching(/^20\d\d-.*Z$/),
        },
      ])
    }))

  it('says it before the command asks, and at the end of the run', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { run } = await running(sandbox)
      const { code, stdout, stderr } = await run('stop', '--only', 'a', '--yes', '--verbose')
      expect(code, stderr).toBe(0)
      expect(stdout + stderr).toContain('    its data is kept for 7 days, until about ')
      expect(stdout).toMatch(/an hour while it ran; its data is kept for 7 days, until about /)
      const again = await run('stop', '--only', 'a', '--yes', '--verbose')
      expect(again.stdout + again.stderr).not.toContain('until about')
    }))

  it('is the same plan where the service does not say, without the line', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { look, write } = await running(sandbox)
      write(B_STOPPED)
      const planId = (stdout: string) => /^Plan id: (.*)$/m.exec(stdout)?.[1]
      const told = await look('plan')
      sandbox.replaceFaults([{ on: 'get', do: { fault: 'answer', at: 'before', status: 403 } }])
      const untold = await look('plan')
      expect(untold).toMatchObject({ code: told.code })
      expect(untold.stdout).not.toContain('its data is kept')
      expect(planId(untold.stdout)).toBe(planId(told.stdout))
    }))
})
