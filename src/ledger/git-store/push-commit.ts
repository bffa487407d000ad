import { UserError } from '../../model/user-error.ts'
import { LEDGER_REMOTE } from './clone-config.ts'
import { gitFailure, gitWords, isDiskOfRemoteFull } from './git-failure.ts'
import type { Git } from './git-program.ts'
import { type PushReport, readPushReport } from './push-report.ts'

export interface Push {
  readonly commit: string
  readonly branch: string
  /** The commit that the branch must have now; `undefined`: there must be no such branch. */
  readonly expected: string | undefined
  readonly label: string
  /** Asks everything of the remote, but changes nothing. */
  readonly isTrial?: boolean
  /** The folder of a program that Git runs before it pushes; none is run without it. */
  readonly hooks?: string
}

/** A report, and what was said beside it, unsafe to print. */
export type Pushed = PushReport & { readonly said: string }

/**
 * Moves a branch of the remote to a commit if it is where it is expected, and only then: our Git compares before it asks, and
 * the remote compares under a lock when it does it. Throws where nobody knows whether it was moved.
 */
export async function pushCommit(git: Git, push: Push): Promise<Pushed> {
  const { commit, branch, expected = '', label, isTrial = false, hooks } = push
  const ref = `refs/heads/${branch}`
  const answer = await git([
    ...(hooks === undefined ? [] : ['-c', `core.hooksPath=${hooks}`]),
    'push',
    '--porcelain',
    ...(hooks === undefined ? ['--no-verify'] : []),
    '--no-follow-tags',
    ...(isTrial ? ['--dry-run'] : []),
    `--force-with-lease=${ref}:${expected}`,
    LEDGER_REMOTE,
    `${commit}:${ref}`,
  ])
  const report = readPushReport(answer.stdout.toString(), ref)
  if (report === undefined) throw gitFailure(`write the ledger ${label}`, answer)
  return { ...report, said: answer.stderr }
}

/** Why a line was refused although its place is free: by a rule of the remote, or because it cannot take one. */
export function pushRefused(
  label: string,
  branch: string,
  { why, said }: { why: string; said: string },
): UserError {
  if (!RULE.test(why) || isDiskOfRemoteFull(said)) {
    return gitFailure(`write the ledger ${label}`, { stderr: `${why}\n${said}`, code: 1 })
  }
  const remote = said
    .split('\n')
    .flatMap((line) => /^remote: ?(.*?)\s*$/.exec(line)?.[1] ?? [])
    .join(' ')
  const words = gitWords(`${why}${remote.trim() === '' ? '' : `: ${remote}`}`)
  return new UserError(`the remote of the ledger ${label} refused a line; it says: ${words}`, {
    ending: 'ledger',
    hint: `Nothing was written. Let these credentials push to the branch ${branch} without a pull request: exempt it from what protects branches, and from rules about commits.`,
  })
}

/** What hooks, and the rules of hosts, answer with; all other answers say what went wrong. */
const RULE =
  /declined|protected|prohibited|denied|deny|not permitted|permission|violat|pull request|polic/i
