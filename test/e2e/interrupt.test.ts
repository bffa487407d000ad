import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { sandboxWith, startApply, stateOf } from '../support/running-apply.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances: [{ name: a }, { name: b }]
`

/** What a folder holds after it: which entries have an instance, and which are open. */
async function found(...[sandbox, cwd]: Parameters<typeof stateOf>) {
  const entries = [...(await stateOf(sandbox, cwd)).entries.values()]
  return {
    created: entries.flatMap(({ name, instances }) => instances.map(() => name)),
    open: entries.flatMap(({ name, open }) => open.map(() => name)),
  }
}

describe('the first signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'lets the call in flight end, records it and sends no other: %s',
    async (signal) => {
      let answer = (): void => {}
      const held = new Promise<void>((resolve) => {
        answer = resolve
      })
      const { sandbox, reached } = await sandboxWith({
        onRequest: ({ operation, phase }) =>
          operation === 'create' && phase === 'committed' ? held : undefined,
      })
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const apply = startApply(sandbox, cwd)
      await reached({ operation: 'create', phase: 'committed' })
      apply.child.kill(signal)
      await apply.said('Interrupted: ending within 5 s')
      answer()
      const { code, output } = await apply.end()
      expect(code).toBe(130)
      expect(output).toContain('1 created, 1 not created, 0 in doubt')
      expect(output).toContain('Not tried, and not billed: b')
      expect(await found(sandbox, cwd)).toEqual({ created: ['a'], open: [] })
      expect(sandbox.instances()).toHaveLength(1)
    },
  )

  it('abandons a call that is not answered, and finds what it made all the same', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', do: { fault: 'hang', at: 'after' } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'committed' })
    apply.child.kill('SIGINT')
    const { code, output } = await apply.end()
    expect(code).toBe(130)
    expect(output).toContain('found in the account')
    expect(await found(sandbox, cwd)).toEqual({ created: ['a'], open: [] })
  })

  it('leaves the entry in doubt when nothing can be found, and says what to type', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', do: { fault: 'hang', at: 'before' } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'received' })
    apply.child.kill('SIGTERM')
    const { code, output } = await apply.end()
    expect(code).toBe(130)
    for (const text of ['1 in doubt', 'ppi-apply adopt a ID', 'ppi-apply forget a']) {
      expect(output).toContain(text)
    }
    expect(await found(sandbox, cwd)).toEqual({ created: [], open: ['a'] })
  })

  it('ends a wait before another try', async () => {
    const throttled = { fault: 'answer', at: 'before', status: 429, retryAfter: 60 } as const
    const { sandbox } = await sandboxWith({ faults: [{ on: 'create', do: throttled }] })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await apply.said('trying again in ')
    apply.child.kill('SIGINT')
    const { code, output } = await apply.end()
    expect(code).toBe(130)
    // A 429 is only believed after a look that takes its time, which nobody gave it.
    expect(output).toContain('0 created, 1 not created, 1 in doubt')
    expect(await found(sandbox, cwd)).toEqual({ created: [], open: ['a'] })
  })

  it('ends the waiting for a lost instance to show up', async () => {
    const { sandbox } = await sandboxWith({
      faults: [
        { on: 'create', do: { fault: 'reset', at: 'after' } },
        { on: 'list', do: { fault: 'list', how: 'lag', ms: 3_600_000 } },
      ],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await apply.said('looking in the account')
    apply.child.kill('SIGINT')
    const { code, output } = await apply.end()
    expect(code).toBe(130)
    expect(output).toContain('1 in doubt')
    const secondRun = startApply(sandbox, cwd)
    await secondRun.said('Settling')
    secondRun.child.kill('SIGINT')
    expect(await secondRun.end()).toMatchObject({ code: 130 })
    expect(sandbox.instances()).toHaveLength(1)
  })

  it('counts once when npm passes it on a second time', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', do: { fault: 'delay', at: 'after', ms: 600 } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'committed' })
    apply.child.kill('SIGINT')
    apply.child.kill('SIGTERM')
    const { code, output } = await apply.end()
    expect(code).toBe(130)
    expect(output).toContain('1 created, 1 not created')
  })
})

describe('the second signal', () => {
  it('leaves at once, and the next run settles what was in flight', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', when: { nth: 1 }, do: { fault: 'hang', at: 'after' } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'committed' })
    apply.child.kill('SIGINT')
    await apply.said('Interrupted')
    await new Promise((resolve) => setTimeout(resolve, 300))
    apply.child.kill('SIGINT')
    const { code } = await apply.end()
    expect(code).toBe(130)
    // A first signal would have looked for it, found it and recorded it.
    expect(await found(sandbox, cwd)).toEqual({ created: [], open: ['a'] })
    const next = await runCli(['apply', 'fleet.yaml', '--yes'], { cwd, env: serviceEnv(sandbox) })
    expect(next).toMatchObject({ code: 0 })
    expect(await found(sandbox, cwd)).toEqual({ created: ['a', 'b'], open: [] })
    expect(sandbox.instances()).toHaveLength(2)
  })
})

describe('the signals of a CI system: SIGINT, 7.5 s, SIGTERM, 2.5 s, SIGKILL', () => {
  it('find a program that ended by itself with a summary', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', do: { fault: 'hang', at: 'before' } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'received' })
    const timers = [
      setTimeout(() => apply.child.kill('SIGTERM'), 7_500),
      setTimeout(() => apply.child.kill('SIGKILL'), 10_000),
    ]
    apply.child.kill('SIGINT')
    const { code, signal, output } = await apply.end()
    for (const timer of timers) clearTimeout(timer)
    expect({ code, signal }).toEqual({ code: 130, signal: null })
    // A second signal leaves without one, so the program had ended before it.
    expect(output).toContain('0 created, 1 not created, 1 in doubt')
  })
})

describe('a reader that goes away', () => {
  it('does not end the run: everything is created and recorded', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', do: { fault: 'delay', at: 'before', ms: 200 } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'received' })
    apply.child.stdout?.destroy()
    apply.child.stderr?.destroy()
    expect(await apply.end()).toMatchObject({ code: 0, signal: null })
    expect(await found(sandbox, cwd)).toEqual({ created: ['a', 'b'], open: [] })
  })
})

describe('two at once', () => {
  it('lets one work and refuses the other with 5, naming the holder', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', do: { fault: 'delay', at: 'before', ms: 1_500 } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const first = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'received' })
    const second = await startApply(sandbox, cwd).end()
    expect(second.code).toBe(5)
    expect(second.output).toContain(`process ${first.child.pid}`)
    expect(await first.end()).toMatchObject({ code: 0 })
    expect(sandbox.instances()).toHaveLength(2)
  })

  it('takes over from one that was killed, says so, and settles its open attempt', async () => {
    const { sandbox, reached } = await sandboxWith({
      faults: [{ on: 'create', when: { nth: 1 }, do: { fault: 'hang', at: 'after' } }],
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const first = startApply(sandbox, cwd)
    await reached({ operation: 'create', phase: 'committed' })
    first.child.kill('SIGKILL')
    await first.end()
    const { code, output } = await startApply(sandbox, cwd).end()
    expect(code).toBe(0)
    expect(output).toMatch(
      new RegExp(
        `The lock of "apply" .*process ${first.child.pid}.* was taken over: that process is gone`,
      ),
    )
    expect(output).toContain('it is recorded now')
    expect(sandbox.instances()).toHaveLength(2)
  })
})
