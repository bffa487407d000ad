import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { join } from 'node:path'
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

/** A project with one commit on `main`, pushed to a bare repository. */
export function gitRemote(): GitRemote {
  const folder = tempDir()
  const [bare, clone] = [join(folder, 'remote.git'), join(folder, 'clone')]
  git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', bare])
  git(folder, ['init', '--quiet', '--initial-branch=main', clone])
  git(clone, ['remote', 'add', 'origin', `file://${bare}`])
  git(clone, ['commit', '--quiet', '--allow-empty', '--message=first'])
  git(clone, ['push', '--quiet', 'origin', 'main'])
  return { folder, bare, clone }
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
