import { repositoryRoot } from '../../model/files/project-root.ts'
import { UserError } from '../../model/user-error.ts'
import { type GitSetting, parseSettings } from './clone-config.ts'
import type { GitAddress } from './git-address.ts'
import { gitFailure } from './git-failure.ts'
import { type Git, type GitAnswer, type GitWorld, gitIn } from './git-program.ts'

/** How the repository of a ledger is reached: what the clone and the person have set for it. */
export interface Reach {
  /** Where relative paths of the settings begin. */
  readonly folder: string
  readonly settings: readonly GitSetting[]
  /** Where the clone pushes to, with what it puts in the place of addresses done; for a URL, which names no clone, as it is. */
  readonly url: string
}

/** Asks the clone. Throws a `UserError` where it has no such remote, or more than one address to push to. */
export async function findReach(address: GitAddress, world: GitWorld): Promise<Reach> {
  const root = repositoryRoot(world.folder)
  const folder = root ?? world.folder
  const git = gitIn({ ...world, folder })
  const ask = (...args: readonly string[]) =>
    must(git, `open the ledger ${address.label}`, [...SAFELY, ...args])
  requireNew((await ask('version')).stdout.toString())
  if (address.kind === 'remote' && root === undefined) {
    throw new UserError(`cannot open the ledger ${address.label}: ${folder} is not in a clone`, {
      ending: 'ledger',
      hint: `Run it in a clone of git that has a remote "${address.remote}".`,
    })
  }
  // Before the settings, as only this fails in a clone that belongs to another user: those it would leave out in silence.
  const url =
    address.kind === 'url'
      ? address.url
      : onlyUrl(await ask('remote', 'get-url', '--push', '--all', address.remote), address.label)
  const listed = await ask('config', '--list', '--null', '--show-scope')
  return { folder, settings: parseSettings(listed.stdout.toString()), url }
}

/** Runs Git, and says why where it fails. `what` follows "cannot". */
export async function must(git: Git, what: string, args: readonly string[], input?: Uint8Array) {
  const answer: GitAnswer = await git(args, input)
  if (answer.code !== 0) throw gitFailure(what, answer)
  return answer
}

/** A pull request can commit what looks like a repository of its own, settings included. */
const SAFELY = ['safe.bareRepository=explicit', 'core.fsmonitor=false'].flatMap((setting) => [
  '-c',
  setting,
])

/** What is read must be what was pushed, so the address to push to is the one for both. */
export function onlyUrl({ stdout }: Pick<GitAnswer, 'stdout'>, label: string): string {
  const [url = '', ...more] = stdout.toString().trimEnd().split('\n')
  if (more.length === 0 && url !== '') return url
  throw new UserError(
    `cannot open the ledger ${label}: the remote has several addresses to push to`,
    {
      ending: 'ledger',
      hint: 'A ledger is in one place: name a remote with one address (git remote add ledger URL).',
    },
  )
}

/** The first version whose settings can be given as a file and as variables alone. */
const OLDEST = [2, 32] as const

function requireNew(version: string): void {
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  throw new UserError(`a ledger in git needs git ${OLDEST.join('.')} or newer`, {
    ending: 'ledger',
    hint: `This one is ${version.trim().slice(0, 60)}.`,
  })
}
