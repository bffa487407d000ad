import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EntryKey } from '../../src/definitions/instance-spec.ts'
import { encode } from '../../src/ledger/codec.ts'
import type { InstanceId, LedgerRecord } from '../../src/ledger/record.ts'
import { type CiProject, ciProject } from '../support/ci-project.ts'
import { runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'
const LEDGER = '.ppi-apply/api.ppinfra.com.ledger.jsonl'

const adopted = (key: string, id: string): string =>
  `${encode({
    type: 'adopted',
    time: '2026-11-01T10:00:00.000Z',
    key: key as EntryKey,
    name: key,
    digest: undefined,
    spec: undefined,
    id: id as InstanceId,
    settles: [],
  } satisfies LedgerRecord)}\n`

const ours = adopted('a', 'i-1')
const forged = adopted('other', 'i-2')

/** A project whose ledger holds one record, and a branch in which it reads like this. */
async function changedTo(ledger: string, more: Readonly<Record<string, string>> = {}) {
  const project = await ciProject({ 'instances.yaml': FLEET, [LEDGER]: ours })
  await project.push('change', { [LEDGER]: ledger, ...more })
  return project
}

const planIn = (cwd: string, env: Readonly<Record<string, string>> = {}) =>
  runCli(['plan', '--refresh', 'never'], {
    cwd,
    env: { PATH: `${process.env.PATH}`, HOME: tempDir(), ...env },
  })

/** A clone of the merge of a branch, of so many commits, as an action of GitHub leaves it. */
async function mergeOf(project: CiProject, depth: number): Promise<string> {
  const merging = await project.clone('main')
  const person = '-c user.name=a -c user.email=a@b'
  await project.shell(
    `git ${person} merge -q --no-ff --no-edit origin/change && git push -q origin HEAD:refs/pull/7/merge`,
    { cwd: merging },
  )
  const cwd = tempDir()
  await project.shell(
    `git init -q . && git remote add origin 'file://${project.origin}' && git fetch -q --depth=${depth} origin refs/pull/7/merge && git checkout -q FETCH_HEAD`,
    { cwd },
  )
  return cwd
}

describe('a ledger that a branch changed', () => {
  it('is shown by plan, record by record, against the default branch', async () => {
    const project = await changedTo(forged)
    const run = await planIn(await project.clone('change'))
    expect(run.stdout).toContain(
      'The ledger of this checkout differs from the default branch: it adds one record (adopted other as i-2) and removes one record (adopted a as i-1).',
    )
  })

  it('is shown for a pull request of a forge, where the clone has its base', async () => {
    const project = await changedTo(ours + forged)
    const words = 'differs from main: it adds one record (adopted other as i-2).'
    const github = { GITHUB_BASE_REF: 'main' }
    expect((await planIn(await mergeOf(project, 2), github)).stdout).toContain(words)
    // A clone of one commit has nothing to compare with.
    const shallow = await planIn(await mergeOf(project, 1), github)
    expect(shallow).toMatchObject({ code: 0 })
    expect(shallow.stdout).not.toContain('differs from')
    const cwd = await project.clone('change')
    const main = await project.shell('git rev-parse origin/main', { cwd })
    const gitlab = {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: main.stdout.trim(),
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    }
    expect((await planIn(cwd, gitlab)).stdout).toContain(words)
  })

  it('is no matter on the default branch, nor where nothing of it is committed or changed', async () => {
    const project = await changedTo(ours, { 'other.txt': '' })
    const main = await project.clone('main')
    writeFileSync(join(main, LEDGER), ours + forged)
    const none = await project.clone('change')
    const outside = tempDir({ 'instances.yaml': FLEET, [LEDGER]: ours })
    for (const cwd of [main, none, outside]) {
      const run = await planIn(cwd)
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout).not.toContain('differs from')
    }
  })

  it('is compared without Git running anything of the checkout', async () => {
    const project = await changedTo(forged)
    const cwd = await project.clone('change')
    const mark = join(tempDir(), 'ran')
    const program = join(cwd, 'evil')
    writeFileSync(program, `#!/bin/sh\ntouch '${mark}'\n`)
    chmodSync(program, 0o755)
    mkdirSync(join(cwd, 'bin'))
    for (const name of ['git', 'ppi-apply']) {
      writeFileSync(join(cwd, 'bin', name), `#!/bin/sh\ntouch '${mark}'\n`)
      chmodSync(join(cwd, 'bin', name), 0o755)
    }
    const settings = [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.askPass',
      'diff.external',
      'core.editor',
    ]
    const lines = settings.map((name) => `git config ${name} '${program}'`)
    await project.shell(
      [
        ...lines,
        `git config remote.origin.promisor true`,
        `git config remote.origin.url 'ext::${program}'`,
        'git config extensions.partialClone origin',
        'git config protocol.ext.allow always',
        'git config core.repositoryFormatVersion 1',
      ].join('\n'),
      { cwd },
    )
    // What the base holds of the ledger is missing, as in a partial clone: Git would fetch it with what is configured.
    const missing = await project.shell(
      `id=$(git rev-parse origin/main:${LEDGER})
       mv .git/objects/pack/*.pack pack && rm -f .git/objects/pack/*
       git unpack-objects -q < pack
       rm -f ".git/objects/\${id:0:2}/\${id:2}"
       git cat-file blob "$id" || true`,
      { cwd },
    )
    expect(missing).toMatchObject({ code: 0, stdout: '' })
    // It does fetch for whoever asks plainly.
    expect(existsSync(mark)).toBe(true)
    rmSync(mark)
    const run = await planIn(cwd, { PATH: `bin:.:${process.env.PATH}` })
    expect(run).toMatchObject({ code: 0 })
    expect(existsSync(mark)).toBe(false)
  })

  it('is not compared with a repository that the branch brought along', async () => {
    const project = await changedTo(forged, {
      '.ppi-apply/HEAD': 'ref: refs/heads/main\n',
      '.ppi-apply/config': '[core]\n\tbare = true\n\tfsmonitor = ./evil\n',
      '.ppi-apply/objects/kept': '',
      '.ppi-apply/refs/kept': '',
    })
    const cwd = await project.clone('change')
    const run = await planIn(cwd)
    expect(run).toMatchObject({ code: 0 })
    expect(readFileSync(join(cwd, LEDGER), 'utf8')).toBe(forged)
  })

  it('does not keep a plan waiting, nor from being made, where there is no Git', async () => {
    const project = await changedTo(forged)
    const cwd = await project.clone('change')
    const run = await planIn(cwd, { PATH: '/nowhere' })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).not.toContain('differs from')
  })
})
