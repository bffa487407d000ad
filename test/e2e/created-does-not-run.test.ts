import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { sandboxWith } from '../support/running-apply.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const fleet = (...entries: readonly string[]): string =>
  [
    'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60 }',
    'instances:',
    ...entries.map((entry) => `  - { ${entry} }\n`),
  ].join('\n')

const BEFORE = fleet('name: old, imageUrl: "app:1"', 'name: gone, imageUrl: "app:1"')
const AFTER = fleet('name: old, imageUrl: "app:2"', 'name: fresh, imageUrl: "app:2"')

/** A fleet that runs, and whose file has another image, one entry more and one less since. */
async function changed(options: SandboxOptions) {
  const { sandbox } = await sandboxWith({ pace: { by: 'clock', stepMs: 40 }, ...options })
  const cwd = tempDir({ 'fleet.yaml': BEFORE })
  const run = (...words: readonly string[]) =>
    runInProcess(['apply', 'fleet.yaml', '--yes', '--settle', '0.3', ...words], {
      cwd,
      env: serviceEnv(sandbox),
    })
  expect(await run('--wait')).toMatchObject({ code: 0 })
  writeFileSync(join(cwd, 'fleet.yaml'), AFTER)
  const words = ['--allow', 'reset,destroy', '--prune', '--destroys', '1']
  const sent = () =>
    sandbox
      .calls()
      .filter(({ phase, operation }) => phase === 'received' && WRITES.has(operation))
      .map(({ operation, name }) => `${operation} ${name}`)
  return { run: (...more: readonly string[]) => run(...words, ...more), sent }
}

const WRITES: ReadonlySet<string> = new Set(['create', 'upgrade', 'stop', 'delete'])

const MADE = ['create old', 'create gone']

const BROKEN: SandboxOptions = {
  faults: [
    {
      on: 'create',
      when: { name: 'fresh' },
      do: { fault: 'fail-later', message: 'image pull failed' },
    },
  ],
}

describe('a fleet of which one new instance does not come to run', () => {
  it.each([[['--wait']], [[]]])('keeps what ran before, with %j', async (words) => {
    const { run, sent } = await changed(BROKEN)
    const { code, stdout } = await run(...words)
    expect(code, stdout).toBe(3)
    expect(sent()).toEqual([...MADE, 'create fresh'])
    expect(stdout).toMatch(/fresh {2}\w+ is exited \(CreateFailed: image pull failed\)\n\nCreated/)
    expect(stdout).toContain('nothing was reset, stopped, paid for or destroyed')
    expect(stdout).toContain('Not reset: old\n')
    expect(stdout).toMatch(/Not destroyed, and still billed: gone \(\w+\)\n/)
    expect(stdout).toMatch(
      /see first that it runs, or destroy it\.\nTo go on then: ppi-apply apply /,
    )
  })

  it('says so in JSON', async () => {
    const { run } = await changed(BROKEN)
    const { code, stdout } = await run('--format', 'json')
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(code).toBe(3)
    expect(lines.find(({ type }) => type === 'made_wait')).toMatchObject({
      instances: [{ name: 'fresh' }],
      waitMs: 600_000,
    })
    expect(lines.findLast(({ type }) => type === 'wait_state')).toMatchObject({
      name: 'fresh',
      statusError: 'CreateFailed: image pull failed',
    })
    expect(lines.at(-1)).toMatchObject({
      stop: { why: 'not-all-running', reason: expect.stringContaining('fresh (') },
      skipped: [
        { name: 'old', operation: 'upgrade' },
        { name: 'gone', operation: 'delete' },
      ],
    })
  })

  it('is not waited for twice as long as was said', async () => {
    const { run, sent } = await changed({
      faults: [{ on: 'create', when: { name: 'fresh' }, do: { fault: 'stuck' } }],
    })
    const { code, stdout } = await run('--wait', '1')
    expect(code, stdout).toBe(3)
    expect(sent()).toEqual([...MADE, 'create fresh'])
    expect(stdout).toMatch(/Not running after 0 s/)
  })
})

describe('a fleet of which all that is new comes to run', () => {
  it('is changed then, and not before', async () => {
    const { run, sent } = await changed({})
    const { code, stdout } = await run()
    expect(code, stdout).toBe(0)
    expect(sent()).toEqual([...MADE, 'create fresh', 'upgrade old', 'delete gone'])
    expect(stdout).toMatch(/fresh {2}running\n.* old {2}accepted/s)
  })
})
