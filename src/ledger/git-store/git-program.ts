import { parse } from 'node:path'
import { refuseDebugOutput } from '../../http/debug-output.ts'
import { sentence } from '../../http/plain-text.ts'
import { UserError } from '../../model/user-error.ts'
import { type GroupEnd, type GroupOptions, runGroup } from './process-group.ts'

/** What a call of Git printed, and how it ended. What it prints may come from the remote. */
export interface GitAnswer {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs Git once. Throws where nobody knows what came of it: it was ended, or did not start. */
export type Git = (args: readonly string[], input?: Uint8Array) => Promise<GitAnswer>

/** What a call needs of the world; `environment` is what Git gets, whole: `gitEnvironment` makes it. */
export type GitWorld = Pick<GroupOptions, 'environment' | 'limit' | 'signal' | 'signalGroup'> & {
  /** Where relative paths of Git's settings begin. */
  readonly folder: string
}

/**
 * Git as a program without a shell: only what `PATH` has at an absolute place. Throws a `UserError` where Node would print
 * what Git gets (`refuseDebugOutput`): helpers for credentials may need any variable, so its environment is full of secrets.
 */
export function gitIn({ folder, ...world }: GitWorld): Git {
  refuseDebugOutput('the secrets of the environment that git gets', 'program')
  return async (args, input = new Uint8Array()) => {
    const name = args.find((each, at) => !each.startsWith('-') && args[at - 1] !== '-c') ?? ''
    if (world.signal.aborted) throw stopped(name, 'signal', world.limit)
    const { code, ended, stdout, stderr } = await runGroup({
      ...world,
      command: 'git',
      args: ['--no-pager', '-C', folder, ...args],
      // Not the checkout: Windows looks there for the program first.
      cwd: parse(folder).root,
      input,
    }).catch((error: unknown) => {
      throw notStarted(error)
    })
    if (code === null || ended !== undefined) throw stopped(name, ended, world.limit)
    return { code, stdout, stderr: stderr.toString() }
  }
}

function stopped(name: string, why: GroupEnd['ended'], limit: number): UserError {
  const words = {
    limit: `did not finish within ${limit / 1000} s`,
    size: 'printed more than a ledger holds',
    signal: 'was stopped',
  }
  return new UserError(`git ${name} ${why === undefined ? 'was killed' : words[why]}`, LEDGER)
}

function notStarted(cause: unknown): UserError {
  const isMissing = cause instanceof Error && Reflect.get(cause, 'code') === 'ENOENT'
  return new UserError(
    isMissing ? 'git is not installed' : `git cannot be started: ${sentence(String(cause))}`,
    { ...LEDGER, hint: `A ledger in git needs the program git in a folder of PATH.`, cause },
  )
}

const LEDGER = { ending: 'ledger' } as const
