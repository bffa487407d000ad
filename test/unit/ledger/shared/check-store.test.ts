import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../../src/ledger/shared/check-store.ts'
import { position, type Store } from '../../../../src/ledger/store.ts'
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

  test('settles the outcome that a store does not know, as a run does', async () => {
    let puts = 0
    const forgetful = (lines: Uint8Array[]): Partial<Store> => ({
      put: async (at, line) => {
        const isFree = at === lines.length + 1
        if (isFree) lines.push(line)
        puts += 1
        if (puts % 3 === 0) throw new Error('the answer was lost')
        return isFree ? 'put' : 'taken'
      },
    })
    expect(await check(forgetful)).toEqual({ fit: true, race: { rounds: 20, winners: 20 } })
  })

  test('races in no ledger that runs use', async () => {
    const connectScratch = memoryLedger()
    const used = await connectScratch()
    const line = Buffer.from('{"type":"locked","race":1,"by":"one"}')
    await used.put(position(1), line, 'after-call')
    const checked = checkStore({ connect: memoryLedger(), connectScratch, rounds: 5 })
    await expect(checked).rejects.toThrow('which is for races, holds records of runs')
    expect(await used.read(position(0))).toHaveLength(1)
  })

  test('tells of each round', async () => {
    const heard: number[] = []
    const [connect, connectScratch] = [memoryLedger(), memoryLedger()]
    const progress = (done: number) => heard.push(done)
    await checkStore({ connect, connectScratch, rounds: 3, progress })
    expect(heard).toEqual([1, 2, 3])
  })

  test('goes on behind the lines of an earlier check', async () => {
    const connectScratch = memoryLedger()
    for (let nth = 0; nth < 3; nth += 1) {
      const checked = await checkStore({ connect: memoryLedger(), connectScratch, rounds: 5 })
      expect(checked.fit).toBe(true)
    }
  })
})
