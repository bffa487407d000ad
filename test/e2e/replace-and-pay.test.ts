import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts'
import { runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { sandboxWith, startApply } from '../support/running-apply.ts'
import { askJson } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const fleet = (entry: string): string =>
  `defaults: { kind: gpu, productId: 4090.18c.60g, rootfsSize: 60, imageUrl: x }\ninstances: [{ ${entry} }]\n`

const SMALL = 'name: a, gpuNum: 1'
const LARGE = 'name: a, gpuNum: 2'

/** What is alive in the account: names, GPUs and until when it is paid. */
async function alive(sandbox: Sandbox) {
  const { json } = await askJson(sandbox, 'list')
  return json.instances.filter(({ status }: { status: string }) => !/remov/i.test(status))
}

/** A project whose one entry was applied and has another definition now. */
async function projectOf(before: string, after: string, options: SandboxOptions = {}) {
  const { sandbox } = await sandboxWith(options)
  const cwd = tempDir({ 'fleet.yaml': fleet(before) })
  const env = serviceEnv(sandbox)
  const run = (command: string, ...words: readonly string[]) =>
    runCli([command, 'fleet.yaml', ...words], { cwd, env })
  const look = (command: string, ...words: readonly string[]) =>
    runInProcess([command, 'fleet.yaml', ...words], { cwd, env })
  const first = await run('apply', '--yes', '--allow-prepaid', '--wait', '20')
  expect(first, first.stderr).toMatchObject({ code: 0 })
  writeFileSync(join(cwd, 'fleet.yaml'), fleet(after))
  const [old] = await alive(sandbox)
  return { sandbox, cwd, run, look, old: old.id as string }
}

describe('a change that takes a new instance', () => {
  it('waits for its word, makes the new one, and ends the old one once that runs', async () => {
    const { sandbox, run, look, old } = await projectOf(SMALL, LARGE, {
      pace: { by: 'clock', stepMs: 100 },
    })
    const plan = await look('plan')
    expect(plan.stdout).toContain('to do it: ppi-apply apply --allow replace fleet.yaml')
    expect(await run('apply', '--yes')).toMatchObject({ code: 3 })
    expect(await alive(sandbox)).toMatchObject([{ id: old }])
    const replaced = await run('apply', '--yes', '--allow', 'replace', '--settle', '1')
    expect(replaced, replaced.stderr + replaced.stdout).toMatchObject({ code: 0 })
    expect(replaced.stdout).toMatch(
      /until what was created runs \(a\).* a {2}running\n.* destroying a \(/s,
    )
    expect(replaced.stdout).toContain(`Destroyed and seen gone:\n  a  ${old}`)
    expect(replaced.stdout).toContain('1 created, 0 not created, 1 destroyed, 0 in doubt')
    expect(await alive(sandbox)).toMatchObject([{ name: 'a', gpuNum: '2' }])
    expect(await look('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
  })

  it('is finished by the next run where this one was interrupted', async () => {
    const { sandbox, cwd, run, look, old } = await projectOf(SMALL, LARGE, {
      faults: [{ on: 'create', when: { nth: 2 }, do: { fault: 'stuck', ms: 3000 } }],
    })
    const apply = startApply(sandbox, cwd, { flags: ['--yes', '--allow', 'replace'] })
    await apply.said('a  pulling')
    apply.child.kill('SIGINT')
    const { code, output } = await apply.end()
    expect(code).toBe(130)
    expect(output).toContain(`Not destroyed, and still billed: a (${old})`)
    expect(await alive(sandbox)).toHaveLength(2)
    const status = await look('status')
    expect(status.stdout).toMatch(
      /replaced by \S+, and still billed; to end it once that runs: ppi-apply apply --allow replace fleet\.yaml/,
    )
    const json = JSON.parse((await look('status', '--format', 'json')).stdout)
    expect(json.instances[0]).toMatchObject({ id: old, supersededBy: json.instances[1].id })
    const plan = await look('plan')
    expect(plan.stdout).toContain(`the old one, ${old}, is still billed`)
    const finished = await run('apply', '--yes', '--allow', 'replace', '--settle', '1')
    expect(finished, finished.stderr + finished.stdout).toMatchObject({ code: 0 })
    expect(finished.stdout).toContain(`Destroyed and seen gone:\n  a  ${old}`)
    expect(await alive(sandbox)).toMatchObject([{ gpuNum: '2' }])
  })
})

const DAY_MS = 86_400_000
const dayIn = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

describe('what is paid in advance', () => {
  const MONTHLY = 'name: a, gpuNum: 1, month: 1, billingMode: monthly'

  it('is renewed once with its word, and says what was charged', async () => {
    const { sandbox, run, look } = await projectOf(MONTHLY, `${MONTHLY}, paidUntil: "${dayIn(45)}"`)
    const [before] = await alive(sandbox)
    const plan = await look('plan')
    expect(plan.stdout).toMatch(/pays for 1 month more, .*, charged at once; it cannot be undone/)
    expect(plan.stdout).toContain('for 1 month more: ppi-apply apply --allow pay fleet.yaml')
    expect(await run('apply', '--yes')).toMatchObject({ code: 3 })
    const words = ['--yes', '--allow', 'pay', '--allow-prepaid']
    const renewed = await run('apply', ...words)
    expect(renewed, renewed.stderr + renewed.stdout).toMatchObject({ code: 0 })
    expect(renewed.stdout).toContain('Renewed. It was charged at once, and cannot be undone:\n  a ')
    const [after] = await alive(sandbox)
    expect(Number(after.endTime)).toBeGreaterThan(Number(before.endTime))
    expect(await run('apply', ...words)).toMatchObject({ code: 0 })
    expect((await alive(sandbox))[0].endTime).toBe(after.endTime)
  })

  it('is in doubt where the answer is lost, and is not paid a second time', async () => {
    const { run } = await projectOf(MONTHLY, `${MONTHLY}, paidUntil: "${dayIn(45)}"`, {
      faults: [{ on: 'renew', do: { fault: 'answer', at: 'before', status: 503 } }],
    })
    const words = ['--yes', '--allow', 'pay', '--allow-prepaid', '--settle', '1', '--wait', '2']
    const lost = await run('apply', ...words)
    expect(lost, lost.stdout).toMatchObject({ code: 4 })
    expect(lost.stdout).toContain('the money may have been charged')
    expect(lost.stdout).toContain('look in the console whether it was charged')
    const next = await run('apply', ...words)
    expect(next, next.stdout).toMatchObject({ code: 4 })
    expect(next.stdout).not.toContain('Renewed.')
  })
})

describe('an entry with a new name', () => {
  it('is told that it looks renamed, and has both instances where it is applied', async () => {
    const { sandbox, run, look, old } = await projectOf(SMALL, 'name: b, gpuNum: 1')
    const plan = await look('plan')
    expect(plan.stdout).toContain(
      `looks like a (${old}) under another name, but the service cannot rename`,
    )
    expect(plan.stdout).toContain(`to keep ${old}: write its old name into the file, name: a`)
    const end = /then (ppi-apply destroy --all-owned .*)/.exec(plan.stdout)?.[1] ?? ''
    await run('apply', '--yes')
    expect(await alive(sandbox)).toHaveLength(2)
    const [, command = '', ...rest] = end.split(' ')
    const words = rest.filter((word) => word !== 'fleet.yaml')
    const ended = await run(command, ...words, '--yes', '--destroys', '1', '--settle', '1')
    expect(ended, ended.stderr + ended.stdout).toMatchObject({ code: 0 })
    expect(await alive(sandbox)).toMatchObject([{ name: 'b' }])
  })
})
