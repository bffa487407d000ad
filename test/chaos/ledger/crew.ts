import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Place } from './place/place.ts'
import { type Entry, readJournal } from './worker/journal.ts'
import type { Orders } from './worker/orders.ts'

export interface CrewOptions extends Pick<Orders, 'seed' | 'control' | 'isCalm'> {
  readonly place: Place
  /** What the processes and the judge have in common is there. */
  readonly folder: string
  /** The built program of a worker. */
  readonly program: string
  readonly processes: number
  /** Of all workers together. */
  readonly rounds: number
  /** When it has to end, by `performance.now()`. */
  readonly until: number
}

/** Workers that play their rounds at the same time; one that dies is started again. */
export interface Crew {
  /** Resolves when all rounds are played, no worker gets any further, or the time is over. */
  readonly ended: Promise<void>
  /** The processes that run now. */
  running(): readonly ChildProcess[]
  /** How often a worker was started. */
  starts(): number
  journal(): readonly Entry[]
  readonly accountPath: string
}

export function startCrew(options: CrewOptions): Crew {
  const { folder, processes } = options
  const running = new Set<ChildProcess>()
  const starts: string[] = []
  const accountPath = join(folder, 'account.txt')
  const workers = Array.from({ length: processes }, (_, worker) => worker)
  return {
    ended: Promise.all(
      workers.map((worker) => workThrough(worker, { ...options, running, starts, accountPath })),
    ).then(() => undefined),
    running: () => [...running],
    starts: () => starts.length,
    journal: () => workers.flatMap((worker) => readJournal(journalOf(folder, worker))),
    accountPath,
  }
}

const journalOf = (folder: string, worker: number): string => join(folder, `journal-${worker}`)

interface Working extends CrewOptions {
  readonly running: Set<ChildProcess>
  /** The names of all starts. */
  readonly starts: string[]
  readonly accountPath: string
}

/** Starts a worker again and again until its rounds are played. */
async function workThrough(worker: number, working: Working): Promise<void> {
  const { place, folder, processes, rounds, until, seed, control, isCalm, accountPath } = working
  const journalPath = journalOf(folder, worker)
  const to = Math.ceil((rounds - worker) / processes)
  let from = 0
  for (let start = 1; from < to && performance.now() < until; start += 1) {
    const orders: Orders = {
      name: `worker-${worker}.${start}`,
      seesOthers: place.isShared ? start % 2 === 1 : true,
      address: place.address(),
      folder: place.machine(worker),
      lease: place.lease,
      waits: place.waits,
      restMs: place.lease.beatMs / 4,
      ...{ seed, worker, from, to, control, isCalm, accountPath, journalPath },
    }
    working.starts.push(orders.name)
    const { code } = await runWorker(orders, working)
    const journal = readJournal(journalPath)
    // It ended by itself: it is done, or has no ledger any more.
    if (code !== null) return
    from = nextRound(journal)
  }
}

/** The one after the last that took the ledger: one that was ended before that is begun again. */
function nextRound(journal: readonly Entry[]): number {
  let [begun, next] = [0, 0]
  for (const each of journal) {
    if (each.entry === 'round') begun = each.round
    else if (each.entry === 'held') next = begun + 1
  }
  return next
}

async function runWorker(
  orders: Orders,
  { place, folder, program, running, until }: Working,
): Promise<{ readonly code: number | null }> {
  const errors = openSync(join(folder, 'errors.txt'), 'a')
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
    cwd: orders.folder,
    env: { PATH: process.env.PATH, ...place.environment() },
    stdio: ['ignore', errors, errors],
  })
  running.add(child)
  const over = new AbortController()
  const limit = pause(Math.max(0, until - performance.now()), undefined, { signal: over.signal })
  limit.then(
    () => child.kill('SIGKILL'),
    () => undefined,
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  over.abort()
  running.delete(child)
  return { code }
}
