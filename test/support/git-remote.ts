import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import type { Environment } from '../../src/config/environment.ts'
import { parseGitAddress } from '../../src/ledger/git-store/git-address.ts'
import { type GitStoreOptions, openGitStore } from '../../src/ledger/git-store/open-git-store.ts'
import type { SignalGroup } from '../../src/ledger/git-store/process-group.ts'
import { position, type Store } from '../../src/ledger/store.ts'
import { tempDir } from './temp-dir.ts'

/** A bare repository, and a clone of it whose remote is `origin`. */
export interface GitRemote {
  /** Holds both. */
  readonly folder: string
  readonly bare: string
  readonly clone: string
}

/** What git gets from a person without any settings. */
export const cleanEnvironment = (home: string): Environment => ({
  PATH: process.env.PATH,
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
})

export const signalGroup: SignalGroup = (leader, signal) => {
  try {
    process.kill(-leader, signal)
  } catch {
    // It is gone.
  }
}

/** Runs git in a folder, with nothing of the person who runs the tests; gives what it prints. */
export function git(
  folder: string,
  args: readonly string[],
  options: ExecFileSyncOptions = {},
): string {
  const person = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@example.com']
  return execFileSync('git', [...person, ...args], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
    ...options,
    env: { ...cleanEnvironment(folder), ...options.env },
    encoding: 'utf8',
  }).trimEnd()
}

/** A new bare repository, and a clone of it. */
export function gitRemote(): GitRemote {
  const folder = tempDir()
  const [bare, clone] = [join(folder, 'remote.git'), join(folder, 'clone')]
  for (const more of [['--bare', bare], [clone]]) {
    git(folder, ['init', '--quiet', '--template=', '--initial-branch=main', ...more])
  }
  setIn(clone, 'remote "origin"', {
    url: `file://${bare}`,
    fetch: '+refs/heads/*:refs/remotes/origin/*',
  })
  return { folder, bare, clone }
}

/** Puts a commit on `main` of both. */
export function commitToMain({ clone }: GitRemote): void {
  git(clone, ['commit', '--quiet', '--allow-empty', '--message=first'])
  git(clone, ['push', '--quiet', 'origin', 'main'])
}

/** Adds settings to those of a clone. */
export function setIn(
  clone: string,
  section: string,
  settings: Readonly<Record<string, string>>,
): void {
  const lines = Object.entries(settings).map(
    ([name, value]) => `\t${name} = ${JSON.stringify(value)}\n`,
  )
  appendFileSync(join(clone, '.git/config'), [`[${section}]\n`, ...lines].join(''))
}

/** A program in a file. */
export function script(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
  return path
}

/** Opens the ledger of a clone. */
export const openIn = (
  clone: string,
  { address = 'git:origin', ...options }: Partial<GitStoreOptions> & { address?: string } = {},
): Promise<Store> =>
  openGitStore(parseGitAddress(address), {
    folder: clone,
    environment: cleanEnvironment(join(clone, '..')),
    signalGroup,
    ...options,
  })

export const put = (store: Store, at: number, line: string) =>
  store.put(position(at), Buffer.from(line), 'before-call')

export const linesOf = async (store: Store): Promise<readonly string[]> =>
  (await store.read(position(0))).map(({ bytes }) => Buffer.from(bytes).toString())
