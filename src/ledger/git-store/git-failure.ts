import { sentence } from '../../http/plain-text.ts'
import { UserError } from '../../model/user-error.ts'
import type { GitAnswer } from './git-program.ts'

/** Says in plain words why Git could not do something. `what` follows "cannot": "read the ledger git:origin#ledger". */
export function gitFailure(
  what: string,
  { stderr, code }: Pick<GitAnswer, 'stderr' | 'code'>,
): UserError {
  const { why, hint } = CAUSES.find(({ says }) => says.test(stderr)) ?? {}
  const words = gitWords(stderr) || `it ended with code ${code}`
  return new UserError(`cannot ${what}: ${why === undefined ? '' : `${why}; `}git says: ${words}`, {
    ending: 'ledger',
    hint,
  })
}

/**
 * What Git or a remote says as one line that is safe to print. Git shows addresses with the user name, which may be a
 * token, and at times with the password.
 */
export const gitWords = (stderr: string): string =>
  sentence(stderr.replaceAll(/:\/\/[^\s/]*@/g, '://').replaceAll(/^hint: .*$/gm, ''))

interface Cause {
  readonly says: RegExp
  readonly why: string
  readonly hint?: string
}

const FULL_THERE = /^remote:.*(?:No space left on device|Disk quota exceeded|Out of diskspace)/im

/** Whether the remote says so: a hook that cannot write refuses, as one does that keeps a rule. */
export const isDiskOfRemoteFull = (stderr: string): boolean => FULL_THERE.test(stderr)

/** The first that fits; Git speaks English here (`LC_ALL=C`). */
const CAUSES: readonly Cause[] = [
  {
    says: /detected dubious ownership/,
    why: 'the clone belongs to another user',
    hint: 'If you trust it, tell git so: git config --global --add safe.directory FOLDER',
  },
  {
    says: /not a git repository \(or any/,
    why: 'the folder is not in a clone',
  },
  {
    says: /No such remote/,
    why: 'the clone has no remote of this name',
    hint: 'See git remote -v for the names that it has.',
  },
  {
    says: /shallow update not allowed/,
    why: 'the remote takes no branch with a history that is cut off',
  },
  {
    says: FULL_THERE,
    why: 'the disk of the remote is full',
    hint: 'Free some space there, then run the command again.',
  },
  {
    says: /^remote:.*(?:Permission denied|Read-only file system|insufficient permission|Not a directory)|unable to migrate objects/im,
    why: 'the remote cannot write to its own folder',
    hint: 'Whoever runs the remote has to look at its folder of objects: who owns it, and whether it can be written.',
  },
  {
    says: /No space left on device|Disk quota exceeded/,
    why: 'the disk is full',
    hint: 'Free some space in the folder for temporary files (TMPDIR), then run the command again.',
  },
  {
    says: /Host key verification failed/,
    why: 'ssh does not know the host',
    hint: 'Connect to it once by hand and compare its key, or put the key into known_hosts.',
  },
  {
    says: /could not read (?:Username|Password)|Authentication failed|Permission denied \(|terminal prompts disabled|Invalid username or/i,
    why: 'it could not sign in to the remote',
    hint: 'Git uses its own credentials and cannot ask here: set up a credential helper, an ssh agent, or what the CI offers. "git push" must work there without a question.',
  },
  {
    says: /error: 403|Write access to repository not granted|^remote: Permission to .* denied/im,
    why: 'the remote does not let this account write',
    hint: 'Give the account of these credentials the right to push. On GitHub Actions: permissions: contents: write.',
  },
  {
    says: /error: 30[1278]$/m,
    why: 'the remote sends to another address, and no redirect is followed',
    hint: 'Give the remote the address of the repository itself (git remote set-url); on GitLab it ends with .git.',
  },
  {
    says: /transport '.*' not allowed/,
    why: 'a ledger is reached over https, ssh or a path only',
  },
  {
    says: /SSL certificate|certificate verif|SSL routines|TLS/i,
    why: 'there is no safe connection to the remote',
    hint: 'Check the clock, and the certificate that git is to trust (http.sslCAInfo).',
  },
  {
    says: /Could not resolve host|Failed to connect|Couldn't connect|Connection (?:refused|timed out|reset)|Network is unreachable|No route to host|Operation timed out|unable to connect/i,
    why: 'the remote cannot be reached',
    hint: 'Check the network, the proxy and the address of the remote, then run the command again.',
  },
  {
    says: /Repository not found|repository '.*' not found|does not appear to be a git repository|error: 404|project you were looking for could not be found/i,
    why: 'the remote has no such repository, or does not show it to this account',
    hint: 'Check its address (git remote -v) and what the credentials may read.',
  },
]
