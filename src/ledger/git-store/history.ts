import { UserError } from '../../model/user-error.ts'
import { LEDGER_REMOTE } from './clone-config.ts'
import { gitFailure } from './git-failure.ts'
import type { Git } from './git-program.ts'
import { decodeCommit } from './line-commit.ts'
import { readObjects } from './objects.ts'
import { must } from './reach.ts'

/** One line, and the commit that it is. */
export interface LineAt {
  readonly commit: string
  readonly line: Uint8Array
}

/** Gets the newest state of a branch under a name of the scratch repository; `false` where the remote has no such branch. */
export async function fetchBranch(
  git: Git,
  { branch, as, label }: { readonly branch: string; readonly as: string; readonly label: string },
): Promise<boolean> {
  const answer = await git([...FETCH, LEDGER_REMOTE, `+refs/heads/${branch}:${as}`])
  if (answer.code === 0) return true
  if (answer.stderr.includes(`couldn't find remote ref refs/heads/${branch}\n`)) return false
  throw gitFailure(`read the ledger ${label}`, answer)
}

const FETCH: readonly string[] = [
  'fetch',
  // Else a branch whose beginning the remote lacks is left out in silence; so it comes, and is seen to be damaged.
  '--update-shallow',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
  '--refmap=',
]

/**
 * The lines behind `after`, the newest commit that was read before, in order. Each commit must be a line and follow the one
 * before it: a branch that was moved back, joined with another or written by somebody else is refused.
 */
export async function linesBehind(
  git: Git,
  {
    ref,
    after,
    label,
  }: { readonly ref: string; readonly after: string | undefined; readonly label: string },
): Promise<readonly LineAt[]> {
  const range = after === undefined ? [ref] : ['--left-right', `${after}...${ref}`]
  const what = `read the ledger ${label}`
  const listed = await must(git, what, ['rev-list', '--reverse', ...range, '--'])
  const commits = listed.stdout.toString().split('\n').filter(Boolean)
  if (commits.some((commit) => commit.startsWith('<'))) throw rewritten(label)
  if (commits.length === 0) return []
  const ids = commits.map((commit) => commit.replace('>', ''))
  const lines: LineAt[] = []
  let before = after
  for (const { id, bytes } of await readObjects(git, what, ids)) {
    const commit = decodeCommit(bytes)
    if (commit === undefined || commit.parent !== before) throw foreign(label, id)
    lines.push({ commit: id, line: commit.line })
    before = id
  }
  return lines
}

/** The branch does not have any more what was read of it. */
export const rewritten = (label: string): UserError =>
  new UserError(`the ledger ${label} lost lines that this run has read`, {
    ending: 'ledger',
    hint: 'Somebody moved the branch, or removed it. Put the commits back that it had (the reflog of the remote, or a clone), and protect it against forced pushes.',
  })

const foreign = (label: string, commit: string): UserError =>
  new UserError(
    `the ledger ${label} is damaged: commit ${commit.slice(0, 12)} is not a line of it`,
    {
      ending: 'ledger',
      hint: 'Somebody committed to the branch, or merged into it. Look at what the commit did; then move the branch back to the one before it.',
    },
  )
