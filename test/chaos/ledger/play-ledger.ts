import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diceOf } from '../story/dice.ts'
import { readPayments } from './account.ts'
import { startCrew } from './crew.ts'
import { judgeLedger, type Verdict } from './judge/judge-ledger.ts'
import type { StoreName } from './place/place.ts'
import { openPlace } from './place/places.ts'
import { makeWeather } from './weather.ts'
import type { Control } from './worker/orders.ts'

export interface PlayOptions {
  readonly store: StoreName
  readonly rounds: number
  readonly processes: number
  readonly seed: number
  /** Nothing goes wrong: what is left is that several write at the same time. */
  readonly isCalm?: boolean
  readonly control?: Control | undefined
  /** The built program of a worker. */
  readonly program: string
  /** The longest that it may take, in milliseconds; rounds that are left then are not played. */
  readonly limitMs: number
}

export interface PlayedLedger extends Verdict {
  /** Those in which a worker had the ledger. */
  readonly rounds: number
  readonly starts: number
  readonly seconds: number
  /** What went wrong with the store and with the processes, and how often. */
  readonly troubles: ReadonlyMap<string, number>
}

/** Plays rounds of several processes on one ledger in a real store, and judges what they left. */
export async function playLedger(options: PlayOptions): Promise<PlayedLedger> {
  const { store, seed, control, limitMs, isCalm = false } = options
  const begun = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-chaos-'))
  try {
    await using place = await openPlace(store, folder, control)
    const until = begun + limitMs
    const crew = startCrew({ ...options, control, isCalm, place, folder, until })
    const over = new AbortController()
    const weather = isCalm
      ? new Map<string, number>()
      : makeWeather(place, crew, diceOf(seed), over.signal)
    await crew.ended
    over.abort()
    const troubles = await weather
    const journal = crew.journal()
    const verdict = judgeLedger({
      stored: await place.stored(),
      isShared: place.isShared,
      payments: readPayments(crew.accountPath),
      journal,
    })
    const said = readFileSync(join(folder, 'errors.txt'), 'utf8').trim()
    return {
      ...verdict,
      violations: [...verdict.violations, ...(said === '' ? [] : [`a worker said: ${said}`])],
      rounds: journal.filter(({ entry }) => entry === 'held').length,
      starts: crew.starts(),
      seconds: (performance.now() - begun) / 1000,
      troubles,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
