import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { LedgerBusy, type Lock } from '../../../../src/ledger/ledger-lock.ts'
import { unreachable } from '../../../../src/model/unreachable.ts'
import { UserError } from '../../../../src/model/user-error.ts'
import { drawRound, type Mishap, type Moment } from '../mishap.ts'
import { journalIn } from './journal.ts'
import { ledgerOfWorker } from './ledger-of-worker.ts'
import type { Orders } from './orders.ts'
import { playRound } from './play-round.ts'
import { die, processOf, settableClocks, sleep } from './world.ts'

/** A process that plays rounds on a ledger: `node worker.mjs ORDERS`. */
const orders = JSON.parse(process.argv[2] ?? '') as Orders
const { seed, worker, from, to, name, lease, accountPath } = orders
const clocks = settableClocks()
const own = processOf(orders.seesOthers)
const location = ledgerOfWorker(orders, clocks, own)
const journal = journalIn(orders.journalPath)

/** How often one round is refused; whoever is refused more often has no ledger any more. */
const MOST_REFUSALS = 40
const AFTER_REFUSAL_MS = 250

try {
  for (let round = from; round < to; round += 1) await play(round)
  journal({ entry: 'done' })
} catch (error) {
  const isRefusal = error instanceof UserError
  const why =
    isRefusal || !(error instanceof Error) ? String(error) : (error.stack ?? error.message)
  journal({ entry: isRefusal ? 'given-up' : 'failed', why })
}

async function play(round: number): Promise<void> {
  journal({ entry: 'round', round })
  const drawn = drawRound(seed, worker, round, orders.isCalm)
  await pause(drawn.rest * orders.restMs)
  const lock = await lockAtLast()
  const { id } = lock.holder
  journal({ entry: 'held', lock: id, takenOver: lock.takenOver !== undefined })
  const now = () => new Date(clocks.wall()).toISOString()
  const reach = reacher(drawn.mishap)
  try {
    try {
      await playRound({ location, lock: id, name, accountPath, journal, now, reach }, drawn)
    } finally {
      await lock.release()
    }
  } catch (error) {
    noteRefusal(error)
  }
}

/** Waits for the holder of the ledger, and for a store that is away. */
async function lockAtLast(): Promise<Lock> {
  for (let refusals = 1; ; refusals += 1) {
    try {
      return await lockInTime()
    } catch (error) {
      if (refusals === MOST_REFUSALS) throw error
      noteRefusal(error)
      await pause(AFTER_REFUSAL_MS)
    }
  }
}

/** Waits for the holder, now and then asking from the beginning, as another start would. */
async function lockInTime(): Promise<Lock> {
  const until = performance.now() + 60 * lease.leaseMs
  const waiting = { limitMs: 4 * lease.leaseMs, begun: () => {} }
  for (;;) {
    const isPatient = orders.waits || Math.random() < 0.2
    try {
      return await location.lock({ own, command: 'chaos', ...(isPatient ? { waiting } : {}) })
    } catch (error) {
      if (!(error instanceof LedgerBusy) || performance.now() > until) throw error
      await pause(Math.random() * lease.beatMs)
    }
  }
}

function noteRefusal(error: unknown): void {
  if (!(error instanceof UserError)) throw error
  if (/was taken over by/.test(error.message)) journal({ entry: 'fenced' })
  else journal({ entry: 'refused', why: error.message })
}

function reacher(mishap: Mishap): (moment: Moment) => void {
  return (moment) => {
    if (mishap.kind === 'none' || mishap.at !== moment) return
    switch (mishap.kind) {
      case 'dies':
        return die()
      case 'sleeps':
        return sleep(2.2 * lease.leaseMs)
      case 'clock':
        return clocks.setWall(mishap.byMs)
      default:
        return unreachable(mishap)
    }
  }
}
