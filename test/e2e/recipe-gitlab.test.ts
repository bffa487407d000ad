import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts'
import { type CiProject, ciProject, textOf } from '../support/ci-project.ts'
import { askJson, withSandbox } from '../support/sandbox.ts'

const entry = (name: string, more = ''): string =>
  `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x${more} }\n`
const FLEET = `instances:\n${entry('a')}`

/** What starts, stops or ends has done so at once. */
const QUICK: SandboxOptions = { pace: { by: 'clock', stepMs: 0 } }

interface Job {
  readonly extends?: string
  readonly before_script?: readonly string[]
  readonly script: readonly string[]
}

const PIPELINE = parse(textOf('examples/gitlab-ci/.gitlab-ci.yml')) as Readonly<
  Record<string, Job>
> & {
  readonly variables: Readonly<Record<string, string>>
  readonly default: { readonly before_script: readonly string[] }
}

/** A job with what it takes over from the one that it extends. */
const jobNamed = (name: string): Job => {
  const job = PIPELINE[name] as Job
  return job.extends === undefined ? job : { ...PIPELINE[job.extends], ...job }
}

/** The shell lines of a job, in one shell as GitLab has them. */
async function runJob(
  project: CiProject,
  name: 'validate' | 'plan' | 'apply' | 'scheduled',
  env: Readonly<Record<string, string>>,
  branch = 'main',
) {
  const { before_script: before = PIPELINE.default.before_script, script } = jobNamed(name)
  const cwd = await project.clone(branch)
  const given = {
    ...PIPELINE.variables,

    CI_DEFAULT_BRANCH: 'main',
    ...env,
  }
  const ran = await project.shell([...before, ...script].join('\n'), { cwd, env: given })
  return { ...ran, cwd }
}

/** A project on GitLab whose service is a sandbox, and what its jobs are told. */
const withGitlabProject = (
  use: (project: CiProject, sandbox: Sandbox, env: Record<string, string>) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> =>
  withSandbox({ ...QUICK, ...options }, async (sandbox) => {
    const project = await ciProject({ 'instances.yaml': FLEET })
    await use(project, sandbox, { PPIO_API_KEY: sandbox.apiKey, PPIO_BASE_URL: sandbox.url })
  })

/** Plans on main, and applies that plan. */
async function planAndApply(project: CiProject, env: Readonly<Record<string, string>>) {
  const planned = await runJob(project, 'plan', env)
  const dotenv = readFileSync(join(planned.cwd, 'plan.env'), 'utf8')
  const [, id = ''] = /^PLAN_ID=([0-9a-f-]{67})\n$/.exec(dotenv) ?? []
  return { planned, id, applied: await runJob(project, 'apply', { ...env, PLAN_ID: id }) }
}

const namesIn = async (sandbox: Sandbox): Promise<readonly string[]> =>
  (await askJson(sandbox, 'list')).json.instances.map(({ name }: { name: string }) => name).sort()

describe('the GitLab pipeline', { timeout: 240_000 }, () => {
  it('takes a merged change from its plan to an instance and a ledger, once', () =>
    withGitlabProject(async (project, sandbox, env) => {
      expect(await runJob(project, 'validate', {})).toMatchObject({ code: 0 })
      const { planned, id, applied } = await planAndApply(project, env)
      expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('1 to create') })
      expect(applied).toMatchObject({ code: 0 })
      expect(await project.ledger()).toContain('"type":"created"')
      const secondRun = await runJob(project, 'apply', { ...env, PLAN_ID: id })
      expect(secondRun.code).toBe(1)
      expect(secondRun.stderr).toContain('changed. Nothing was sent')
      expect(await namesIn(sandbox)).toEqual(['a'])
    }))

  it('destroys through the id of the plan what a merge removed, but not what is protected', () =>
    withGitlabProject(async (project, sandbox, env) => {
      const more = entry('b') + entry('c', ', protect: true')
      await project.push('main', { 'instances.yaml': FLEET + more })
      await planAndApply(project, env)
      expect(await namesIn(sandbox)).toEqual(['a', 'b', 'c'])
      await project.push('main', { 'instances.yaml': FLEET })
      const { planned, applied } = await planAndApply(project, env)
      expect(planned.stdout).toContain('1 to destroy')
      expect(applied, applied.stderr).toMatchObject({ code: 0 })
      expect(await namesIn(sandbox)).toEqual(['a', 'c'])
      expect(await project.ledger()).toContain('"end":"gone"')
    }))

  it('stops, starts and reaps by the command of a schedule, and records each', () =>
    withGitlabProject(async (project, sandbox, env) => {
      await planAndApply(project, env)
      const added = async (GPU_COMMAND: string): Promise<string | undefined> => {
        const before = await project.ledger()
        const ran = await runJob(project, 'scheduled', { ...env, GPU_COMMAND })
        expect(ran, ran.stderr).toMatchObject({ code: 0 })
        return (await project.ledger())?.slice(before?.length)
      }
      expect(await added('stop')).toContain('"operation":"stop"')
      expect(await added('start')).toContain('"operation":"start"')
      const past = entry('a', ', expires: 2020-01-01T00:00:00Z')
      // And one that was not applied yet.
      await project.push('main', { 'instances.yaml': `instances:\n${past}${entry('new')}` })
      expect(await added('reap')).toContain('"end":"gone"')
      expect(sandbox.instances()).toHaveLength(1)
      expect(await namesIn(sandbox)).toEqual([])
    }))

  it('loses nothing with a runner that is lost, and needs nobody for the next job', async () => {
    let kill = (): void => undefined
    const hang: FaultRule = { on: 'create', when: { nth: 2 }, do: { fault: 'hang', at: 'after' } }
    let creates = 0
    const onRequest = ({ operation, phase }: CallEvent) => {
      if (operation === 'create' && phase === 'committed' && ++creates === 2) kill()
    }
    await withGitlabProject(
      async (project, sandbox, env) => {
        const more = entry('b') + entry('c')
        await project.push('main', { 'instances.yaml': FLEET + more })
        kill = project.killProgram
        expect((await planAndApply(project, env)).applied.code).toBe(137)
        expect(await namesIn(sandbox)).toEqual(['a', 'b'])
        // It finds out what became of the second one, by which the plan is another one.
        const settled = await planAndApply(project, env)
        expect(settled.applied).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('Nothing was sent'),
        })
        const { applied } = await planAndApply(project, env)
        expect(applied.code, applied.stderr).toBe(0)
        expect(await namesIn(sandbox)).toEqual(['a', 'b', 'c'])
        expect((await project.ledger())?.match(/"type":"created"/g)).toHaveLength(3)
      },
      { faults: [hang], onRequest },
    )
  })

  it('writes the ledger with a token of its own, as the README has it, which shows nowhere', () =>
    withGitlabProject(async (project, sandbox, env) => {
      const [, snippet = ''] =
        /^```yaml\n(.*?)^```$/ms.exec(textOf('examples/gitlab-ci/README.md')) ?? []
      const { variables } = parse(snippet) as { variables: Record<string, string> }
      const values: Readonly<Record<string, string>> = {
        LEDGER_TOKEN: 't0ken',
        CI_SERVER_HOST: 'gitlab.example',
        CI_PROJECT_PATH: 'group/project',
      }
      const address = variables.PPI_APPLY_LEDGER?.replaceAll(
        /\$(\w+)/g,
        (_, name) => values[name] ?? '',
      )
      const own = {
        ...env,
        PPI_APPLY_LEDGER: `${address}`,
        // Where the server would be.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `url.file://${project.origin}.insteadOf`,
        GIT_CONFIG_VALUE_0: 'https://ledger:t0ken@gitlab.example/group/project.git',
      }
      const { id } = await planAndApply(project, env)
      expect(await namesIn(sandbox)).toEqual(['a'])
      const stopped = await runJob(project, 'scheduled', { ...own, GPU_COMMAND: 'stop' })
      expect(stopped, stopped.stderr).toMatchObject({ code: 0 })
      expect(await project.ledger()).toContain('"operation":"stop"')
      const refused = await runJob(project, 'apply', { ...own, PLAN_ID: id })
      expect(refused.code).toBe(1)
      for (const { stdout, stderr } of [stopped, refused]) {
        expect(stdout + stderr).not.toContain('t0ken')
      }
    }))

  it('fails for a schedule with a command that is not one of them', async () => {
    const project = await ciProject({ 'instances.yaml': FLEET })
    const wrong = await runJob(project, 'scheduled', { GPU_COMMAND: 'rea' })
    expect(wrong).toMatchObject({ code: 1 })
    expect(wrong.stderr).toContain('GPU_COMMAND is rea, and has to be')
  })

  it('takes no id from the checkout, and writes through none of its links', async () => {
    const planted = `${'abcdef-'.repeat(5)}${'0'.repeat(32)}`
    const project = await ciProject({
      'instances.yaml': FLEET.replace('gpuNum: 1', 'gpuNum: 99'),
      'plan.json': JSON.stringify({ planId: planted }),
      'plan.env': `PLAN_ID=${planted}\n`,
      'target/kept': 'kept',
    })
    const branch = await project.clone('main')
    await project.shell(
      'ln -sf target/kept plan.md && git add -A && git -c user.name=a -c user.email=a@b commit -qm l && git push -q origin HEAD:change',
      { cwd: branch },
    )
    const planned = await runJob(project, 'plan', {}, 'change')
    expect(planned.code).not.toBe(0)
    expect(existsSync(join(planned.cwd, 'plan.env'))).toBe(false)
    expect(readFileSync(join(planned.cwd, 'plan.md'), 'utf8')).toContain('### No plan')
    expect(readFileSync(join(planned.cwd, 'target/kept'), 'utf8')).toBe('kept')
  })

  it('shows why there is no plan, and fails', async () => {
    const project = await ciProject({ 'instances.yaml': FLEET.replace('gpuNum: 1', 'gpuNum: 99') })
    const planned = await runJob(project, 'plan', {})
    expect(planned.code).not.toBe(0)
    expect(planned.stdout).toContain('### No plan')
  })
})
