import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string) =>
  `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }\n`

const fleet = (...names: readonly string[]) => `instances:\n${names.map(entry).join('')}`

const PRODUCTS = [{ id: '4090.18c.60g', name: 'RTX 4090', price: '199000', availableDeploy: true }]

/**
 * A fleet of web (i-1) and db (i-2), in which the account lost sight of web until i-3 was made in its place: both are there
 * now.
 */
async function returned() {
  const there = new Map<string, object>()
  const hidden = new Set<string>()
  const shown = () => [...there.entries()].flatMap(([id, each]) => (hidden.has(id) ? [] : [each]))
  const { url, requests } = await scriptedService({
    list: (page) => onePage(...shown())(page),
    get: (id) =>
      there.has(id) && !hidden.has(id)
        ? { body: there.get(id) }
        : { status: 404, body: { code: 404, reason: 'RESOURCE_NOT_FOUND', message: '' } },
    products: () => ({ body: { data: PRODUCTS } }),
    create: (body, nth) => {
      const createdAt = String(Math.floor(Date.now() / 1000))
      there.set(`i-${nth}`, { ...body, id: `i-${nth}`, status: 'running', gpuNum: '1', createdAt })
      return { body: { id: `i-${nth}` } }
    },
    delete: (id) => ({ body: { id, deleted: there.delete(id) } }),
  })
  const cwd = tempDir({ 'fleet.yaml': fleet('web', 'db') })
  const run = async (...argv: readonly string[]) => {
    const isEdit = argv[0] === 'forget' || argv[0] === 'adopt'
    const settle = isEdit ? [] : ['--settle', '0']
    const options = ['--base-url', url, '--no-color', ...settle]
    const ended = await runInProcess([...argv, ...options], {
      cwd,
      env: { PPIO_API_KEY: 'key' },
    })
    return { ...ended, output: ended.stdout + ended.stderr }
  }
  const files = (...names: readonly string[]) =>
    writeFileSync(join(cwd, 'fleet.yaml'), fleet(...names))
  expect(await run('apply', 'fleet.yaml', '--yes')).toMatchObject({ code: 0 })
  hidden.add('i-1')
  const again = await run('apply', 'fleet.yaml', '--yes', '--allow', 'recreate')
  expect(again.code, again.output).toBe(0)
  hidden.clear()
  return { run, files, there, hidden, requests }
}

const NOT_OURS = /not ours|not in the ledger/

describe('what is back after it was replaced, and in no file', () => {
  it('is in the plan with what it costs, beside what replaced it, and the ways to end it', async () => {
    const { run, files } = await returned()
    files('db')
    const plan = await run('plan', 'fleet.yaml', '--detailed-exitcode')
    expect(plan.code).toBe(1)
    expect(plan.output).toMatch(/i-3 since .*: running; 1\.99 an hour/)
    expect(plan.output).toMatch(/i-1 since .*replaced by i-3\): running; 1\.99 an hour/)
    expect(plan.output).toMatch(/to end them all: ppi-apply destroy .*--all-owned.*--only=web/)
    expect(plan.output).not.toMatch(NOT_OURS)
    const json = JSON.parse((await run('plan', 'fleet.yaml', '--format', 'json')).stdout)
    expect(json.actions).toMatchObject([
      { name: 'db', action: 'no-op' },
      { action: 'orphan', instances: [{ id: 'i-3' }, { id: 'i-1', replacedBy: 'i-3' }] },
    ])
    const markdown = await run('plan', 'fleet.yaml', '--format', 'markdown')
    expect(markdown.stdout).toMatch(/replaced by `?i-3/)
    const applied = await run('apply', 'fleet.yaml', '--yes')
    expect(applied.code).toBe(3)
    expect(applied.output).toContain('i-1')
    expect(applied.output).toContain('Billed now: 3 instances')
  })

  it('ends by a prune, which counts it', async () => {
    const { run, files, there } = await returned()
    files('db')
    const prune = ['apply', 'fleet.yaml', '--yes', '--prune', '--allow', 'destroy'] as const
    expect(await run(...prune, '--destroys', '1')).toMatchObject({ code: 1 })
    const pruned = await run(...prune, '--destroys', '2')
    expect(pruned.code, pruned.output).toBe(0)
    expect([...there.keys()]).toEqual(['i-2'])
    expect(pruned.output).toContain('Billed now: 1 instance')
    expect(await run('plan', 'fleet.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 })
  })

  it('ends by a destroy of all that is owned, be it the last of its entry', async () => {
    const { run, files, there } = await returned()
    files('db')
    const destroy = ['destroy', '--all-owned', 'fleet.yaml', '--yes', '--destroys'] as const
    const destroyed = await run(...destroy, '3')
    expect(destroyed.code, destroyed.output).toBe(0)
    expect([...there.keys()]).toEqual([])
  })

  it('is told as billed by a status, which names the command that ends it', async () => {
    const { run, files, there } = await returned()
    there.delete('i-3')
    files('db')
    const { stdout } = await run('status', 'fleet.yaml')
    expect(stdout).toMatch(/i-1 .*replaced by i-3/)
    expect(stdout).toMatch(/to end it: ppi-apply destroy --all-owned .*--only=web/)
    expect(stdout).toMatch(/List price: 3\.98 .*an hour/)
    const json = JSON.parse((await run('status', '--format', 'json')).stdout)
    expect(json.hourly).toMatchObject({ amount: '3.98' })
  })

  it('is let go of by a forget', async () => {
    const { run, files } = await returned()
    files('db')
    expect(await run('forget', 'web', '--yes')).toMatchObject({ code: 0 })
    expect(await run('plan', 'fleet.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 })
  })
})

describe('what is back after it was replaced, with its entry in the file', () => {
  it('needs a person, who reads of each what it costs, and the command that ends one', async () => {
    const { run, there } = await returned()
    const plan = await run('plan', 'fleet.yaml', '--detailed-exitcode')
    expect(plan.code).toBe(1)
    expect(plan.output).toMatch(/i-3 is ours: 1\.99 an hour/)
    expect(plan.output).toMatch(/i-1 is running, ours, replaced by i-3: 1\.99 an hour/)
    expect(plan.output).toMatch(
      /both cost money; to keep one of them: for that one ppi-apply forget web ID .*to end the others ppi-apply destroy fleet\.yaml --only=web .*then ppi-apply adopt web ID fleet\.yaml/,
    )
    expect(await run('apply', 'fleet.yaml', '--yes', '-q')).toMatchObject({ code: 1 })
    expect(await run('forget', 'web', 'i-3', '--yes')).toMatchObject({ code: 0 })
    await run('destroy', 'fleet.yaml', '--only=web', '--yes', '--destroys', '1')
    expect([...there.keys()].sort()).toEqual(['i-2', 'i-3'])
    expect(await run('adopt', 'web', 'i-3', 'fleet.yaml')).toMatchObject({ code: 0 })
    expect(await run('plan', 'fleet.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 })
  })

  it('can be the one that is kept', async () => {
    const { run, there } = await returned()
    expect(await run('forget', 'web', 'i-1', '--yes')).toMatchObject({ code: 0 })
    await run('destroy', 'fleet.yaml', '--only=web', '--yes', '--destroys', '1')
    expect([...there.keys()].sort()).toEqual(['i-1', 'i-2'])
    expect(await run('adopt', 'web', 'i-1', 'fleet.yaml')).toMatchObject({ code: 0 })
    expect(await run('plan', 'fleet.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 })
  })

  it('ends by a destroy of its entry, like all else that this has', async () => {
    const { run, there } = await returned()
    const destroy = ['destroy', 'fleet.yaml', '--only=web', '--yes'] as const
    const planned = await run('plan', '--destroy', 'fleet.yaml', '--only=web')
    expect(planned.output).not.toMatch(NOT_OURS)
    const destroyed = await run(...destroy, '--destroys', '2')
    expect(destroyed.code, destroyed.output).toBe(0)
    expect(destroyed.output).not.toMatch(NOT_OURS)
    expect([...there.keys()]).toEqual(['i-2'])
  })

  it('is stopped by nobody who could mean the other one', async () => {
    const { run } = await returned()
    const stopped = await run('stop', 'fleet.yaml', '--only=web', '--yes')
    expect(stopped.code).not.toBe(0)
    expect(stopped.output).toMatch(/i-1 is running, ours, replaced by i-3/)
  })

  it('is the only one that costs money, once what replaced it is gone', async () => {
    const { run, there } = await returned()
    there.delete('i-3')
    const { output } = await run('plan', 'fleet.yaml')
    expect(output).not.toContain('both cost money')
    expect(output).not.toContain('forget web i-3')
    expect(output).toMatch(/to end it, .*: ppi-apply destroy fleet\.yaml --only=web/)
    expect(output).toMatch(/to keep it: ppi-apply adopt web i-1 fleet\.yaml/)
    expect(await run('adopt', 'web', 'i-1', 'fleet.yaml')).toMatchObject({ code: 0 })
    expect(await run('plan', 'fleet.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 })
  })
})
