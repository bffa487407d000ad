import { PathRefused } from '../../model/files/links.ts'
import { UserError } from '../../model/user-error.ts'
import { codeOf, TOO_LARGE } from './disk.ts'

/**
 * Runs file work and turns what the system says into plain words. `what` is what could not be done:
 * "write the ledger x". An error without a system code is a bug and passes as it is.
 */
export async function inWords<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw explain(what, error)
  }
}

/** The same for an error at hand. */
export function explain(what: string, error: unknown): unknown {
  if (error instanceof PathRefused) {
    const { message, hint = '' } = error
    return new UserError(`cannot ${what}: ${message}`, { ending: 'ledger', hint, cause: error })
  }
  const code = codeOf(error)
  if (error instanceof UserError || code === undefined || code.startsWith('ERR_')) return error
  const { why, hint } = WORDS[code] ?? { why: 'the system refused', hint: undefined }
  const told = code === TOO_LARGE ? why : `${why} (${code})`
  return new UserError(`cannot ${what}: ${told}`, {
    ending: 'ledger',
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  })
}

const WORDS: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  [TOO_LARGE]: {
    why: 'the file is larger than 128 MiB, which no ledger of ppi-apply is',
    hint: 'Nothing was sent. Look at what is in its place, and at what changed in the checkout.',
  },
  ENOSPC: { why: 'the disk is full', hint: 'Free some space, then run the command again.' },
  EDQUOT: {
    why: 'your disk quota is used up',
    hint: 'Free some space, then run the command again.',
  },
  EFBIG: {
    why: 'the file would grow beyond the allowed size',
    hint: 'Raise the limit for file sizes (ulimit -f), then run the command again.',
  },
  EROFS: {
    why: 'the file system is read-only',
    hint: 'Make its folder writable, or run the command where it is. Another or a new ledger does not know what this one made, which may then be created a second time.',
  },
  EACCES: {
    why: 'permission denied',
    hint: 'Check the owner and the mode of the file and its folder.',
  },
  EPERM: {
    why: 'permission denied',
    hint: 'Check the owner, the mode and the attributes of the file and its folder.',
  },
  EIO: {
    why: 'the disk reports an error',
    hint: 'Check the disk (and the network, if it is a network disk) before you continue.',
  },
  ESTALE: {
    why: 'the network disk lost the file',
    hint: 'Check that the network disk is mounted, then run the command again.',
  },
  ENOTDIR: {
    why: 'a part of its path is a file, not a folder',
    hint: 'Move that file away, or name another file with --ledger FILE ("ledger" in the configuration).',
  },
  EEXIST: {
    why: 'a part of its path is a file, not a folder',
    hint: 'Move that file away, or name another file with --ledger FILE ("ledger" in the configuration).',
  },
  EISDIR: {
    why: 'it is a folder',
    hint: 'Move the folder away, or name another file with --ledger FILE ("ledger" in the configuration).',
  },
  ELOOP: {
    why: 'it is a symbolic link',
    hint: 'Replace the link by the file itself, or name the file that it points to with --ledger FILE ("ledger" in the configuration).',
  },
  EFTYPE: {
    why: 'it is not a plain file',
    hint: 'Move it away, or name another file with --ledger FILE ("ledger" in the configuration).',
  },
  ENAMETOOLONG: {
    why: 'its path is too long',
    hint: 'Name a shorter path with --ledger FILE ("ledger" in the configuration). Move the ledger there first, if there is one: a new one does not know what it made.',
  },
  EMFILE: {
    why: 'too many files are open',
    hint: 'Raise the limit for open files (ulimit -n), then run the command again.',
  },
  ENFILE: {
    why: 'the system has too many files open',
    hint: 'Close other programs, then run the command again.',
  },
  EBUSY: {
    why: 'another program uses it',
    hint: 'Close that program, then run the command again.',
  },
}
