import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `x-base: &base
  kind: gpu
  productId: 4090.18c.60g
  rootfsSize: 60
defaults: { imageUrl: "\${IMAGE}" }
instances:
  - { <<: *base, name: trainer, gpuNum: 9 }
  - { <<: *base, name: worker, replicas: 2, gpuNum: "\${GPUS}", envs: { A: "\${TOKEN}" } }
  - { <<: *base, name: eval, gpuNum: 0 }
`

const folderWith = (text: string): string => {
  const cwd = tempDir()
  writeFileSync(join(cwd, 'instances.yaml'), text)
  return cwd
}

const codesOf = (stdout: string): readonly string[] =>
  (JSON.parse(stdout) as { diagnostics: { code: string; pointer: string }[] }).diagnostics.map(
    ({ code, pointer }) => `${code} ${pointer}`,
  )

describe('ppi-apply validate --only and --exclude', () => {
  it('shows what is wrong with the entries that are meant, and with what all of them share', async () => {
    const cwd = folderWith(FLEET)
    const validate = (...flags: readonly string[]) =>
      runInProcess(['validate', '--format', 'json', ...flags], { cwd })
    const all = await validate()
    expect(codesOf(all.stdout)).toEqual([
      'variable-unset /defaults/imageUrl',
      'number-too-large /instances/0/gpuNum',
      'variable-unset /instances/1/gpuNum',
      'variable-unset /instances/1/envs/A',
      expect.stringMatching(/^\S+ \/instances\/2\/gpuNum$/),
    ])
    const worker = await validate('--only', 'worker-2')
    expect(codesOf(worker.stdout)).toEqual([
      'variable-unset /defaults/imageUrl',
      'variable-unset /instances/1/gpuNum',
      'variable-unset /instances/1/envs/A',
    ])
    const rest = await validate('--exclude', 'worker*', '--exclude', 'eval')
    expect(codesOf(rest.stdout)).toEqual([
      'variable-unset /defaults/imageUrl',
      'number-too-large /instances/0/gpuNum',
    ])
    const trainer = await validate('--no-env', '--exclude', 'trainer', '--exclude', 'eval')
    expect(trainer).toMatchObject({ code: 0 })
    const none = await validate('--only', 'trainr')
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('did you mean trainer?'),
    })
  })
})

describe('a name with variables in it', () => {
  const OPEN = `instances:
  - { name: "\${STAGE}-web", gpuNum: 0 }
  - { name: "job-\${STAGE}", replicas: "\${COUNT}", gpuNum: 99 }
  - { name: db, gpuNum: 98 }
`
  const gpuNums = (stdout: string) =>
    codesOf(stdout).flatMap((code) => /\/instances\/(\d)\/gpuNum$/.exec(code)?.[1] ?? [])
  const validate = (flags: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runInProcess(['validate', '--format', 'json', ...flags], { cwd: folderWith(OPEN), env })

  it('stands for any name without an environment', async () => {
    for (const [flags, wanted] of [
      [['--only', 'prod-web'], ['0']],
      [['--only', 'prod-*'], ['0']],
      // `STAGE` may begin with it.
      [
        ['--only', 'job-*'],
        ['0', '1'],
      ],
      [['--only', 'job-prod-2'], ['1']],
      [['--only', 'db'], ['2']],
      // It may be another one, and what is wrong with it is better shown once too often.
      [
        ['--exclude', 'prod-web'],
        ['0', '1', '2'],
      ],
      [
        ['--exclude', '*-web'],
        ['1', '2'],
      ],
    ] as const) {
      const { stdout } = await validate(['--no-env', ...flags])
      expect(gpuNums(stdout), flags.join(' ')).toEqual(wanted)
    }
    expect(await validate(['--no-env', '--only', 'web'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--only web matches no entry'),
    })
  })

  it('is the name that it has here, also where the files are wrong', async () => {
    const env = { STAGE: 'prod', COUNT: '2' }
    expect(gpuNums((await validate(['--only', 'job-prod-2'], env)).stdout)).toEqual(['1'])
    for (const name of ['test-web', 'job-prod-3']) {
      expect(await validate(['--only', name], env)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`--only ${name} matches no entry`),
      })
    }
    const { stdout } = await runInProcess(['vars', '--format', 'json', '--only', 'prod-web'], {
      cwd: folderWith(OPEN),
      env,
    })
    expect(JSON.parse(stdout)).toMatchObject({ variables: [{ name: 'STAGE', set: true }] })
  })
})

describe('what an entry takes through an alias from one that is not selected', () => {
  const SHARED = `instances:
  - &first
    name: first
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: &many 99
    rootfsSize: 60
    imageUrl: pytorch
    envs: &envs
      - { key: "A B", value: "\${TOKEN}" }
  - { name: second, kind: gpu, productId: 4090.18c.60g, gpuNum: *many, rootfsSize: 60, imageUrl: pytorch }
  - { name: third, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: pytorch, envs: *envs }
  - { <<: *first, name: fourth }
  - { name: fifth, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: pytorch }
`

  it('is shown with its findings, and with its variables', async () => {
    const cwd = folderWith(SHARED)
    const found = async (name: string) => {
      const args = ['--format', 'json', '--only', name]
      const { stdout } = await runInProcess(['validate', '--no-env', ...args], { cwd })
      const vars = await runInProcess(['vars', ...args], { cwd })
      return [codesOf(stdout).length, JSON.parse(vars.stdout).variables.length]
    }
    const [all] = await found('*')
    expect(await found('second')).toEqual([1, 0])
    expect(await found('third')).toEqual([1, 1])
    expect(await found('fourth')).toEqual([all, 1])
    expect(await found('fifth')).toEqual([0, 0])
  })
})

describe('what a selection leaves out', () => {
  it('is counted, since apply would refuse on it', async () => {
    const cwd = folderWith(FLEET)
    const validate = (...flags: readonly string[]) =>
      runInProcess(['validate', '--no-env', ...flags], { cwd })
    const text = await validate('--only', 'worker-1')
    expect(text).toMatchObject({
      code: 0,
      stdout: 'valid: 1 entry in 1 file\n',
      stderr:
        'Left out: 2 errors in 1 file, in entries that are not selected; apply refuses while any entry has an error.\n',
    })
    const json = await validate('--only', 'worker-1', '--format', 'json')
    expect(JSON.parse(json.stdout)).toMatchObject({ leftOut: { errors: 2, warnings: 0 } })
    const none = await validate('--only', '*', '--format', 'json')
    expect(JSON.parse(none.stdout)).toMatchObject({ leftOut: { errors: 0, warnings: 0 } })
    expect(none.stderr).toBe('')
    const all = await validate('--format', 'json')
    expect(JSON.parse(all.stdout)).not.toHaveProperty('leftOut')
  })

  it('stops nothing where it is only warnings', async () => {
    const entry = '{ kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x'
    const cwd = folderWith(`instances:\n  - ${entry}, name: a }\n  - ${entry} }\n`)
    const { stderr } = await runInProcess(['validate', '--only', 'a'], { cwd })
    expect(stderr).toBe('Left out: 1 warning in 1 file, in entries that are not selected.\n')
  })
})

describe('what no selection hides', () => {
  it('is broken YAML anywhere in the file, and a file that is not there', async () => {
    const cwd = folderWith(`${FLEET}  - { name: other, name: again }\n`)
    const only = await runInProcess(['validate', '--format', 'json', '--only', 'worker-1'], { cwd })
    expect(only.code).toBe(1)
    expect(codesOf(only.stdout)).toContainEqual(expect.stringMatching(/^yaml-duplicate-key /))
    const gone = await runInProcess(['validate', 'no.yaml', '--only', 'worker-1'], { cwd })
    expect(gone).toMatchObject({ code: 1, stdout: expect.stringContaining('file-not-found') })
  })
})

describe('ppi-apply vars --only', () => {
  it('lists the variables of the entries that are meant, and of the defaults', async () => {
    const cwd = folderWith(FLEET)
    const namesOf = async (...flags: readonly string[]) => {
      const { stdout } = await runInProcess(['vars', '--format', 'json', ...flags], { cwd })
      return (JSON.parse(stdout) as { variables: { name: string }[] }).variables.map(
        ({ name }) => name,
      )
    }
    expect(await namesOf()).toEqual(['IMAGE', 'GPUS', 'TOKEN'])
    expect(await namesOf('--only', 'trainer')).toEqual(['IMAGE'])
  })

  it('says nothing of variables where no file could be read', async () => {
    const ended = await runInProcess(['vars', 'no.yaml'], { cwd: tempDir() })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
  })
})
