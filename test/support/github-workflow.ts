import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { type CiProject, type Ran, textOf } from './ci-project.ts'
import { tempDir } from './temp-dir.ts'

export interface Step {
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, unknown>>
}

export interface Concurrency {
  readonly group: string
  readonly 'cancel-in-progress': boolean
  readonly queue?: string
}

export interface Job {
  readonly if?: string
  readonly needs?: string
  readonly environment?: string
  readonly concurrency?: Concurrency
  readonly outputs?: Readonly<Record<string, string>>
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly concurrency?: Concurrency
  readonly jobs: Readonly<Record<string, Job>>
}

export const workflow = (path: string): Workflow => parse(textOf(path)) as Workflow

export interface Comment {
  readonly id: number
  readonly user: { readonly login: string }
  body: string
}

export interface Pull {
  readonly number: number
  readonly merged_at: string | null
  readonly merge_commit_sha: string
  readonly head: { readonly sha: string }
}

/** What of GitHub the scripts of the recipes call: comments under one pull request, and who was merged with a commit. */
export interface Forge {
  comments: Comment[]
  pulls: Pull[]
}

export interface JobRun {
  readonly project: CiProject
  readonly forge: Forge
  /** The branch that a checkout gets, where the step names none. */
  readonly branch: string
  /** What `github.context` is. */
  readonly context: Readonly<Record<string, unknown>>
  /** What expressions may name: secrets, inputs, outputs of the jobs before. */
  readonly values: Readonly<Record<string, string>>
  /** In place of what a step sets, as whoever copies a recipe edits it. */
  readonly env: Readonly<Record<string, string>>
  /** Gets each checkout. `rights`: what the token that stays in it lets git do, by the job; none stays where it says so. */
  readonly checkedOut?: (clone: string, rights: string) => void
}

export interface JobEnd {
  /** Why the job failed; `undefined` when it did not. */
  readonly failure: string | undefined
  /** What the shell steps printed. */
  readonly output: string
  /** What the page of the run shows. */
  readonly summary: string
  /** What the job hands to those that need it, by name. */
  readonly outputs: Readonly<Record<string, string>>
}

/**
 * Runs the steps of a job one after the other, as far as they can run without GitHub: shell lines in a shell, scripts
 * against the forge, a checkout as a clone.
 */
export async function runJob(job: Job, run: JobRun): Promise<JobEnd> {
  const temp = tempDir()
  const values: Record<string, string> = { ...run.values, 'runner.temp': temp }
  let cwd = await run.project.clone('main')
  let failure: string | undefined
  let output = ''
  const summary = join(cwd, '..', 'summary.md')
  writeFileSync(summary, '')
  for (const step of job.steps) {
    if (!isRun(step, failure !== undefined)) continue
    const env = evaluateAll(step.env, values)
    const [action] = (step.uses ?? '').split('@')
    if (action === 'actions/checkout') {
      cwd = await run.project.clone(String(step.with?.ref ?? run.branch))
      const { contents = 'none' } = job.permissions ?? { contents: 'read' }
      run.checkedOut?.(cwd, step.with?.['persist-credentials'] === false ? 'none' : contents)
    } else if (action === 'actions/github-script') {
      try {
        const result = await runScript(String(step.with?.script), { cwd, env, run })
        if (step.id !== undefined) values[`steps.${step.id}.outputs.result`] = String(result)
      } catch (error) {
        failure ??= (error as Error).message
      }
    } else if (step.run !== undefined) {
      const outputs = join(cwd, '..', 'outputs')
      writeFileSync(outputs, '')
      const files = { GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary }
      const ran: Ran = await run.project.shell(step.run, {
        cwd,
        env: { ...env, ...run.env, ...files },
      })
      output += ran.stdout + ran.stderr
      if (ran.code !== 0) failure ??= `exit code ${ran.code} of: ${step.run}`
      for (const line of readFileSync(outputs, 'utf8').split('\n').filter(Boolean)) {
        const [name, value = ''] = line.split('=')
        values[`steps.${step.id}.outputs.${name}`] = value
      }
    }
  }
  const outputs = evaluateAll(job.outputs, values)
  return { failure, output, summary: readFileSync(summary, 'utf8'), outputs }
}

/** Whether a step runs after what came before it. */
function isRun({ if: condition }: Step, hasFailed: boolean): boolean {
  switch (condition) {
    case undefined:
      return !hasFailed
    case 'always()':
      return true
    case 'failure() || cancelled()':
      return hasFailed
    default:
      throw new Error(`this condition of a step is not known here: ${condition}`)
  }
}

const evaluateAll = (
  texts: Readonly<Record<string, string>> = {},
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, evaluate(text, values)]))

/** `${{ secrets.NAME }}` and the like; what is not known is empty, as on GitHub. */
const evaluate = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_all, name: string) => values[name] ?? '')

const AsyncFunction = (async () => {}).constructor as new (
  ...args: readonly string[]
) => (...args: readonly unknown[]) => Promise<unknown>

function runScript(
  script: string,
  {
    cwd,
    env,
    run,
  }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly run: JobRun },
): Promise<unknown> {
  // The script reads files of the folder that it runs in.
  const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs')
  const inFolder = {
    readFileSync: (path: string, encoding: 'utf8') => fs.readFileSync(resolve(cwd, path), encoding),
  }
  const body = new AsyncFunction('github', 'context', 'require', 'process', script)
  return body(github(run.forge), run.context, () => inFolder, { env })
}

/** Calls as `actions/github-script` has them, on a forge that is a value. */
function github({ comments, pulls }: Forge): unknown {
  const rest = {
    issues: {
      listComments: async () => ({ data: comments }),
      createComment: async ({ body }: { body: string }) => {
        comments.push({ id: comments.length + 1, user: { login: 'github-actions[bot]' }, body })
      },
      updateComment: async ({ comment_id, body }: { comment_id: number; body: string }) => {
        const comment = comments.find(({ id }) => id === comment_id)
        if (comment === undefined) throw new Error('Not Found')
        comment.body = body
      },
    },
    repos: { listPullRequestsAssociatedWithCommit: async () => ({ data: pulls }) },
  }
  const paginate = async (list: () => Promise<{ data: unknown }>) => (await list()).data
  return { rest, paginate }
}
