import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { position } from '../../../../src/ledger/store.ts'
import { leaseOf, type Place } from './place.ts'
import { machineIn } from './postgres-place.ts'

const BRANCH = 'ppi-apply-ledger'

const AWAY_MS = 500

/** A bare repository, of which each machine has a clone, and which is away now and then. */
export async function gitPlace(folder: string): Promise<Place> {
  const bare = join(folder, 'remote.git')
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    // Workers that die leave their repositories there.
    TMPDIR: join(folder, 'tmp'),
  }
  mkdirSync(environment.TMPDIR)
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trimEnd()
  git(folder, 'init', '--quiet', '--bare', '--template=', bare)
  const messages = (): readonly string[] =>
    git(bare, 'rev-list', '--reverse', BRANCH)
      .split('\n')
      .map((commit) => git(bare, 'cat-file', 'commit', commit))
  return {
    isShared: true,
    lease: leaseOf(4_000),
    troubleEveryMs: 6_000,
    waits: true,
    address: () => `git:origin#${BRANCH}`,
    environment: () => environment,
    machine: (worker) => {
      const clone = machineIn(folder, worker)
      if (!existsSync(join(clone, '.git'))) {
        git(clone, 'init', '--quiet', '--template=')
        git(clone, 'remote', 'add', 'origin', `file://${bare}`)
      }
      return clone
    },
    troubles: [
      {
        name: 'the remote is away',
        weight: 2,
        strike: async () => {
          renameSync(bare, `${bare}.away`)
          await pause(AWAY_MS)
          renameSync(`${bare}.away`, bare)
        },
      },
    ],
    stored: async () =>
      messages().map((commit, index) => ({
        position: position(index + 1),
        bytes: Buffer.from(commit.slice(commit.indexOf('\n\n') + 2)),
      })),
    [Symbol.asyncDispose]: async () => {},
  }
}
