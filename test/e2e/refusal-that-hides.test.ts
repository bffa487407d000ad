import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

// A service that makes an instance, refuses it, and hides what it could be recognised by. Whoever believes it pays twice.

const fleet = (name: string) =>
  `instances: [{ ${name}kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }]\n`

const NO_VARIABLES: readonly FaultRule[] = [
  { on: 'list', do: { fault: 'list', how: 'no-envs' } },
  { on: 'get', do: { fault: 'list', how: 'no-envs' } },
]

const refusedAfter = (status: number): FaultRule => ({
  on: 'create',
  when: { nth: 1 },
  do: { fault: 'answer', at: 'after', status, ...(status === 429 ? { retryAfter: 1 } : {}) },
})

/** Nothing is sent along by which an instance could be known. */
const NO_MARKER = { 'ppi-apply.config.yaml': 'marker: false' }

const apply = (cwd: string, sandbox: Sandbox) =>
  runInProcess(['apply', 'fleet.yaml', '--yes', '--settle=0.3'], { cwd, env: serviceEnv(sandbox) })

describe('an entry without a name, on a service that shows no variables', () => {
  it.each([400, 403, 404, 422, 429])('is not created again after a %i that lied', (status) =>
    withSandbox({ faults: [...NO_VARIABLES, refusedAfter(status)] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('') })
      const first = await apply(cwd, sandbox)
      expect(first.code, first.stdout + first.stderr).not.toBe(0)
      expect(first.stdout).not.toContain('not billed')
      expect(first.stdout).toContain(sandbox.instances()[0]?.id)
      const secondRun = await apply(cwd, sandbox)
      expect(secondRun.code).not.toBe(0)
      expect(sandbox.instances()).toHaveLength(1)
    }),
  )

  it.each([400, 403, 422])(
    'is found by its marker after a %i that lied, where they are shown',
    (status) =>
      withSandbox({ faults: [refusedAfter(status)] }, async (sandbox) => {
        const cwd = tempDir({ 'fleet.yaml': fleet('') })
        const run = await apply(cwd, sandbox)
        expect(run.code, run.stdout + run.stderr).toBe(4)
        expect(run.stdout.match(/a refusal may be wrong/g)).toHaveLength(1)
        expect(run.stdout).toContain(`but the account has it as ${sandbox.instances()[0]?.id}`)
        expect(await apply(cwd, sandbox)).toMatchObject({ code: 0 })
        expect(sandbox.instances()).toHaveLength(1)
      }),
  )

  it('is created once the refusal is true', () =>
    withSandbox(
      {
        faults: [
          ...NO_VARIABLES,
          { on: 'create', when: { nth: 1 }, do: { fault: 'answer', at: 'before', status: 400 } },
        ],
      },
      async (sandbox) => {
        const cwd = tempDir({ 'fleet.yaml': fleet('') })
        expect(await apply(cwd, sandbox)).toMatchObject({ code: 1 })
        expect(await apply(cwd, sandbox)).toMatchObject({ code: 0 })
        expect(sandbox.instances()).toHaveLength(1)
      },
    ))
})

describe('an entry without a name and without a marker', () => {
  const inFolder = () => tempDir({ 'fleet.yaml': fleet(''), ...NO_MARKER })

  it.each([400, 403, 404, 422, 429])('is not created again after a %i that lied', (status) =>
    withSandbox({ faults: [refusedAfter(status)] }, async (sandbox) => {
      sandbox.meanwhile({ change: 'twin', name: 'of-another' })
      const cwd = inFolder()
      const first = await apply(cwd, sandbox)
      const [, made] = sandbox.instances()
      expect(first.code, first.stdout + first.stderr).toBe(4)
      expect(first.stdout).not.toContain('not billed')
      expect(first.stdout).toContain(made?.id)
      const secondRun = await apply(cwd, sandbox)
      expect(secondRun.code).toBe(4)
      expect(secondRun.stdout).toContain(`${made?.id} came since`)
      expect(sandbox.instances()).toHaveLength(2)
    }),
  )

  it('is created once the refusal is true', () => {
    const refused: FaultRule = {
      on: 'create',
      when: { nth: 1 },
      do: { fault: 'answer', at: 'before', status: 400 },
    }
    return withSandbox({ faults: [refused] }, async (sandbox) => {
      sandbox.meanwhile({ change: 'twin', name: 'of-another' })
      const cwd = inFolder()
      expect(await apply(cwd, sandbox)).toMatchObject({ code: 1 })
      expect(await apply(cwd, sandbox)).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toHaveLength(2)
    })
  })
})

describe('a service that asks to be left alone for longer than a run waits', () => {
  it('is told of with that time', () => {
    const busy: FaultRule = {
      on: 'create',
      do: { fault: 'answer', at: 'before', status: 429, retryAfter: 600 },
    }
    return withSandbox({ faults: [busy] }, async (sandbox) => {
      const run = await apply(tempDir({ 'fleet.yaml': fleet('name: web, ') }), sandbox)
      expect(run.code).toBe(1)
      expect(run.stdout).toContain('it asks to be left alone for 10 min')
    })
  })
})

describe('an entry whose name the service spells otherwise', () => {
  it.each([400, 429])(
    'is not created again after a %i that lied, and is never a success',
    (status) => {
      // Before the first look after the create: two requests have listed the account before it.
      const respelt: FaultRule = {
        on: 'list',
        when: { nth: 3 },
        do: {
          fault: 'meanwhile',
          at: 'before',
          change: { change: 'rename', name: 'web', to: 'WEB' },
        },
      }
      return withSandbox(
        { faults: [respelt, ...NO_VARIABLES, refusedAfter(status)] },
        async (sandbox) => {
          const cwd = tempDir({ 'fleet.yaml': fleet('name: web, ') })
          const first = await apply(cwd, sandbox)
          expect(first.code, first.stdout + first.stderr).not.toBe(0)
          expect(first.stdout).toContain(sandbox.instances()[0]?.id)
          await apply(cwd, sandbox)
          expect(sandbox.instances()).toHaveLength(1)
        },
      )
    },
  )
})

describe('an account that cannot be seen', () => {
  it.each([[], ['--quiet'], ['--wait']])(
    'is no success, even where nothing is to be created: %j',
    (...more) => {
      // The first run lists the account twice, two pages each time.
      const faults = (['list', 'get'] as const).map(
        (on): FaultRule => ({
          on,
          when: { nth: Array.from({ length: 90 }, (_, nth) => nth + (on === 'list' ? 5 : 1)) },
          do: { fault: 'answer', at: 'before', status: 403 },
        }),
      )
      return withSandbox({ faults }, async (sandbox) => {
        const cwd = tempDir({ 'fleet.yaml': fleet('name: web, ') })
        expect(await apply(cwd, sandbox)).toMatchObject({ code: 0 })
        const args = ['apply', 'fleet.yaml', '--yes', '--settle=0.3', ...more]
        const run = await runInProcess(args, { cwd, env: serviceEnv(sandbox) })
        expect(run.code, run.stdout + run.stderr).toBe(1)
        expect(run.stderr).toContain('it is not known whether 1 entry is as the files say')
        expect(sandbox.instances()).toHaveLength(1)
      })
    },
  )
})
