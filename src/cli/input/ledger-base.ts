import { execFile } from 'node:child_process'
import { basename, delimiter, dirname, isAbsolute, parse } from 'node:path'
import type { Environment } from '../../config/environment.ts'

/** The ledger as the commit has it that the work of this checkout is to go into. */
export interface LedgerBase {
  /** What to call that commit: a branch, or the beginning of its hash. */
  readonly name: string
  /** Empty where it has no such file. */
  readonly text: string
}

/** All that Git may take, over all its calls: a plan does not wait for it. */
const LIMIT_MS = 2000
const MAX_BYTES = 64 * 1024 * 1024

/**
 * The ledger at the base of a branch or a pull request, where Git can tell: `undefined` on the default branch, for a ledger
 * that is not committed, in a clone without the base, without Git. It never fails.
 */
export async function ledgerBase(path: string, env: Environment): Promise<LedgerBase | undefined> {
  const git = gitIn(dirname(path), env)
  // Relative to the folder of the ledger, whatever characters its name holds.
  const file = (commit: string) => `${commit}:./${basename(path)}`
  const tracked = await git('rev-parse', '--verify', '--quiet', '--end-of-options', file('HEAD'))
  if (tracked === undefined) return undefined
  const head = await commitOf(git, 'HEAD')
  for (const { name, revision } of candidates(env)) {
    const tip = await commitOf(git, revision)
    const base = tip && ((await git('merge-base', '--end-of-options', tip, 'HEAD')) ?? '').trim()
    if (!base) continue
    // On the branch itself there is nothing to compare.
    if (base === head) return undefined
    const text = await git('cat-file', 'blob', file(base))
    return { name: name ?? base.slice(0, 12), text: text ?? '' }
  }
  return undefined
}

type Git = (...args: readonly string[]) => Promise<string | undefined>

const commitOf = async (git: Git, revision: string): Promise<string | undefined> =>
  (
    await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)
  )?.trim()

/** What may be the base, the surest first: what the forge says, then the default branch of the clone. */
function candidates({
  GITHUB_BASE_REF,
  CI_MERGE_REQUEST_DIFF_BASE_SHA,
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME,
}: Environment): readonly { readonly name: string | undefined; readonly revision: string }[] {
  const remote = (branch: string | undefined) =>
    branch ? [{ name: branch, revision: `refs/remotes/origin/${branch}` }] : []
  return [
    ...(CI_MERGE_REQUEST_DIFF_BASE_SHA
      ? [{ name: CI_MERGE_REQUEST_TARGET_BRANCH_NAME, revision: CI_MERGE_REQUEST_DIFF_BASE_SHA }]
      : []),
    ...remote(GITHUB_BASE_REF),
    // GitHub checks a pull request out as a merge, whose first parent is the base.
    ...(GITHUB_BASE_REF ? [{ name: GITHUB_BASE_REF, revision: 'HEAD^1' }] : []),
    ...remote(CI_MERGE_REQUEST_TARGET_BRANCH_NAME),
    ...(GITHUB_BASE_REF || CI_MERGE_REQUEST_TARGET_BRANCH_NAME
      ? []
      : [{ name: 'the default branch', revision: 'refs/remotes/origin/HEAD' }]),
  ]
}

/**
 * Git in a checkout that may be hostile, with the commands that only read objects: no hook, no watcher of files, no fetch
 * of what a partial clone lacks (each of which its configuration could make a program of its own), and no program from a
 * folder that `PATH` names relative to where it is. It refuses what belongs to another user by itself.
 */
function gitIn(folder: string, env: Environment): Git {
  const until = Date.now() + LIMIT_MS
  const clean = {
    PATH: (env.PATH ?? '').split(delimiter).filter(isAbsolute).join(delimiter),
    HOME: env.HOME ?? '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  }
  const safely = [
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'protocol.allow=never',
    // A pull request can commit what looks like a repository of its own, configuration included.
    'safe.bareRepository=explicit',
  ]
  const options = safely.flatMap((setting) => ['-c', setting])
  return (...args) =>
    new Promise((resolve) => {
      const timeout = until - Date.now()
      if (timeout <= 0) return resolve(undefined)
      execFile(
        'git',
        ['--no-pager', '-C', folder, ...options, ...args],
        // Not the checkout: Windows looks there for the program first.
        { cwd: parse(folder).root, env: clean, timeout, maxBuffer: MAX_BYTES, windowsHide: true },
        (error, stdout) => resolve(error === null ? stdout : undefined),
      )
    })
}
