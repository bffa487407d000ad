import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../../src/ledger/shared/check-store.ts'
import type { Store } from '../../../../src/ledger/store.ts'
import { memoryLedger } from '../../../support/store-conformance.ts'

const check = (
  spoilScratch: (lines: Uint8Array[]) => Partial<Store> = () => ({}),
  spoil: (lines: Uint8Array[]) => Partial<Store> = () => ({}),
) =>
  checkStore({
    connect: memoryLedger(spoil),
    connectScratch: memoryLedger(spoilScratch),
    rounds: 20,
  })

describe('checkStore', () => {
  test('lets one of two writers win each place of a store that is fit', async () => {
    expect(await check()).toEqual({ fit: true, race: { rounds: 20, winners: 20 } })
  })

  test('sees a store in which both win', async () => {
    const both = () => ({ put: async () => 'put' as const })
    expect(await check(both)).toMatchObject({
      fit: false,
      why: expect.stringContaining('both succeeded'),
      race: { winners: 40 },
    })
  })

  test('sees a store in which neither wins', async () => {
    const neither = () => ({ put: async () => 'taken' as const })
    expect(await check(neither)).toMatchObject({
      fit: false,
      why: expect.stringContaining('neither succeeded'),
    })
  })

  test('believes no race where the proof fails', async () => {
    const unfit = () => ({ prove: async () => ({ fit: false, why: 'versions' }) as const })
    expect(await check(undefined, unfit)).toEqual({ fit: false, why: 'versions', race: undefined })
    expect(await check(unfit)).toMatchObject({ fit: false, why: 'versions' })
  })

  test('goes on behind the lines of an earlier check', async () => {
    const connectScratch = memoryLedger()
    for (let nth = 0; nth < 3; nth += 1) {
      const checked = await checkStore({ connect: memoryLedger(), connectScratch, rounds: 5 })
      expect(checked.fit).toBe(true)
    }
  })
})
