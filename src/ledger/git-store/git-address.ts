import { isLoopback } from '../../http/loopback-host.ts'
import { sentence } from '../../http/plain-text.ts'
import { UserError } from '../../model/user-error.ts'

/** The branch that holds a ledger where the address names none. */
export const LEDGER_BRANCH = 'ppi-apply-ledger'

/**
 * Which branch of which repository holds a ledger. `remote` names a remote that the clone has, so a file of the checkout
 * may say it; `url` leads to any host, so only the person may.
 */
export type GitAddress =
  | {
      readonly kind: 'remote'
      readonly remote: string
      readonly branch: string
      readonly label: string
    }
  | {
      readonly kind: 'url'
      /** May hold a user name and a password: for Git alone. */
      readonly url: string
      readonly branch: string
      readonly label: string
      /** The label with the user, where that is one of SSH, which is public: what `--ledger` takes. */
      readonly shown: string
    }

const EXAMPLE = `write it like git:origin#${LEDGER_BRANCH}: the name of a remote, and a branch of its own`

/**
 * Reads `git:REMOTE#BRANCH`; the branch may be left out. `label` has no user name, password or query. Throws a `UserError`
 * that quotes nothing which could hold a password.
 */
export function parseGitAddress(text: string): GitAddress {
  const shown = text.includes('@') ? 'the ledger' : `the ledger "${sentence(text, 100)}"`
  const refuse = (why: string, hint = EXAMPLE): never => {
    throw new UserError(`${shown} ${why}`, { ending: 'usage', hint })
  }
  if (!text.startsWith('git:')) refuse('does not begin with "git:"')
  const rest = text.slice('git:'.length)
  const hash = rest.lastIndexOf('#')
  const target = hash === -1 ? rest : rest.slice(0, hash)
  const branch = hash === -1 ? LEDGER_BRANCH : rest.slice(hash + 1)
  if (!isRefName(branch) || branch === 'HEAD' || branch.startsWith('refs/')) {
    refuse('does not name a branch behind "#"')
  }
  if (!target.includes('://')) {
    if (!isRefName(target)) refuse('does not name a remote of the clone')
    return { kind: 'remote', remote: target, branch, label: `git:${target}#${branch}` }
  }
  const url = URL.canParse(target) ? new URL(target) : refuse('does not hold a valid URL')
  if (/[\s\p{Cc}]/u.test(target) || url.hash !== '') refuse('does not hold a valid URL')
  if (!SCHEMES.includes(url.protocol)) refuse('has a scheme other than https, ssh and file')
  if (url.protocol === 'http:' && !isLoopback(url)) {
    refuse('is plain HTTP to another machine', 'Use https or ssh.')
  }
  const { protocol, host, pathname, username } = url
  const login = protocol === 'ssh:' && username !== '' ? `${username}@` : ''
  return {
    kind: 'url',
    url: target,
    branch,
    label: `git:${protocol}//${host}${pathname}#${branch}`,
    shown: `git:${protocol}//${login}${host}${pathname}#${branch}`,
  }
}

const SCHEMES: readonly string[] = ['https:', 'http:', 'ssh:', 'file:']

/**
 * Whether a string can be the name of a branch or a remote: the rules of `git check-ref-format`, and none that a program
 * could take for an option or that people do not see.
 */
export const isRefName = (name: string): boolean =>
  name.length <= LONGEST &&
  !/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}~^:?*[\\]|\.\.|@\{|^-|\.$|^@$/u.test(name) &&
  name.split('/').every((part) => /^[^.]/.test(part) && !part.endsWith('.lock'))

const LONGEST = 200
