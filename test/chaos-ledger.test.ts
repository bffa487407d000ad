import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StoreName } from './chaos/ledger/place/place.ts'
import { type PlayOptions, playLedger } from './chaos/ledger/play-ledger.ts'

/** Where what is installed is found. */
const FOLDER = join(import.meta.dirname, '../.cache/chaos-ledger-test')

const LIMIT_MS = 240_000

const play = (options: Pick<PlayOptions, 'store' | 'rounds'> & Partial<PlayOptions>) =>
  playLedger({
    processes: 2,
    // Fixed, so that a failure is a change of ours; `npm run chaos:ledger` draws a new one.
    seed: 7,
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
  it.each<readonly [StoreName, number]>([
    ['file', 60],
    ['postgres', 40],
    ['s3', 30],
    ['git', 6],
  ])(
    'has no key paid twice, and no payment without its intent: %s',
    async (store, rounds) => {
      const played = await play({ store, rounds })
      expect(played.violations).toEqual([])
      expect(played).toMatchObject({ rounds, paidTwice: 0, withoutIntent: 0, gaps: 0 })
      expect(played.paid).toBeGreaterThan(rounds / 2)
    },
    LIMIT_MS + 30_000,
  )
})

describe('a store that is broken on purpose', () => {
  it(
    'is caught where it takes a second write of an object',
    async () => {
      const played = await play({ store: 's3', rounds: 30, control: 'versioned', isCalm: true })
      expect(played.violations).not.toEqual([])
      expect(played.paidTwice + played.withoutIntent).toBeGreaterThan(0)
    },
    LIMIT_MS + 30_000,
  )

  it(
    'is caught where a line goes to the next free place, whatever its writer knew',
    async () => {
      const played = await play({ store: 'postgres', rounds: 60, control: 'next-free' })
      expect(played.violations.join('\n')).toContain('is not by the holder')
    },
    LIMIT_MS + 30_000,
  )
})
