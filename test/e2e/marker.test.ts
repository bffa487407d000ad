import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { createServerWith } from '../support/create-server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { askJson, gpuBody, withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const MARKER = /^1\.[0-9a-f]{8}\.[0-9a-f]{8}\.[0-9a-f]{16}$/

const DEFAULTS =
  'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }'

const fleet = (...entries: readonly string[]) =>
  `${DEFAULTS}\ninstances:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`

const thirty = Array.from({ length: 30 }, (_, at) => `V${at}: x`).join(', ')

const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '0.3']

const LOST_AFTER: FaultRule = {
  on: 'create',
  when: { times: 1 },
  do: { fault: 'close', at: 'after' },
}

const noEnvs = (on: 'list' | 'get'): FaultRule => ({ on, do: { fault: 'list', how: 'no-envs' } })

interface Sent {
  readonly envs?: readonly { readonly key: string; readonly value: string }[]
}

const markersIn = (body: unknown): readonly string[] =>
  ((body as Sent).envs ?? []).flatMap(({ key, value }) => (key === 'PPI_APPLY_ID' ? [value] : []))

/** A stranger that is alike in everything the service shows, but for the marker. */
async function twin(sandbox: Sandbox, name: string): Promise<string> {
  return (await askJson(sandbox, 'create', { body: gpuBody({ name }) })).json.id
}

describe('the marker', () => {
  it('is one more variable of each create, another for each attempt, and the intent has it', async () => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': fleet('name: a', 'name: b', '{}') })
    const env = { PPIO_API_KEY: 'key', PPIO_BASE_URL: server.url }
    const run = await runInProcess([...APPLY, '--refresh', 'never'], { cwd, env })
    expect(run).toMatchObject({ code: 0 })
    const markers = server.calls.flatMap(({ body }) => markersIn(body))
    expect(markers).toHaveLength(3)
    expect(new Set(markers).size).toBe(3)
    for (const marker of markers) expect(marker).toMatch(MARKER)
    expect(new Set(markers.map((marker) => marker.split('.')[1])).size).toBe(1)
    const service = `127.0.0.1_${new URL(server.url).port}`
    const ledger = readFileSync(join(cwd, `.ppi-apply/${service}.ledger.jsonl`), 'utf8')
    const lines = ledger
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const intents = lines.filter(({ type }) => type === 'intent')
    expect(intents.map(({ marker }) => marker)).toEqual(markers)
    for (const { spec } of intents) expect(JSON.stringify(spec)).not.toContain('PPI_APPLY_ID')
    expect(run.stdout).toContain('PPI_APPLY_ID (added by ppi-apply)')
  })

  it('is left out where the config says so', async () => {
    const server = await createServerWith()
    const cwd = tempDir({
      'fleet.yaml': fleet('name: a'),
      'ppi-apply.config.yaml': 'marker: false',
    })
    const env = { PPIO_API_KEY: 'key', PPIO_BASE_URL: server.url }
    const run = await runInProcess([...APPLY, '--refresh', 'never'], { cwd, env })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).not.toContain('PPI_APPLY_ID')
    expect(server.calls.flatMap(({ body }) => markersIn(body))).toEqual([])
  })

  it.each([
    ['that uses all variables', `{ name: a, envs: { ${thirty} } }`, []],
    ['that names it itself', '{ name: a, envs: { PPI_APPLY_ID: mine } }', ['mine']],
  ])('is left out of an entry %s, with a warning', async (_what, entry, sent) => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': fleet(entry) })
    const env = { PPIO_API_KEY: 'key', PPIO_BASE_URL: server.url }
    const run = await runInProcess([...APPLY, '--refresh', 'never'], { cwd, env })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toContain('marker-left-out')
    expect(server.calls.flatMap(({ body }) => markersIn(body))).toEqual(sent)
  })

  it.each([
    ['where the file leaves no room for it', thirty, false],
    ['where it fits', 'A: x', true],
  ])('is left out of a reset only %s', async (_where, envs, isKept) => {
    await withSandbox({ limits: 'reference' }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('name: a') })
      const env = serviceEnv(sandbox)
      await runInProcess([...APPLY, '--wait'], { cwd, env })
      writeFileSync(join(cwd, 'fleet.yaml'), fleet(`{ name: a, envs: { ${envs} } }`))
      const plan = await runInProcess(['plan', 'fleet.yaml', '--allow', 'reset'], { cwd, env })
      const told = 'so the reset drops `PPI_APPLY_ID`'
      expect(plan.stderr.includes(told), plan.stderr).toBe(!isKept)
      const run = await runInProcess([...APPLY, '--allow', 'reset'], { cwd, env })
      expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 })
      const [instance] = sandbox.instances()
      const keys = sandbox.privateParts(instance?.id ?? '')?.envs.map(({ key }) => key)
      expect(keys?.includes('PPI_APPLY_ID')).toBe(isKept)
      const next = await runInProcess(['plan', 'fleet.yaml'], { cwd, env })
      expect(next.stdout).toContain('1 unchanged')
      expect(next.stderr).not.toContain('marker-left-out')
    })
  })

  it('settles a lost answer beside a stranger that is alike in everything else', async () => {
    await withSandbox({ faults: [LOST_AFTER] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('name: a') })
      const env = serviceEnv(sandbox)
      const hidden = await runInProcess([...APPLY, '--refresh', 'never'], { cwd, env })
      expect(hidden).toMatchObject({ code: 4 })
      const ours = sandbox.instances()[0]?.id
      const theirs = await twin(sandbox, 'a')
      const run = await runInProcess(APPLY, { cwd, env })
      expect(run.stdout).toContain(`made ${ours}; it is recorded now`)
      expect(run.stdout).not.toContain(`made ${theirs}`)
      expect(sandbox.instances()).toHaveLength(2)
    })
  })

  it('settles a lost answer of an entry without a name', async () => {
    await withSandbox({ faults: [LOST_AFTER] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('{}') })
      const env = serviceEnv(sandbox)
      const run = await runInProcess(APPLY, { cwd, env })
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout).toContain('found in the account')
      const secondRun = await runInProcess(APPLY, { cwd, env })
      expect(secondRun.stdout).toContain('0 to create, 1 unchanged')
    })
  })

  it('does not take a stranger without it, though name, time and fields agree', async () => {
    const lost: FaultRule = {
      on: 'create',
      when: { times: 1 },
      do: { fault: 'close', at: 'before' },
    }
    await withSandbox({ faults: [lost] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('name: a') })
      const env = serviceEnv(sandbox)
      await runInProcess(APPLY, { cwd, env })
      const id = await twin(sandbox, 'a')
      const run = await runInProcess(APPLY, { cwd, env })
      expect(run).toMatchObject({ code: 4 })
      expect(run.stdout).toContain('it has no PPI_APPLY_ID, which was sent')
      expect(run.stdout).toContain(`ppi-apply adopt a ${id}`)
      expect(run.stdout).toContain('ppi-apply forget a')
    })
  })

  it('is asked for by id where the list shows no variables', async () => {
    await withSandbox({ faults: [LOST_AFTER, noEnvs('list')] }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('name: a') })
      const env = serviceEnv(sandbox)
      await runInProcess([...APPLY, '--refresh', 'never'], { cwd, env })
      const ours = sandbox.instances()[0]?.id
      await twin(sandbox, 'a')
      const run = await runInProcess(APPLY, { cwd, env })
      expect(run.stdout).toContain(`made ${ours}; it is recorded now`)
    })
  })

  it('is done without where the service shows no variables at all', async () => {
    const faults = [LOST_AFTER, noEnvs('list'), noEnvs('get')]
    await withSandbox({ faults }, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('name: a') })
      const run = await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout).toContain('found in the account')
    })
  })

  it('is neither a change nor drift', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': fleet('{ name: a, envs: { MODE: prod } }') })
      const env = serviceEnv(sandbox)
      await runInProcess(APPLY, { cwd, env })
      const plan = await runInProcess(['plan', 'fleet.yaml', '--verbose'], { cwd, env })
      expect(plan.stdout).toContain('0 to create, 1 unchanged')
      expect(plan.stdout).not.toContain('drift')
    })
  })
})

describe('the marker of another ledger', () => {
  /** Folder `a` made the instance, and the ledger of folder `b` holds it as well. */
  const held = async (sandbox: Sandbox) => {
    const files = { 'fleet.yaml': fleet('name: a') }
    const [a, b] = [tempDir(files), tempDir(files)]
    const env = serviceEnv(sandbox)
    await runInProcess(APPLY, { cwd: a, env })
    const id = sandbox.instances()[0]?.id ?? ''
    const adopt = await runInProcess(['adopt', 'a', id, 'fleet.yaml'], { cwd: b, env })
    return { adopt, run: (words: readonly string[]) => runInProcess(words, { cwd: b, env }) }
  }

  it('is said when its instance is adopted, and keeps it from being stopped and destroyed', async () => {
    await withSandbox({}, async (sandbox) => {
      const { adopt, run } = await held(sandbox)
      expect(adopt).toMatchObject({ code: 0 })
      expect(adopt.stderr).toMatch(
        /^It was made with another ledger \([0-9a-f]{8}\), as its PPI_APPLY_ID says: it is not/m,
      )
      const forDestroy = ['destroy', 'fleet.yaml', '--yes', '--destroys', '0']
      for (const words of [forDestroy, ['stop', 'fleet.yaml', '--yes']]) {
        const { code, stdout } = await run(words)
        expect(code).toBe(3)
        expect(stdout).toMatch(/carries the PPI_APPLY_ID of another ledger \([0-9a-f]{8}\)/)
      }
      const sent = sandbox.calls().map(({ operation }) => operation)
      expect(sent).not.toContain('delete')
      expect(sent).not.toContain('stop')
    })
  })

  it('keeps it from being destroyed where only a look at it shows the marker', async () => {
    await withSandbox({ faults: [noEnvs('list')] }, async (sandbox) => {
      const { run } = await held(sandbox)
      const { code, stdout } = await run(['destroy', 'fleet.yaml', '--yes', '--destroys', '1'])
      expect(code).toBe(1)
      expect(stdout).toContain('carries the PPI_APPLY_ID of another ledger')
      expect(sandbox.calls().map(({ operation }) => operation)).not.toContain('delete')
    })
  })
})

describe('render with the marker', () => {
  it('shows it with words that nobody takes for one, and leaves it out of commands', async () => {
    const cwd = tempDir({ 'fleet.yaml': fleet('name: a') })
    const json = JSON.parse((await runInProcess(['render', 'fleet.yaml'], { cwd })).stdout)
    const [value] = markersIn(json.instances[0].body)
    expect(value).toBe('(made by apply for each attempt)')
    const curl = await runInProcess(['render', 'fleet.yaml', '--format', 'curl'], { cwd })
    expect(curl.stdout).toMatch(/^# Without PPI_APPLY_ID/)
    expect(curl.stdout.match(/PPI_APPLY_ID/g)).toHaveLength(1)
    const off = tempDir({
      'fleet.yaml': fleet('name: a'),
      'ppi-apply.config.yaml': 'marker: false',
    })
    expect((await runInProcess(['render', 'fleet.yaml'], { cwd: off })).stdout).not.toContain(
      'PPI_APPLY',
    )
  })
})
