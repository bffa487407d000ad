import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StoreName } from './chaos/ledger/place/place.ts'
import { type PlayOptions, playLedger } from './chaos/ledger/play-ledger.ts'

/** Where what is installed is found. */
const FOLDER = join(import.meta.dirname, '../.cache/chaos-ledger-test')

const LIMIT_MS = 240_000

const play = (options: Pick<PlayOptions, 'store' | 'rounds' | 'seed'> & Partial<PlayOptions>) =>
  playLedger({
    processes: 2,
    program: join(FOLDER, 'worker.mjs'),
    limitMs: LIMIT_MS,
    ...options,
  })

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'chaos/ledger/worker/worker.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outfile: join(FOLDER, 'worker.mjs'),
    logLevel: 'warning',
  })
})

describe('a ledger whose writers die, sleep and are cut off', () => {
  // Fixed seeds, of which many workers die and sleep early; `npm run chaos:ledger` draws others.
  it.each<readonly [StoreName, number, number]>([
    ['file', 60, 85],
    ['postgres', 40, 172],
    ['s3', 30, 298],
    ['git', 6, 8],
  ])(
    'has no key paid twice, and no payment without its intent: %s',
    async (store, rounds, seed) => {
      const played = await play({ store, rounds, seed })
      expect(played.violations).toEqual([])
      expect(played).toMatchObject({ rounds, paidTwice: 0, withoutIntent: 0, gaps: 0 })
      expect(played.paid).toBeGreaterThan(rounds / 2)
      // Of two workers, some died.
      expect(played.starts).toBeGreaterThan(2)
    },
    LIMIT_MS + 30_000,
  )
})

/** Plays until two workers met at one place, which is what such a store does wrong: one play out of some has no such moment. */
async function playUntilCaught(options: Omit<Parameters<typeof play>[0], 'seed'>, first: number) {
  let played = await play({ ...options, seed: first })
  for (let more = 1; more < 8 && played.violations.length === 0; more += 1) {
    played = await play({ ...options, seed: first + more })
  }
  return played
}

describe('a store that is broken on purpose', () => {
  it(
    'is caught where it takes a second write of an object',
    async () => {
      const played = await playUntilCaught(
        { store: 's3', control: 'versioned', rounds: 30, isCalm: true },
        7,
      )
      expect(played.violations).not.toEqual([])
      expect(played.paidTwice + played.withoutIntent).toBeGreaterThan(0)
    },
    LIMIT_MS + 30_000,
  )

  it(
    'is caught where a line goes to the next free place, whatever its writer knew',
    async () => {
      const played = await playUntilCaught(
        { store: 'postgres', rounds: 40, control: 'next-free' },
        172,
      )
      expect(played.violations.join('\n')).toContain('is not by the holder')
    },
    LIMIT_MS + 30_000,
  )
})
