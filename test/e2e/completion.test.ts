import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES, COMMANDS } from '../../src/cli/commands.ts'
import { CLI } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { sandboxWith } from '../support/running-apply.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const run = promisify(execFile)
const FLEET = `instances:
  - { name: trainer, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: "\${IMAGE}" }
  - { name: worker, replicas: 2, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }
  - { name: "two words; rm -rf", kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }
`

/** What a real bash offers for these words, the last of which is being typed. */
const offered = (...words: readonly string[]) => offeredIn({}, ...words)

async function offeredIn(
  service: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<readonly string[]> {
  const cwd = tempDir({ 'instances.yaml': FLEET })
  const bin = join(cwd, 'bin')
  mkdirSync(bin)
  const program = join(bin, 'ppi-apply')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`)
  chmodSync(program, 0o755)
  const script = `
    source <(ppi-apply completion bash)
    COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
    $(complete -p ppi-apply | sed 's/.*-F \\([^ ]*\\).*/\\1/')
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['--norc', '-c', script, 'bash', 'ppi-apply', ...words], {
    cwd,
    env: { ...service, PATH: `${bin}:${process.env.PATH}`, HOME: cwd },
  })
  return stdout.split('\n').filter((line) => line !== '')
}

describe('completion bash', () => {
  it('offers every command', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining([...COMMAND_NAMES]))
    expect(await offered('va')).toEqual(['validate', 'vars'])
  })

  it('offers the flags of the command, and no others', async () => {
    expect(await offered('validate', '--no-')).toEqual(['--no-env', '--no-color'])
    expect(await offered('plan', '--det')).toEqual(['--detailed-exitcode'])
    expect(await offered('render', '--yes')).toEqual([])
  })

  it('offers the names of the entries, quoted for the shell, though a variable is not set', async () => {
    expect(await offered('plan', '--only', '')).toEqual([
      'trainer',
      'worker-1',
      'worker-2',
      'two\\ words\\;\\ rm\\ -rf',
    ])
    expect(await offered('apply', '--exclude', 'w')).toEqual(['worker-1', 'worker-2'])
  })

  it('offers the values of a flag where they are few, also behind an equals sign', async () => {
    expect(await offered('plan', '--format', '')).toEqual(['text', 'json', 'markdown'])
    expect(await offered('render', '--format', '=', 'c')).toEqual(['curl'])
    expect(await offered('status', '--refresh', '=')).toEqual(['auto', 'always', 'never'])
    expect(await offered('plan', '--only', '=', 't')).toEqual([
      'trainer',
      'two\\ words\\;\\ rm\\ -rf',
    ])
  })

  it('offers files, and shells to itself', async () => {
    expect(await offered('plan', 'inst')).toEqual(['instances.yaml'])
    expect(await offered('completion', 'z')).toEqual(['zsh'])
  })
})

describe('completion', () => {
  it.each(['zsh', 'fish'])('of %s knows every command and flag', async (shell) => {
    const { code, stdout } = await runInProcess(['completion', shell], { cwd: tempDir() })
    expect(code).toBe(0)
    for (const { name, flags } of COMMANDS) {
      expect(stdout).toContain(name)
      for (const flag of flags)
        expect(stdout).toContain(shell === 'zsh' ? `--${flag}[` : `-l ${flag} `)
    }
  })

  it('refuses an unknown shell with a suggestion', async () => {
    const { code, stderr } = await runInProcess(['completion', 'bsh'], { cwd: tempDir() })
    expect(code).toBe(64)
    expect(stderr).toContain('did you mean bash')
  })
})

describe('completion --shell-data', () => {
  const listed = async (kind: string, env: Readonly<Record<string, string>>) => {
    const { stdout, code, stderr } = await runInProcess(['completion', '--shell-data', kind], {
      cwd: tempDir(),
      env,
    })
    expect(code, stderr).toBe(0)
    return stdout.split('\n').filter((line) => line !== '')
  }

  it('lists the ids of the account, each kind for itself', async () => {
    const { sandbox } = await sandboxWith({})
    const env = { ...serviceEnv(sandbox), HOME: tempDir() }
    expect(await listed('products', env)).toEqual(
      expect.arrayContaining(['3090.16c92g', 'H100-80GB.24c240g', 'cpu.4c8g']),
    )
    expect(await listed('clusters', env)).toEqual(['27', 'cn-northwest-2', 'cn-south-1'])
    expect(await listed('images', env)).toEqual(
      expect.arrayContaining([expect.stringContaining('/pytorch:')]),
    )
    expect(await listed('storages', env)).toEqual(['7c9e6679-7425-40de-944b-e07fc1f90ae7'])
  })

  it('asks once in five minutes, and keeps neither the key nor anything but ids', async () => {
    const { sandbox } = await sandboxWith({})
    const home = tempDir()
    const env = { ...serviceEnv(sandbox), HOME: home }
    const first = await listed('clusters', env)
    const asked = sandbox.calls().length
    expect(await listed('clusters', env)).toEqual(first)
    expect(sandbox.calls().length).toBe(asked)
    const folder = join(home, '.cache', 'ppi-apply')
    const [name = ''] = readdirSync(folder)
    const text = readFileSync(join(folder, name), 'utf8')
    expect(Object.keys(JSON.parse(text))).toEqual(['at', 'salt', 'account', 'ids'])
    expect(text).not.toContain(sandbox.apiKey)
    // Of another account nothing is believed, and nothing that is not sound.
    writeFileSync(join(folder, name), text.replace(/"account":"\w+"/, '"account":"000000000000"'))
    await listed('clusters', env)
    writeFileSync(join(folder, name), '{"ids":[1]}')
    expect(await listed('clusters', env)).toEqual(first)
    expect(sandbox.calls().length).toBeGreaterThan(asked)
  })

  it('works where nothing can be kept', async () => {
    const { sandbox } = await sandboxWith({})
    const { HOME: _, ...env } = serviceEnv(sandbox)
    expect(await listed('clusters', { ...env, HOME: '/dev/null' })).toHaveLength(3)
  })

  it('is what a shell offers behind --cluster and to products', async () => {
    const { sandbox } = await sandboxWith({})
    const env = serviceEnv(sandbox)
    expect(await offeredIn(env, 'products', '--cluster', 'cn-s')).toEqual(['cn-south-1'])
    expect(await offeredIn(env, 'products', 'A1')).toEqual(['A100-80GB.14c240g'])
  })
})
