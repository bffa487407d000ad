import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Ran, start } from './ci-project.ts'
import { tempDir } from './temp-dir.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MODULES = join(ROOT, 'node_modules')

/** Somebody who follows the README word by word, beside a fresh clone of this repository. */
export interface Newcomer {
  /** The folder that the last `cd` led to. */
  folder(): string
  /** Runs one command line where the last one left off; a question at the terminal gets the answer that goes ahead. */
  run(line: string): Promise<Ran>
}

/**
 * Gives a newcomer a clone (what Git holds or would hold, with its packages installed), and a folder `my-fleet` with these
 * files. The home folder is empty, and `npm` and `npx` are the real ones.
 */
export async function newcomer(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Promise<Newcomer> {
  const base = tempDir()
  const clone = join(base, 'ppi-apply')
  await copyCheckout(clone)
  symlinkSync(MODULES, join(clone, 'node_modules'))
  const fleet = join(base, 'my-fleet')
  mkdirSync(fleet)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(fleet, name), text)
  const home = join(base, 'home')
  mkdirSync(home)
  const env: Record<string, string> = {
    PATH: `${process.env.PATH}`,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    npm_config_update_notifier: 'false',
    // Nothing of this may need the network: a look-up fails at once.
    npm_config_offline: 'true',
    ...environment,
  }
  let cwd = base
  return {
    folder: () => cwd,
    run: async (line) => {
      const [, to] = /^cd (\S+)$/.exec(line) ?? []
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? []
      const [, tarball] = /^npm install --save-dev (\.\/\S+\.tgz)$/.exec(line) ?? []
      if (to !== undefined) cwd = resolve(cwd, to)
      else if (name !== undefined && value !== undefined) env[name] = value
      else if (tarball !== undefined) return await install(tarball, { cwd, env })
      else if (ASKS.test(line)) return await answer(line, { cwd, env })
      else return await start('bash', ['-eo', 'pipefail', '-c', line], { cwd, env })
      return { code: existsSync(cwd) ? 0 : 1, stdout: '', stderr: '' }
    },
  }
}

/** All files of this repository that a commit would hold. */
async function copyCheckout(folder: string): Promise<void> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const { code, stdout, stderr } = await start('git', args, {
    cwd: ROOT,
    env: { PATH: `${process.env.PATH}` },
  })
  if (code !== 0) throw new Error(stderr)
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
    if (existsSync(join(ROOT, path))) cpSync(join(ROOT, path), join(folder, path))
  }
}

interface Where {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** What `npm install` leaves of a tarball, without its way to the registry: the packages that it needs are at hand. */
async function install(tarball: string, { cwd, env }: Where): Promise<Ran> {
  const target = join(cwd, 'node_modules/ppi-apply')
  mkdirSync(target, { recursive: true })
  const args = ['-xzf', tarball, '-C', target, '--strip-components=1']
  const ran = await start('tar', args, { cwd, env })
  for (const name of readdirSync(MODULES)) {
    const link = join(cwd, 'node_modules', name)
    if (!existsSync(link) && !name.startsWith('.')) symlinkSync(join(MODULES, name), link)
  }
  mkdirSync(join(cwd, 'node_modules/.bin'))
  symlinkSync('../ppi-apply/dist/cli.cjs', join(cwd, 'node_modules/.bin/ppi-apply'))
  writeFileSync(join(cwd, 'package-lock.json'), '{}\n')
  return ran
}

/** Commands that ask before they do something, where nothing says that they may go ahead. */
const ASKS = /ppi-apply (?:apply|stop|start|destroy)\b(?!.*--(?:yes|plan-id))/

/** Runs a command on a real terminal, which `script` of the util-linux package opens, and types what goes ahead. */
function answer(line: string, { cwd, env }: Where): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn('script', ['-qefc', line, '/dev/null'], {
      cwd,
      env: { ...env, TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let stdout = ''
    let isAnswered = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const [, wanted] = /Only (\S+) goes ahead: /.exec(plain(stdout)) ?? []
      if (isAnswered || wanted === undefined) return
      isAnswered = true
      child.stdin.write(`${wanted}\n`)
    })
    child.on('error', fail)
    child.on('close', (code) => done({ code: code ?? 1, stdout, stderr: '' }))
  })
}

/** Without the colours of a terminal. */
const plain = (text: string): string => text.replaceAll(/\u001b\[[0-9;]*m/g, '')
