import { expect, it } from 'vitest'
import { position, type Store } from '../../src/ledger/store.ts'
import { git, gitRemote, linesOf, openIn, put } from '../support/git-remote.ts'

const RACES = 60

it('has one winner of each race for a position, whose line stays', async () => {
  const { clone, bare } = gitRemote()
  const stores = [await openIn(clone), await openIn(clone), await openIn(clone)]
  const won: string[] = []
  for (let at = 1; at <= RACES; at += 1) {
    const lines = stores.map((_, by) => `{"at":${at},"by":${by}}`)
    const results = await Promise.allSettled(
      stores.map((store, by) => put(store, at, lines[by] ?? '')),
    )
    // Who finds the branch locked for a moment does not know; then the place is taken by the time of the next look.
    const winners = lines.filter((_, by) => {
      const result = results[by]
      return result?.status === 'fulfilled' && result.value === 'put'
    })
    expect(winners).toHaveLength(1)
    won.push(...winners)
    for (const store of stores) await store.read(position(at))
  }
  for (const store of stores) {
    expect(await linesOf(store)).toEqual(won)
    await store.close()
  }
  expect(git(bare, ['rev-list', '--count', 'ppi-apply-ledger'])).toBe(String(RACES))
  git(bare, ['fsck', '--strict'])
}, 180_000)

it('has one winner of the race for the very same line', async () => {
  const { clone } = gitRemote()
  const stores = [await openIn(clone), await openIn(clone)]
  const outcome = (store: Store, at: number): Promise<string> =>
    put(store, at, `{"same":${at}}`).catch(() => 'unknown')
  for (let at = 1; at <= 10; at += 1) {
    const results = await Promise.all(stores.map((store) => outcome(store, at)))
    expect(results.filter((result) => result === 'put')).toHaveLength(1)
    for (const store of stores) await store.read(position(0))
  }
  for (const store of stores) await store.close()
}, 60_000)
