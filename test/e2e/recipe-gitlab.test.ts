import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type CiProject, ciProject, textOf } from '../support/ci-project.ts'
import { askJson, withSandbox } from '../support/sandbox.ts'

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'

interface Job {
  readonly script: readonly string[]
  readonly after_script?: readonly string[]
}

const PIPELINE = parse(textOf('examples/gitlab-ci/.gitlab-ci.yml')) as Readonly<
  Record<string, Job>
> & {
  readonly variables: Readonly<Record<string, string>>
  readonly default: { readonly before_script: readonly string[] }
}

/** The shell lines of a job, each part in a shell of its own as GitLab has them: what is after runs whatever came before. */
async function runJob(
  project: CiProject,
  name: 'validate' | 'plan' | 'apply',
  env: Readonly<Record<string, string>>,
  branch = 'main',
) {
  const { script, after_script: after = [] } = PIPELINE[name] as Job
  const cwd = await project.clone(branch)
  const remote = 'https://ledger:t0ken@gitlab.example/group/project.git'
  const given = {
    ...PIPELINE.variables,
    CI_DEFAULT_BRANCH: 'main',
    CI_SERVER_HOST: 'gitlab.example',
    CI_PROJECT_PATH: 'group/project',
    LEDGER_TOKEN: 't0ken',
    // Where the server would be.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.file://${project.origin}.insteadOf`,
    GIT_CONFIG_VALUE_0: remote,
    ...env,
  }
  const lines = [...PIPELINE.default.before_script, ...script].join('\n')
  const main = await project.shell(lines, { cwd, env: given })
  const closing = await project.shell(after.join('\n'), { cwd, env: given })
  return { ...main, cwd, after: closing }
}

describe('the GitLab pipeline', () => {
  it('takes a merged change from its plan to an instance and a ledger on main, once', () =>
    withSandbox({}, async (sandbox) => {
      const project = await ciProject({ 'instances.yaml': FLEET })
      // As GitLab is asked to leave out the pipeline of a push.
      await project.shell('git config receive.advertisePushOptions true', { cwd: project.origin })
      const env = { PPIO_API_KEY: sandbox.apiKey, PPIO_BASE_URL: sandbox.url }
      expect(await runJob(project, 'validate', {})).toMatchObject({ code: 0 })
      const planned = await runJob(project, 'plan', env)
      expect(planned.code).toBe(0)
      expect(planned.stdout).toContain('1 to create')
      const dotenv = readFileSync(join(planned.cwd, 'plan.env'), 'utf8')
      const [, id = ''] = /^PLAN_ID=([0-9a-f-]{67})\n$/.exec(dotenv) ?? []
      const applied = await runJob(project, 'apply', { ...env, PLAN_ID: id })
      expect(applied).toMatchObject({ code: 0, after: { code: 0 } })
      const host = new URL(sandbox.url).host.replace(':', '_')
      expect(await project.onMain(`.ppi-apply/${host}.ledger.jsonl`)).toContain('"type":"created"')
      const again = await runJob(project, 'apply', { ...env, PLAN_ID: id })
      expect(again.code).toBe(1)
      expect(again.stderr).toContain('changed. Nothing was sent')
      expect((await askJson(sandbox, 'list')).json.instances).toHaveLength(1)
    }))

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
