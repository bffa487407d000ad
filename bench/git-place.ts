import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Place } from './place.ts'

/** A bare repository on this disk, and a clone of it in which the runs are: what a network adds comes on top. */
export function gitPlace(folder: string): Place {
  const [bare, clone] = [join(folder, 'remote.git'), join(folder, 'clone')]
  const env = { HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
  const git = (cwd: string, args: readonly string[], input?: Uint8Array) =>
    execFileSync('git', args, {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe'],
      ...(input === undefined ? {} : { input }),
    })
  mkdirSync(clone)
  git(folder, ['init', '--quiet', '--bare', '--template=', bare])
  git(clone, ['init', '--quiet', '--template='])
  git(clone, ['remote', 'add', 'origin', `file://${bare}`])
  return {
    name: 'Git',
    address: (word) => `git:origin#${word}`,
    folder: () => clone,
    env,
    fill: async (word, lines) => {
      git(bare, ['fast-import', '--quiet', '--date-format=raw'], branchOf(word, lines))
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

/** The commits of a ledger as `git fast-import` takes them, which makes them many times as fast as pushes do. */
const branchOf = (branch: string, lines: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(
    lines.flatMap((line, index) => [
      Buffer.from(
        `commit refs/heads/${branch}\ncommitter ppi-apply <ppi-apply> ${index + 1} +0000\ndata ${line.length + 1}\n`,
      ),
      line,
      Buffer.from('\n\n'),
    ]),
  )
