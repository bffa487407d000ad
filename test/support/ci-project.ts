import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLI } from './run-cli.ts'
import { tempDir } from './temp-dir.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A file of this repository. */
export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A project with definitions on a forge, reduced to what the recipes see of it: a bare repository, and clones of it. */
export interface CiProject {
  /** The folder of the bare repository. */
  readonly origin: string
  /** A fresh clone of a branch, as a job gets it. */
  readonly clone: (branch: string) => Promise<string>
  /** Commits these files onto a branch, which starts at main, and says the commit. */
  readonly push: (branch: string, files: Readonly<Record<string, string>>) => Promise<string>
  /** A file of main as it is now, or `undefined`. */
  readonly onMain: (path: string) => Promise<string | undefined>
  /** Runs shell lines as a job does, with `npm` and `npx` that lead to the built program. */
  readonly shell: (
    script: string,
    options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
  ) => Promise<Ran>
}

/** Makes a project whose main branch has these files. Gone when the test is over. */
export async function ciProject(files: Readonly<Record<string, string>>): Promise<CiProject> {
  const home = tempDir()
  const bin = join(home, 'bin')
  mkdirSync(bin)
  // The packages are there already: what is installed is not the matter of a recipe.
  writeCommand(join(bin, 'npm'), 'test "$1" = ci')
  writeCommand(
    join(bin, 'npx'),
    `test "$1" = --no-install && shift\ntest "$1" = ppi-apply || exit 1\nshift\nexec '${process.execPath}' '${CLI}' "$@"`,
  )
  const base = { PATH: `${bin}:${process.env.PATH}`, HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
  const person = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b' }
  const persons = { ...person, GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
  const git = async (cwd: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await start('git', args, { cwd, env: { ...base, ...persons } })
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const origin = join(home, 'origin.git')
  await git(home, 'init', '-q', '--bare', '-b', 'main', origin)
  let clones = 0
  const clone = async (branch: string): Promise<string> => {
    clones += 1
    const cwd = join(home, `clone-${clones}`)
    await git(home, 'clone', '-q', `file://${origin}`, cwd)
    await git(cwd, 'checkout', '-q', branch)
    return cwd
  }
  const commit = async (cwd: string, branch: string, written: typeof files): Promise<string> => {
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(join(cwd, path, '..'), { recursive: true })
      writeFileSync(join(cwd, path), text)
    }
    await git(cwd, 'add', '-A')
    await git(cwd, 'commit', '-qm', 'change')
    await git(cwd, 'push', '-qf', 'origin', `HEAD:${branch}`)
    return git(cwd, 'rev-parse', 'HEAD')
  }
  const first = join(home, 'first')
  await git(home, 'init', '-q', '-b', 'main', first)
  await git(first, 'remote', 'add', 'origin', `file://${origin}`)
  await commit(first, 'main', files)
  return {
    origin,
    clone,
    push: async (branch, written) => commit(await clone('main'), branch, written),
    onMain: async (path) => {
      const args = ['--git-dir', origin, 'show', `main:${path}`]
      const { code, stdout } = await start('git', args, { cwd: home, env: base })
      return code === 0 ? stdout : undefined
    },
    shell: (script, { cwd, env }) =>
      start('bash', ['-eo', 'pipefail', '-c', script], { cwd, env: { ...base, ...env } }),
  }
}

function writeCommand(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

/** Runs a program to its end, with an environment of its own. */
export function start(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ran> {
  return new Promise((resolve) =>
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    ),
  )
}
