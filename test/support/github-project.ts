import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts'
import { type CiProject, ciProject } from './ci-project.ts'
import {
  type Forge,
  type Job,
  type JobEnd,
  type JobRun,
  runJob,
  workflow,
} from './github-workflow.ts'
import { askJson, withSandbox } from './sandbox.ts'

const jobsOf = (name: string) => workflow(`examples/github-actions/${name}.yml`).jobs
const PLAN = jobsOf('plan')
const APPLY = jobsOf('apply')
const REAP = jobsOf('reap')
const SCHEDULE = jobsOf('schedule')

export const entry = (name: string, more = ''): string =>
  `  - { name: "${name}", kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x${more} }\n`

/** A project on GitHub with a pull request from branch `change`, and the jobs of the recipes. */
export class GithubProject {
  readonly forge: Forge = { comments: [], pulls: [] }
  readonly project: CiProject
  readonly sandbox: Sandbox
  head = ''
  /** What becomes of each checkout. */
  checkedOut: JobRun['checkedOut']
  #merged = ''

  constructor(project: CiProject, sandbox: Sandbox) {
    this.project = project
    this.sandbox = sandbox
  }

  async change(text: string): Promise<void> {
    this.head = await this.project.push('change', { 'instances.yaml': text })
  }

  check(): Promise<JobEnd> {
    return this.#run(PLAN.validate, 'change')
  }

  plan(): Promise<JobEnd> {
    return this.#run(PLAN.plan, 'change')
  }

  /** Merges the pull request; the next change belongs to another one. */
  async merge(text: string): Promise<void> {
    this.#merged = await this.project.push('main', { 'instances.yaml': text })
    const head = { sha: this.head }
    this.forge.pulls.push({ number: 7, merged_at: 'now', merge_commit_sha: this.#merged, head })
  }

  /** Both jobs of the apply: what is approved, and what is done. */
  async apply(typed = ''): Promise<JobEnd> {
    const approved = await this.#run(APPLY.approve, 'main', { 'inputs.plan_id': typed })
    if (approved.failure !== undefined) return approved
    const { plan_id = '' } = approved.outputs
    return this.#run(APPLY.apply, 'main', { 'needs.approve.outputs.plan_id': plan_id })
  }

  /** A change from its review to its end, which has to be a success. */
  async carry(text: string): Promise<void> {
    await this.change(text)
    for (const step of [() => this.plan(), () => this.merge(text), () => this.apply()]) {
      const failure = (await step())?.failure
      if (failure !== undefined) throw new Error(failure)
    }
  }

  reap(): Promise<JobEnd> {
    return this.#run(REAP.reap, 'main')
  }

  /** As a schedule with this cron line starts it, or a person with a command. */
  schedule(by: { readonly cron: string } | { readonly command: string }): Promise<JobEnd> {
    const values =
      'cron' in by ? { 'github.event.schedule': by.cron } : { 'inputs.command': by.command }
    return this.#run(SCHEDULE.switch, 'main', values)
  }

  async names(): Promise<readonly string[]> {
    const { json } = await askJson(this.sandbox, 'list')
    return json.instances.map(({ name }: { name: string }) => name).sort()
  }

  /** The lines of the ledger. */
  ledger(): Promise<string | undefined> {
    return this.project.ledger()
  }

  #run(job: Job | undefined, branch: string, values = {}): Promise<JobEnd> {
    if (job === undefined) throw new Error('the recipe has no such job')
    const { project, forge, sandbox, head } = this
    const repo = { owner: 'o', repo: 'r' }
    const payload = { pull_request: { number: 7, head: { sha: head } } }
    const secrets = {
      'secrets.PPIO_API_KEY': sandbox.apiKey,
      'secrets.HF_TOKEN': 'hf_planted',
    }
    return runJob(job, {
      project,
      forge,
      branch,
      context: { repo, payload, sha: this.#merged },
      values: { ...secrets, ...values },
      env: { PPIO_BASE_URL: sandbox.url },
      ...(this.checkedOut === undefined ? {} : { checkedOut: this.checkedOut }),
    })
  }
}

/** Runs a test on a project of its own, whose service is a sandbox of its own. */
export const withGithubProject = (
  options: SandboxOptions,
  use: (project: GithubProject) => Promise<void>,
): Promise<void> =>
  withSandbox(options, async (sandbox) => {
    const files = { 'instances.yaml': `instances:\n${entry('first')}`, 'package.json': '{}\n' }
    await use(new GithubProject(await ciProject(files), sandbox))
  })
