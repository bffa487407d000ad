import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: pytorch:2.7 }
instances:
  - name: trainer
  - name: worker
`

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }
const NEW_KEY = { PPIO_API_KEY: 'sk_another_key_0987654321' }

const trainer = (id: string, status = 'running') => ({
  id,
  name: 'trainer',
  status,
  productId: '4090.18c.60g',
  gpuNum: '1',
})

function ledgerFile(folder: string): string {
  const home = join(folder, '.ppi-apply')
  const [name = ''] = readdirSync(home).filter((file) => file.endsWith('.ledger.jsonl'))
  return join(home, name)
}

const lastLine = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(ledgerFile(folder), 'utf8').trim().split('\n').at(-1) ?? '')

/** A folder in which the only attempt for the trainer has no known outcome. */
async function inDoubt(list: () => { body: unknown; status?: number }) {
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const server = await scriptedService({ list, create: () => ({ status: 502, body: 'gone' }) })
  const common = ['--base-url', server.url]
  // Not listed before the attempt, so that no look-up can settle it.
  const args = ['apply', 'fleet.yaml', '--yes', '--refresh', 'never', '--only', 'trainer']
  const run = await runInProcess([...args, ...common], { cwd, env: KEY })
  expect(run).toMatchObject({ code: 4 })
  return { cwd, server, common }
}

describe('adopt', () => {
  it('settles an attempt in doubt as made, with the definition that was applied', async () => {
    const { cwd, common } = await inDoubt(onePage(trainer('i-1')))
    const run = await runInProcess(['adopt', 'trainer', 'i-1', ...common], { cwd, env: KEY })
    expect(run).toMatchObject({ code: 0, stdout: 'i-1 is recorded as trainer now.\n' })
    expect(lastLine(cwd)).toMatchObject({
      type: 'adopted',
      id: 'i-1',
      settles: [expect.any(String)],
    })
    const plan = await runInProcess(['plan', 'fleet.yaml', ...common], { cwd, env: KEY })
    expect(plan.stdout).toContain('1 to create, 1 unchanged, 0 in doubt')
  })

  it('records the digest of the files, so that a later change is seen', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const { url } = await scriptedService({ list: onePage(trainer('i-1')) })
    const common = ['--base-url', url]
    const args = ['adopt', 'trainer', 'i-1', 'fleet.yaml', ...common]
    expect(await runInProcess(args, { cwd, env: KEY })).toMatchObject({ code: 0 })
    const secondRun = await runInProcess(args, { cwd, env: KEY })
    expect(secondRun.stdout).toContain('already')
    writeFileSync(join(cwd, 'fleet.yaml'), FLEET.replace('gpuNum: 1', 'gpuNum: 2'))
    const plan = await runInProcess(['plan', 'fleet.yaml', ...common], { cwd, env: KEY })
    expect(plan.stdout).toContain('1 to replace')
  })

  it('refuses an id that the account does not have, one that is gone, and one of another entry', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const list = onePage(trainer('i-1'), trainer('i-2', 'removing'))
    const { url } = await scriptedService({ list })
    const adopt = (name: string, id: string) =>
      runInProcess(['adopt', name, id, 'fleet.yaml', '--base-url', url], { cwd, env: KEY })
    const absent = await adopt('trainer', 'i-9')
    expect(absent).toMatchObject({ code: 1 })
    expect(absent.stderr).toContain('the account has no instance i-9')
    const gone = await adopt('trainer', 'i-2')
    expect(gone).toMatchObject({ code: 1 })
    expect(gone.stderr).toContain('removing')
    await adopt('trainer', 'i-1')
    const taken = await adopt('worker', 'i-1')
    expect(taken).toMatchObject({ code: 1 })
    expect(taken.stderr).toContain('belongs to the entry trainer')
    expect(lastLine(cwd)).toMatchObject({ type: 'adopted', key: 'trainer' })
  })

  it('suggests the nearest name for one that it does not know', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(['adopt', 'trianer', 'i-1', 'fleet.yaml', '--sandbox'], { cwd })
    expect(run).toMatchObject({ code: 1 })
    expect(run.stderr).toContain('did you mean trainer? Known are trainer, worker')
  })

  it('goes ahead where the service offers neither call, and says that it could not look', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const { url } = await scriptedService({})
    const args = ['adopt', 'trainer', 'i-1', 'fleet.yaml', '--base-url', url]
    const run = await runInProcess(args, { cwd, env: KEY })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toContain('could not be checked')
  })
})

describe('forget', () => {
  it('asks for --yes where nobody can be asked, and changes nothing without it', async () => {
    const { cwd, common } = await inDoubt(onePage())
    const before = readFileSync(ledgerFile(cwd), 'utf8')
    const run = await runInProcess(['forget', 'trainer', ...common], { cwd, env: KEY })
    expect(run).toMatchObject({ code: 1 })
    expect(run.stderr).toContain('it counts as not made')
    expect(run.stderr).toContain('--yes')
    expect(readFileSync(ledgerFile(cwd), 'utf8')).toBe(before)
  })

  it('closes an attempt in doubt as not made: the next plan creates the entry', async () => {
    const { cwd, common } = await inDoubt(onePage())
    const run = await runInProcess(['forget', 'trainer', '--yes', ...common], { cwd, env: KEY })
    expect(run).toMatchObject({ code: 0 })
    expect(lastLine(cwd)).toMatchObject({ type: 'forgotten', key: 'trainer', ids: [] })
    const plan = await runInProcess(['plan', 'fleet.yaml', ...common], { cwd, env: KEY })
    expect(plan.stdout).toContain('2 to create')
  })

  it('says what goes on running and costing money, and drops only the instances that are named', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const list = onePage(trainer('i-1'), trainer('i-2'))
    const { url } = await scriptedService({ list })
    const common = ['--base-url', url]
    for (const id of ['i-1', 'i-2']) {
      await runInProcess(['adopt', 'trainer', id, 'fleet.yaml', ...common], { cwd, env: KEY })
    }
    const run = await runInProcess(['forget', 'trainer', 'i-2', '--yes', ...common], {
      cwd,
      env: KEY,
    })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toContain('i-2 is running and keeps costing money')
    expect(lastLine(cwd)).toMatchObject({ type: 'forgotten', ids: ['i-2'] })
  })

  it('calls nothing gone that a list leaves out: it asks for it', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    let list = onePage(trainer('i-1'))
    const { url } = await scriptedService({
      list: () => list(),
      get: (id) => ({ body: trainer(id) }),
    })
    const common = ['--base-url', url]
    await runInProcess(['adopt', 'trainer', 'i-1', 'fleet.yaml', ...common], { cwd, env: KEY })
    list = onePage()
    const run = await runInProcess(['forget', 'trainer', ...common], { cwd, env: KEY })
    expect(run).toMatchObject({ code: 1 })
    expect(run.stderr).toContain('i-1 is running and keeps costing money')
    expect(run.stderr).not.toContain('costs nothing')
    expect(lastLine(cwd)).toMatchObject({ type: 'adopted' })
  })

  it('takes the key of an entry without a name', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET.replace('- name: worker', '- {}') })
    await runInProcess(['apply', 'fleet.yaml', '--sandbox', '--yes'], { cwd })
    const key = readFileSync(ledgerFile(cwd), 'utf8').match(/"key":"(~[^"]+)"/)?.[1] ?? ''
    const run = await runInProcess(['forget', key, '--yes', '--sandbox'], { cwd })
    expect(run).toMatchObject({ code: 0 })
    expect(lastLine(cwd)).toMatchObject({ type: 'forgotten', key })
  })
})

describe('unlock', () => {
  it('removes a lock of another machine by its id, and says whose it was', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    await runInProcess(['apply', 'fleet.yaml', '--sandbox', '--yes'], { cwd })
    const holder = {
      id: '0123456789ab',
      user: 'ann',
      host: `not-${hostname()}`,
      pid: 4711,
      command: 'apply',
      time: '2026-11-01T10:00:00.000Z',
    }
    writeFileSync(`${ledgerFile(cwd)}.lock`, JSON.stringify(holder))
    const refused = await runInProcess(['apply', 'fleet.yaml', '--sandbox', '--yes'], { cwd })
    expect(refused).toMatchObject({ code: 5 })
    expect(refused.stderr).toContain('ppi-apply unlock 0123456789ab')
    const run = await runInProcess(['unlock', '0123456789ab', '--sandbox'], { cwd })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain(`apply of ann on not-${hostname()}, process 4711`)
    const after = await runInProcess(['apply', 'fleet.yaml', '--sandbox', '--yes'], { cwd })
    expect(after).toMatchObject({ code: 0 })
  })
})

describe('a ledger under another key', () => {
  async function adopted(instances: readonly unknown[]) {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const { url } = await scriptedService({ list: onePage(...instances) })
    const common = ['--base-url', url]
    const args = ['adopt', 'trainer', 'i-1', 'fleet.yaml', '--refresh', 'never', ...common]
    await runInProcess(args, { cwd, env: KEY })
    return { cwd, common }
  }
  const apply = ['apply', 'fleet.yaml', '--yes', '--only', 'trainer']

  it('is taken as the same account when the account shows an id of the ledger, and says so', async () => {
    const { cwd, common } = await adopted([trainer('i-1')])
    const run = await runInProcess([...apply, ...common], { cwd, env: NEW_KEY })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toContain('shows i-1 of the ledger')
    const secondRun = await runInProcess([...apply, ...common], { cwd, env: NEW_KEY })
    expect(secondRun).toMatchObject({ code: 0, stderr: '' })
  })

  it.each([['plan', 'fleet.yaml'], apply])('is refused otherwise by %s', async (...args) => {
    const { cwd, common } = await adopted([])
    const run = await runInProcess([...args, ...common], { cwd, env: NEW_KEY })
    expect(run).toMatchObject({ code: 5 })
    expect(run.stderr).toContain('--accept-account')
  })

  it('is accepted with --accept-account', async () => {
    const { cwd, common } = await adopted([])
    const args = ['plan', 'fleet.yaml', '--accept-account', '--settle=0', ...common]
    const run = await runInProcess(args, { cwd, env: NEW_KEY })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('the account no longer has i-1')
  })
})
