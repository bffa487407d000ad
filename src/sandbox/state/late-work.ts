import type { Account } from './sandbox-account.ts'

/**
 * What is done later than it was asked for. It waits in memory for the next look at the account, not for a timer, so
 * that it follows the clock of the sandbox and keeps no process alive.
 */
export interface LateWork {
  /** Has something done at that time, unix milliseconds, with the account as it is then. */
  add(at: number, work: (account: Account) => void): void
  /** Does what is due by now, in the order of its times. */
  settle(): void
  /** Does all of it now. */
  finish(): void
}

export function lateWork(account: Account): LateWork {
  let waiting: readonly { readonly at: number; readonly work: (account: Account) => void }[] = []

  function doUntil(time: number): void {
    const due = waiting.filter(({ at }) => at <= time)
    waiting = waiting.filter(({ at }) => at > time)
    for (const { at, work } of due.toSorted((one, other) => one.at - other.at)) {
      work(account.at(Math.min(at, account.now())))
    }
  }

  return {
    add(at, work) {
      waiting = [...waiting, { at, work }]
    },
    settle: () => doUntil(account.now()),
    finish: () => doUntil(Number.POSITIVE_INFINITY),
  }
}
