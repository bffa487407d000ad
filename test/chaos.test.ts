import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { play } from './chaos/harness.ts'
import { startKeeper } from './chaos/keeping/keeper.ts'
import type { LedgerKind } from './chaos/keeping/ledger-of-story.ts'
import { MUTANTS } from './chaos/mutants/all-mutants.ts'
import { CLI } from './support/run-cli.ts'

/** Fixed, so that a failure is a change of ours; `npm run chaos` draws a new one. */
const SEED = 4_000
const RUNS = 20

const SHARED_SEED = 500

describe('the built program under faults and kills', () => {
  it(`keeps its promise in ${RUNS} stories`, async () => {
    const seeds = Array.from({ length: RUNS }, (_, n) => SEED + n)
    const violations: string[] = []
    let killed = 0
    const work = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const story = await play(seed, CLI)
        killed += story.figures.killed
        violations.push(
          ...story.violations.map(
            (what) => `${what}; again: npm run chaos -- --seed ${story.seed} --runs 1 --verbose`,
          ),
        )
      }
    }
    await Promise.all([work(), work(), work()])
    expect(violations).toEqual([])
    expect(killed).toBeGreaterThan(3)
  }, 300_000)
})

describe('the built program with a ledger that is shared', () => {
  it.each<[LedgerKind, number]>([
    ['postgres', 5],
    ['s3', 5],
  ])(
    'keeps its promise as well: %s, %i stories',
    async (kind, stories) => {
      await using keeper = startKeeper()
      const violations: string[] = []
      for (let n = 0; n < stories; n += 1) {
        const story = await play(SHARED_SEED + n, CLI, { keeper, kind })
        violations.push(
          ...story.violations.map(
            (what) =>
              `${what}; again: npm run chaos -- --seed ${story.seed} --runs 1 --ledger ${kind} --verbose`,
          ),
        )
      }
      expect(violations).toEqual([])
    },
    300_000,
  )
})

describe('a build broken on purpose', () => {
  it.each(MUTANTS)('can be made: $name', ({ file, from }) => {
    expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2)
  })
})
