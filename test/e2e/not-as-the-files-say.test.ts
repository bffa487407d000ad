import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string, more = ''): string =>
  `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7"${more} }\n`

const fleet = (...names: readonly string[]): string =>
  `instances:\n${names.map((name) => entry(name)).join('')}`

interface Project {
  readonly cwd: string
  readonly sandbox: Parameters<Parameters<typeof withSandbox>[1]>[0]
  run(...argv: readonly string[]): ReturnType<typeof runInProcess>
}

/** A project whose fleet was applied on a sandbox of its own, which ended with `ends`. */
const inProject = (
  names: readonly string[],
  use: (project: Project) => Promise<void>,
  { ends = 0, ...options }: SandboxOptions & { readonly ends?: number } = {},
): Promise<void> =>
  withSandbox({ removedLingers: 0, ...options }, async (sandbox) => {
    const cwd = tempDir({ 'fleet.yaml': fleet(...names) })
    const run = (...argv: readonly string[]) =>
      runInProcess([...argv, '--base-url', sandbox.url, '--settle', '0'], {
        cwd,
        env: { PPIO_API_KEY: sandbox.apiKey },
      })
    const first = await run('apply', 'fleet.yaml', '--yes')
    expect(first).toMatchObject({ code: ends })
    await use({ cwd, sandbox, run })
  })

describe('apply, when something is not as the files say', () => {
  it('leaves a change to a person, says how also with --quiet, and ends with 3', async () => {
    await inProject(['web'], async ({ cwd, run }) => {
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web').replace('gpuNum: 1', 'gpuNum: 2'))
      const quiet = await run('apply', 'fleet.yaml', '--yes', '--quiet')
      expect(quiet).toMatchObject({ code: 3 })
      expect(quiet.stdout).toContain('One entry is not as the files say')
      expect(quiet.stdout).toMatch(/± web {2}no call changes the gpuNum of \w+: /)
      expect(quiet.stdout).toContain('ppi-apply apply --allow replace fleet.yaml')
      expect(quiet.stdout).toContain('to keep what is there: write it into the file')
      const json = await run('apply', 'fleet.yaml', '--yes', '--format', 'json')
      expect(json).toMatchObject({ code: 3 })
      expect(JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
        type: 'apply_summary',
        left: [{ name: 'web', action: 'replace' }],
        exitCode: 3,
      })
    })
  })

  it('leaves an instance in no file, with its cost, and ends with 3', async () => {
    await inProject(['web', 'old'], async ({ cwd, run }) => {
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web'))
      const run3 = await run('apply', 'fleet.yaml', '--yes')
      expect(run3).toMatchObject({ code: 3 })
      expect(run3.stdout).toMatch(/! old {2}\w+ is in the ledger but in no file of this run/)
      expect(run3.stdout).toContain(
        'to end it: ppi-apply destroy --all-owned fleet.yaml --only=old',
      )
    })
  })

  it('shows what failed with the words of the service, and ends with 3', async () => {
    const faults = [
      { on: 'create', do: { fault: 'fail-later', message: 'no such image' } },
    ] as const
    await inProject(
      ['web'],
      async ({ run }) => {
        const plan = await run('plan', 'fleet.yaml', '--detailed-exitcode')
        expect(plan).toMatchObject({ code: 1 })
        expect(plan.stdout).toMatch(/! web .*does not run: exited \(.*no such image/)
        const apply = await run('apply', 'fleet.yaml', '--yes', '--quiet')
        expect(apply).toMatchObject({ code: 3 })
        expect(apply.stdout).toContain('no such image')
      },
      { faults, pace: { by: 'clock', stepMs: 0 }, ends: 3 },
    )
  })

  it('makes again what is gone only for its word, the id of the plan, or a person', async () => {
    await inProject(['web'], async ({ sandbox, run }) => {
      sandbox.meanwhile({ change: 'vanish', name: 'web' })
      const refused = await run('apply', 'fleet.yaml', '--yes')
      expect(refused).toMatchObject({ code: 3 })
      expect(refused.stdout).toContain('to create it again: ppi-apply apply --allow recreate')
      expect(sandbox.instances()).toHaveLength(1)
      const plan = await run('plan', 'fleet.yaml')
      expect(plan.stdout).toContain('or --allow recreate')
      const id = /Plan id: ([0-9a-f-]+)/.exec(plan.stdout)?.[1] ?? ''
      expect(await run('apply', 'fleet.yaml', '--plan-id', id)).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toHaveLength(2)
      sandbox.meanwhile({ change: 'vanish', name: 'web' })
      const allowed = await run('apply', 'fleet.yaml', '--yes', '--allow', 'recreate')
      expect(allowed).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toHaveLength(3)
    })
  })

  it('does not believe an account that shows none of two instances, whatever is allowed', async () => {
    await inProject(['web', 'db'], async ({ cwd, sandbox, run }) => {
      sandbox.meanwhile({ change: 'vanish', name: 'web' })
      sandbox.meanwhile({ change: 'vanish', name: 'db' })
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web', 'db', 'new'))
      const plan = await run('plan', 'fleet.yaml')
      expect(plan.stdout).toContain('shows none of the 2 instances')
      const apply = await run('apply', 'fleet.yaml', '--yes', '--allow', 'recreate')
      expect(apply).toMatchObject({ code: 1 })
      expect(apply.stderr).toContain('the account shows none of the 2 instances')
      expect(sandbox.instances()).toHaveLength(2)
      const id = /Plan id: ([0-9a-f-]+)/.exec(plan.stdout)?.[1] ?? ''
      expect(await run('apply', 'fleet.yaml', '--plan-id', id)).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toHaveLength(5)
    })
  })

  it('names no word that would be refused, where the account is not believed', async () => {
    await inProject(['web', 'db'], async ({ sandbox, run }) => {
      sandbox.meanwhile({ change: 'vanish', name: 'web' })
      sandbox.meanwhile({ change: 'vanish', name: 'db' })
      const plan = await run('plan', 'fleet.yaml', '--allow', 'recreate', '--detailed-exitcode')
      // apply with the same words is refused, so a pipeline that waits for 0 needs a person.
      expect(plan).toMatchObject({ code: 1 })
      expect(await run('apply', 'fleet.yaml', '--yes', '--allow', 'recreate')).toMatchObject({
        code: 1,
      })
      const unsaid = await run('plan', 'fleet.yaml')
      expect(unsaid.stdout).not.toContain('--allow recreate')
      const left = await run('apply', 'fleet.yaml', '--yes', '--quiet')
      expect(left).toMatchObject({ code: 3 })
      expect(left.stdout).not.toContain('--allow recreate')
      const command = /to create it again: ppi-apply (apply .*)/.exec(left.stdout)?.[1] ?? ''
      expect(command).toContain('--plan-id ')
      const argv = command.split(' ').filter((word) => !word.startsWith('--base-url'))
      expect(await run(...argv)).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toHaveLength(4)
    })
  })

  it('counts against a limit only what it would create, and says with 1 what a limit forbids', async () => {
    await inProject(['web', 'db'], async ({ cwd, sandbox, run }) => {
      sandbox.meanwhile({ change: 'vanish', name: 'web' })
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web', 'db', 'new'))
      const limit = ['--max-hourly', '3'] as const
      const both = ['plan', 'fleet.yaml', ...limit, '--allow', 'recreate', '--detailed-exitcode']
      expect(await run(...both)).toMatchObject({ code: 1 })
      expect(await run('plan', 'fleet.yaml', ...limit, '--detailed-exitcode')).toMatchObject({
        code: 2,
      })
      const refused = await run('apply', 'fleet.yaml', '--yes', '--allow', 'recreate', ...limit)
      expect(refused).toMatchObject({ code: 1 })
      expect(sandbox.instances()).toHaveLength(2)
      const apply = await run('apply', 'fleet.yaml', '--yes', ...limit)
      expect(apply).toMatchObject({ code: 3 })
      expect(apply.stdout).toContain('1 created, 0 not created')
      expect(sandbox.instances()).toHaveLength(3)
    })
  })

  it('knows its own instance when it is back after it was replaced', async () => {
    const instance = (id: string) => ({
      id,
      name: 'web',
      status: 'running',
      kind: 'gpu',
      productId: '4090.18c.60g',
      gpuNum: '1',
      rootfsSize: 60,
      imageUrl: 'pytorch:2.7',
    })
    let shown: readonly string[] = []
    const { url } = await scriptedService({
      list: (page) => ({
        body: { instances: page === 0 ? shown.map(instance) : [], total: shown.length },
      }),
      get: () => ({ status: 404, body: { code: 404, reason: 'RESOURCE_NOT_FOUND', message: '' } }),
      create: (_body, nth) => {
        shown = [`i-${nth}`]
        return { body: { id: `i-${nth}` } }
      },
    })
    const cwd = tempDir({ 'fleet.yaml': fleet('web') })
    const run = (...argv: readonly string[]) =>
      runInProcess([...argv, 'fleet.yaml', '--base-url', url, '--settle', '0'], {
        cwd,
        env: { PPIO_API_KEY: 'key' },
      })
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
    const [old] = shown
    shown = []
    expect(await run('apply', '--yes', '--allow', 'recreate')).toMatchObject({ code: 0 })
    const [fresh] = shown
    shown = [old ?? '', fresh ?? '']
    const plan = await run('plan', '--detailed-exitcode')
    expect(plan).toMatchObject({ code: 1 })
    expect(plan.stdout).toContain(`${old} is ours and was replaced by ${fresh}`)
    expect(plan.stdout).toMatch(
      /both cost money; to keep one of them: .*ppi-apply destroy fleet\.yaml --only=web/,
    )
    expect(plan.stdout).not.toContain('not ours')
  })

  it('tells 2, 1 and 0 apart, so that a pipeline that waits for 0 does not wait for ever', async () => {
    await inProject(['web'], async ({ cwd, run }) => {
      const exits = async () => (await run('plan', 'fleet.yaml', '--detailed-exitcode')).code
      expect(await exits()).toBe(0)
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web', 'more'))
      expect(await exits()).toBe(2)
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web').replace('gpuNum: 1', 'gpuNum: 2'))
      expect(await exits()).toBe(1)
    })
  })

  it('records with adopt what the account has, so that the plan shows how it differs from the file', async () => {
    await inProject(['web'], async ({ cwd, sandbox, run }) => {
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web', 'db'))
      const [id = ''] = sandbox.meanwhile({
        change: 'twin',
        name: 'db',
        gpuNum: 8,
        imageUrl: 'pytorch:2.7',
      })
      const adopt = ['adopt', 'db', id, 'fleet.yaml', '--base-url', sandbox.url]
      const env = { PPIO_API_KEY: sandbox.apiKey }
      expect(await runInProcess(adopt, { cwd, env })).toMatchObject({ code: 0 })
      const plan = await run('plan', 'fleet.yaml')
      expect(plan.stdout).toMatch(/± db .*no call changes the gpuNum/)
      expect(plan.stdout).toMatch(/gpuNum +8 → 1/)
      expect(plan.stdout).not.toContain('drift')
    })
  })

  it('keeps two fleets of one project apart on one ledger', async () => {
    await inProject(['web'], async ({ cwd, run }) => {
      mkdirSync(join(cwd, '.git'))
      writeFileSync(join(cwd, 'prod.yaml'), fleet('api'))
      const prod = await run('apply', 'prod.yaml', '--yes')
      expect(prod).toMatchObject({ code: 0 })
      expect(prod.stdout).toContain('1 in the files of another fleet')
      expect(await run('apply', 'fleet.yaml', '--yes')).toMatchObject({ code: 0 })
      rmSync(join(cwd, 'prod.yaml'))
      const gone = await run('apply', 'fleet.yaml', '--yes')
      expect(gone).toMatchObject({ code: 3 })
      expect(gone.stdout).toContain('! api')
    })
  })
})

describe('status --watch --until-running', () => {
  it('ends with 3 when an instance does not run in the end', async () => {
    await inProject(
      ['web'],
      async ({ sandbox, run }) => {
        const all = await run('status', '--watch', '--until-running')
        expect(all).toMatchObject({ code: 0 })
        sandbox.meanwhile({ change: 'stop', name: 'web' })
        expect(await run('status', '--watch', '--until-running')).toMatchObject({ code: 3 })
        expect(await run('status', '--until-running')).toMatchObject({ code: 64 })
      },
      { pace: { by: 'clock', stepMs: 0 } },
    )
  })
})
