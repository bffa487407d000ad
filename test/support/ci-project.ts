import { type ExecFileException, execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
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
  /** The lines of the ledger on its branch; `undefined` where there is none. */
  readonly ledger: () => Promise<string | undefined>
  /** Ends the program that `npx` started last, as if its machine were gone. */
  readonly killProgram: () => void
  /** Runs shell lines as a job does, with `npm` and `npx` that lead to the built program. */
  readonly shell: (
    script: string,
    options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
  ) => Promise<Ran>
}

/**
 * Makes a project whose main branch has these files. Only `push`, as the forge itself, moves main: it is protected from
 * everybody else, and the branch of the ledger from being rewritten or removed. Gone when the test is over.
 */
export async function ciProject(files: Readonly<Record<string, string>>): Promise<CiProject> {
  const home = tempDir()
  const bin = join(home, 'bin')
  mkdirSync(bin)
  const pidFile = join(home, 'program.pid')
  // The packages are there already: what is installed is not the matter of a recipe.
  writeCommand(join(bin, 'npm'), 'test "$1" = ci')
  writeCommand(
    join(bin, 'npx'),
    `test "$1" = --no-install && shift\ntest "$1" = ppi-apply || exit 1\nshift\necho $$ > '${pidFile}'\nexec '${process.execPath}' '${CLI}' "$@"`,
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
  await git(origin, 'config', 'receive.advertisePushOptions', 'true')
  writeCommand(join(origin, 'hooks/pre-receive'), PROTECTION)
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
    await git(cwd, ...AS_FORGE, 'push', '-qf', 'origin', `HEAD:${branch}`)
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
    ledger: async () => {
      const args = ['--git-dir', origin, 'log', '--reverse', '--format=%s', 'ppi-apply-ledger']
      const { code, stdout } = await start('git', args, { cwd: home, env: base })
      return code === 0 ? stdout : undefined
    },
    killProgram: () => process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL'),
    shell: (script, { cwd, env }) =>
      start('bash', ['-eo', 'pipefail', '-c', script], { cwd, env: { ...base, ...env } }),
  }
}

/** What a push tells the remote that only the forge says. */
const AS_FORGE = ['-c', 'push.pushOption=merge']

/** As rules of branches refuse on a forge. */
const PROTECTION = `test "$GIT_PUSH_OPTION_0" = merge && exit 0
while read -r old new ref; do
  case "$ref" in
    refs/heads/main)
      echo 'main takes pull requests only' >&2
      exit 1
      ;;
    refs/heads/ppi-apply-ledger)
      case "$old" in *[!0]*) git merge-base --is-ancestor "$old" "$new" || exit 1 ;; esac
      ;;
  esac
done`

function writeCommand(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

/** As a shell has it: of a program that a signal ended, 128 and the number of the signal. */
const codeOf = ({ code, signal }: ExecFileException): number =>
  signal ? 128 + constants.signals[signal] : Number(code ?? 1)

/** Runs a program to its end, with an environment of its own. */
export function start(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ran> {
  return new Promise((resolve) =>
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : codeOf(error), stdout, stderr }),
    ),
  )
}
