import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { answerJson, createServerWith } from '../support/create-server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }
instances: [{ name: a }, { name: b }]
`

const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '0.5']

/** The first create is answered like this, before or after the work is done. */
const answered = (at: 'before' | 'after', status: number, more = {}): FaultRule => ({
  on: 'create',
  when: { name: 'a', times: 1 },
  do: { fault: 'answer', at, status, ...more },
})

const named = (sandbox: Sandbox, name: string) =>
  sandbox.instances().filter((instance) => instance.name === name)

describe('apply after a refusal that is wrong', () => {
  it.each([
    ['400', answered('after', 400, { reason: 'INSUFFICIENT_RESOURCE' })],
    ['403', answered('after', 403)],
    ['404', answered('after', 404)],
    ['422', answered('after', 422)],
  ])('finds what was made, records it, and ends with 4: %s', async (_what, fault) => {
    await withSandbox({ faults: [fault] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      const run = await runInProcess(APPLY, { cwd, env })
      expect(run).toMatchObject({ code: 4 })
      const [made] = named(sandbox, 'a')
      const port = new URL(sandbox.url).port
      const ledger = readFileSync(join(cwd, `.ppi-apply/127.0.0.1_${port}.ledger.jsonl`), 'utf8')
      expect(ledger).toContain(made?.id)
      expect(run.stdout).toContain(made?.id)
      const secondRun = await runInProcess(APPLY, { cwd, env })
      expect(secondRun.code).toBe(0)
      expect(named(sandbox, 'a')).toHaveLength(1)
      expect(named(sandbox, 'b')).toHaveLength(1)
    })
  })

  it.each([
    [400, { reason: 'INSUFFICIENT_RESOURCE' }],
    [429, { retryAfter: 600 }],
  ])('finds it when the list shows it late: %s', async (status, more) => {
    const late: FaultRule = { on: 'list', do: { fault: 'list', how: 'lag', lists: 1 } }
    const fault = answered('after', status, more)
    await withSandbox({ faults: [fault, late] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const run = await runInProcess([...APPLY, '--format', 'json'], {
        cwd,
        env: serviceEnv(sandbox),
      })
      expect(run).toMatchObject({ code: 4 })
      const events = run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'create_complete',
          name: 'a',
          id: named(sandbox, 'a')[0]?.id,
          despite: expect.objectContaining({ status }),
        }),
      )
      expect(events.at(-1)).toMatchObject({ rejected: [], exitCode: 4 })
    })
  })

  it('says what has the name of a refused entry without being surely its instance', async () => {
    const fault = answered('before', 400, { reason: 'INSUFFICIENT_RESOURCE' })
    let meanwhile: string | undefined
    const onRequest = (event: { readonly operation: string; readonly phase: string }) => {
      if (event.operation !== 'create' || event.phase !== 'answered') return
      meanwhile ??= running?.meanwhile({ change: 'twin', name: 'a' })[0]
    }
    let running: Sandbox | undefined
    await withSandbox({ faults: [fault], onRequest }, async (sandbox) => {
      running = sandbox
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const run = await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 4 })
      expect(run.stdout).toContain(`The account has ${meanwhile}`)
      expect(run.stdout).not.toContain('not billed')
      expect(run.stdout).toContain(
        'Not created by the answer, but the account has one of the name:',
      )
    })
  })

  it('waits once for all, and ends as before where the refusal was right', async () => {
    const fault: FaultRule = {
      on: 'create',
      do: { fault: 'answer', at: 'before', status: 400, reason: 'INSUFFICIENT_RESOURCE' },
    }
    await withSandbox({ faults: [fault] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const run = await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 1 })
      expect(run.stdout.match(/a refusal may be wrong/g)).toHaveLength(1)
      expect(run.stdout).toContain('whether the account has a, b anyway')
      expect(sandbox.instances()).toHaveLength(0)
    })
  })
})

describe('apply after a 429', () => {
  it('sends again only after two lists, a settle time apart, that show nothing', async () => {
    const seen: { readonly operation: string; readonly at: number }[] = []
    const onRequest = (event: { readonly operation: string; readonly phase: string }) => {
      if (event.phase !== 'received') return
      seen.push({ operation: event.operation, at: performance.now() })
    }
    await withSandbox({ faults: [answered('before', 429)], onRequest }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const run = await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 0 })
      const [first = 0, second = 0] = seen.flatMap(({ operation }, at) =>
        operation === 'create' ? [at] : [],
      )
      const between = seen.slice(first + 1, second)
      expect(new Set(between.map(({ operation }) => operation))).toEqual(new Set(['list']))
      const apart = (between.at(-1)?.at ?? 0) - (between[0]?.at ?? 0)
      expect(apart).toBeGreaterThanOrEqual(490)
    })
  })

  it('does not send again what only the second list shows', async () => {
    const late: FaultRule = { on: 'list', do: { fault: 'list', how: 'lag', lists: 1 } }
    await withSandbox({ faults: [answered('after', 429), late] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(named(sandbox, 'a')).toHaveLength(1)
    })
  })

  it.each(['first', 'second'])('does not send again when the %s list fails', async (which) => {
    const nth = which === 'first' ? [2, 3, 4, 5, 6, 7, 8, 9] : [3, 4, 5, 6, 7, 8, 9]
    const failing: FaultRule = {
      on: 'list',
      when: { nth },
      do: { fault: 'list', how: 'missing' },
    }
    await withSandbox({ faults: [answered('before', 429), failing] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const run = await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(run.code).not.toBe(0)
      expect(named(sandbox, 'a')).toHaveLength(0)
    })
  })

  it('does not send again where there is no list at all', async () => {
    const server = await createServerWith((_call, response) =>
      answerJson(response, 429, { code: 429, message: 'slow down' }),
    )
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const env = { PPIO_API_KEY: 'key', PPIO_BASE_URL: server.url }
    const run = await runInProcess([...APPLY, '--refresh', 'never'], { cwd, env })
    expect(run.code).toBe(1)
    expect(server.calls).toHaveLength(1)
  })
})
