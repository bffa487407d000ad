import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OWN_PROCESS } from '../../../src/cli/this-process.ts'
import { fileLedger } from '../../../src/ledger/file-store/file-location.ts'
import { ledgerIdOf } from '../../../src/ledger/ledger-id.ts'
import type { LedgerLocation } from '../../../src/ledger/ledger-location.ts'
import { CLOCKS } from '../../../src/ledger/shared/clocks.ts'
import { unendedSenders } from '../../../src/ledger/shared/senders.ts'
import { SharedLedger } from '../../../src/ledger/shared/shared-location.ts'
import { toState } from '../../../src/ledger/state.ts'
import type { Store } from '../../../src/ledger/store.ts'
import { refuseElsewhere } from '../../../src/ledger/whereabouts.ts'
import { copyLedger } from '../../../src/operations/ledger/copy-ledger.ts'
import { attempt, created, id, intent, key } from '../../support/ledger-records.ts'
import { memoryLedger } from '../../support/store-conformance.ts'
import { tempDir } from '../../support/temp-dir.ts'

const OPTIONS = {
  own: OWN_PROCESS,
  version: '0.1.0',
  service: 'api.example.com',
  apiKey: 'sk_test',
  report: () => {},
} as const

const file = (): LedgerLocation =>
  fileLedger(join(tempDir(), '.ppi-apply', 'api.example.com.ledger.jsonl'))

const shared = (spoil?: (lines: Uint8Array[]) => Partial<Store>): LedgerLocation =>
  sharedOf(memoryLedger(spoil), 'fleet')

function sharedOf(connect: () => Promise<Store>, name: string): LedgerLocation {
  return new SharedLedger({
    label: `postgres://db.example/ops?ledger=${name}`,
    // No test waits for a store to come back.
    clocks: { ...CLOCKS, pause: async () => {} },
    connect,
    connectScratch: connect,
    raceRounds: 1,
    setup: { text: 'Nothing.', create: undefined },
    emergencyPath: join(tempDir(), '.ppi-apply', 'shared.ledger.jsonl'),
  })
}

/** Writes what one run would: an instance each, and an attempt without an outcome. */
async function apply(ledger: LedgerLocation, ...names: readonly string[]): Promise<void> {
  const lock = await ledger.lock({ own: OWN_PROCESS, command: 'apply' })
  const open = await ledger.open(OPTIONS)
  for (const name of names) {
    await open.append(intent({ attempt: attempt(`a-${name}`), key: key(name), name }))
    if (name.startsWith('?')) continue
    await open.append(
      created({ attempt: attempt(`a-${name}`), key: key(name), id: id(`i-${name}`) }),
    )
  }
  await open.close()
  await lock.release()
}

async function told(ledger: LedgerLocation) {
  const { records } = await ledger.read()
  return [...toState(records).entries.values()]
    .map(({ key: name, instances, open }) => [name, instances.map((each) => each.id), open.length])
    .sort()
}

const elsewhere = async (ledger: LedgerLocation): Promise<string | undefined> => {
  const { records } = await ledger.read()
  try {
    refuseElsewhere(ledger, records, () => true)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

describe('copyLedger', () => {
  test('moves a file to a shared ledger, attempts without an outcome included, and closes the file', async () => {
    const [from, to] = [file(), shared()]
    await apply(from, 'web', '?db')
    const before = await told(from)
    expect(await copyLedger(from, to, OPTIONS)).toEqual({ added: 3, records: 3 })
    expect(await told(to)).toEqual(before)
    expect(await elsewhere(to)).toBeUndefined()
    expect(await elsewhere(from)).toContain(`was moved to ${to.label}`)
  })

  test('moves it back with what was added meanwhile', async () => {
    const [from, to] = [file(), shared()]
    await apply(from, 'web')
    await copyLedger(from, to, OPTIONS)
    await apply(to, 'db')
    expect(await copyLedger(to, from, OPTIONS)).toEqual({ added: 2, records: 4 })
    expect(await told(from)).toEqual([
      ['db', ['i-db'], 0],
      ['web', ['i-web'], 0],
    ])
    expect(await elsewhere(from)).toBeUndefined()
    expect(await elsewhere(to)).toContain('was moved to')
    // And forth again.
    await apply(from, 'new')
    expect(await copyLedger(from, to, OPTIONS)).toEqual({ added: 2, records: 6 })
    expect(await elsewhere(to)).toBeUndefined()
    expect(await told(to)).toEqual(await told(from))
  })

  /** Copies to a store that breaks off after so many lines, and ends it once that one works again. */
  async function brokenOff(puts: number) {
    let left = puts
    let isWhole = false
    const from = file()
    const to = shared((lines) => ({
      put: async (at, bytes) => {
        if (!isWhole && left === 0) throw new Error('lost')
        left -= 1
        if (at !== lines.length + 1) return 'taken'
        lines.push(bytes)
        return 'put'
      },
    }))
    await apply(from, 'web', 'db')
    await expect(copyLedger(from, to, OPTIONS)).rejects.toThrow()
    const between = { from: await elsewhere(from), to: await elsewhere(to), held: await told(to) }
    isWhole = true
    // Its process lives, so that nobody but a person may say that its lock is over.
    const lock = (await to.read()).records.findLast((record) => record.type === 'locked')
    if (lock?.type === 'locked') await to.unlock(lock.lock, OWN_PROCESS)
    return { from, to, between }
  }

  test.each([
    ['its lock', 0],
    ['its first line', 1],
    ['the first line of the source', 3],
    ['some of its records', 6],
  ])(
    'can be ended where it broke off before %s; until then runs go on in the source alone',
    async (_before, puts) => {
      const { from, to, between } = await brokenOff(puts)
      expect(between.from).toBeUndefined()
      if (puts > 2) expect(between.to).toContain('a copy of')
      await apply(from, 'new')
      expect(await copyLedger(from, to, OPTIONS)).toMatchObject({ records: 6 })
      expect(await elsewhere(from)).toContain('was moved to')
      expect(await elsewhere(to)).toBeUndefined()
      expect(await told(to)).toEqual(await told(from))
    },
  )

  test('closes the source only once the target has all of it', async () => {
    const { from, to, between } = await brokenOff(9)
    expect(between.from).toContain('was moved to')
    expect(between.to).toContain('a copy of')
    expect(between.held).toEqual(await told(from))
    expect(await copyLedger(from, to, OPTIONS)).toMatchObject({ added: 0, records: 4 })
    expect(await elsewhere(to)).toBeUndefined()
  })

  test('can be made again where the target was emptied, and says so', async () => {
    const connects = [memoryLedger(), memoryLedger()]
    const from = file()
    const target = () => sharedOf(async () => (connects[0] ?? expect.unreachable())(), 'fleet')
    await apply(from, 'web')
    await copyLedger(from, target(), OPTIONS)
    connects.shift()
    await expect(copyLedger(target(), from, OPTIONS)).rejects.toMatchObject({
      message: expect.stringContaining('there is no ledger'),
      hint: expect.stringContaining('ledger copy'),
    })
    await copyLedger(from, target(), OPTIONS)
    await copyLedger(target(), from, OPTIONS)
    expect(await elsewhere(from)).toBeUndefined()
  })

  test('says the way on in each refusal', async () => {
    const [from, to, other] = [file(), shared(), file()]
    await apply(from, 'web')
    await copyLedger(from, to, OPTIONS)
    const trusting = { ...OPTIONS, trusts: () => true }
    await expect(copyLedger(from, other, trusting)).rejects.toMatchObject({
      hint: `Copy it from there: ppi-apply ledger copy '${to.address}' ${other.address}`,
    })
    await expect(copyLedger(from, other, OPTIONS)).rejects.toMatchObject({
      hint: expect.stringContaining('as your own'),
    })
    const half = await brokenOff(6)
    await expect(copyLedger(half.to, other, OPTIONS)).rejects.toMatchObject({
      message: expect.stringContaining('half a copy'),
      hint: expect.stringContaining(`ledger copy ${half.from.address} '${half.to.address}'`),
    })
  })

  test.each([
    ['into one that tells of something else', ['web'], ['db']],
    ['into one that tells more', ['web'], ['web', 'db']],
  ] as const)('mixes no two ledgers: %s', async (_what, one, other) => {
    const [from, to] = [file(), shared()]
    await apply(from, ...one)
    await apply(to, ...other)
    await expect(copyLedger(from, to, OPTIONS)).rejects.toThrow('holds what')
    expect(await elsewhere(from)).toBeUndefined()
    expect(await elsewhere(to)).toBeUndefined()
  })

  test('takes neither a ledger that is not there, nor one that has moved elsewhere', async () => {
    const [from, to, other] = [file(), shared(), file()]
    await expect(copyLedger(from, to, OPTIONS)).rejects.toThrow('there is no ledger')
    await apply(from, 'web')
    await copyLedger(from, to, OPTIONS)
    await expect(copyLedger(from, other, OPTIONS)).rejects.toThrow('was moved to')
    await expect(copyLedger(from, from, OPTIONS)).rejects.toThrow('to itself')
  })

  test('writes no line where there is no shared ledger to copy', async () => {
    const [from, to] = [sharedOf(memoryLedger(), 'none'), shared()]
    await expect(copyLedger(from, to, OPTIONS)).rejects.toThrow(`there is no ledger ${from.label}`)
    expect([(await from.read()).records, (await to.read()).records]).toEqual([[], []])
  })

  describe('takes along who may still send', () => {
    const silent = (name: string) =>
      sharedOf(
        memoryLedger(() => ({ lastBeat: async () => 60_000 })),
        name,
      )

    /** Leaves an attempt of a run that gives no sign of life. */
    async function asleep(ledger: LedgerLocation): Promise<string> {
      const lock = await ledger.lock({ own: OWN_PROCESS, command: 'apply' })
      const open = await ledger.open(OPTIONS)
      await open.append(intent({ attempt: attempt('a-web') }))
      return lock.holder.id
    }

    const sendersIn = async (ledger: LedgerLocation) =>
      [...unendedSenders((await ledger.read()).records)].map(([tried, sender]) => [
        tried,
        sender.lock,
        sender.type === 'sender' ? sender.ledger : undefined,
      ])

    test('over any copies, and back', async () => {
      const connect = memoryLedger(() => ({ lastBeat: async () => 60_000 }))
      const run = () => sharedOf(connect, 'one')
      const [one, copy, other] = [run(), file(), silent('other')]
      const lock = await asleep(run())
      await copyLedger(one, copy, OPTIONS)
      expect(await sendersIn(copy)).toEqual([['a-web', lock, one.label]])
      await copyLedger(copy, other, OPTIONS)
      expect(await sendersIn(other)).toEqual([['a-web', lock, one.label]])
      await copyLedger(other, copy, OPTIONS)
      await copyLedger(copy, one, OPTIONS)
      // It knows that by its own locks.
      expect(await sendersIn(one)).toEqual([['a-web', lock, undefined]])
      const told = (await copy.read()).records.filter(({ type }) => type === 'sender')
      expect(told).toHaveLength(1)
    })

    test('also where the copy breaks off, and is taken for no sender itself', async () => {
      let isDown = false
      let wasDown = false
      const from = silent('other')
      const to = shared((lines) => ({
        lastBeat: async () => 60_000,
        put: async (at, bytes) => {
          if (isDown) throw new Error('lost')
          if (at !== lines.length + 1) return 'taken'
          lines.push(bytes)
          isDown = !wasDown && Buffer.from(bytes).includes('"intent"')
          wasDown ||= isDown
          return 'put'
        },
      }))
      await apply(from, '?db')
      const lock = await asleep(from)
      await expect(copyLedger(from, to, OPTIONS)).rejects.toThrow()
      isDown = false
      await copyLedger(from, to, OPTIONS)
      expect(await sendersIn(to)).toEqual([['a-web', lock, from.label]])
    })

    test('and no run that gave the ledger back', async () => {
      const [from, to] = [silent('one'), file()]
      await apply(from, '?db')
      await copyLedger(from, to, OPTIONS)
      expect(await sendersIn(to)).toEqual([])
    })
  })

  test('keeps what markers call the ledger, wherever it moves', async () => {
    const idOf = async (ledger: LedgerLocation) => ledgerIdOf((await ledger.read()).records)
    const [from, to, other] = [file(), shared(), file()]
    await apply(from, 'web')
    const before = await idOf(from)
    await copyLedger(from, to, OPTIONS)
    expect(await idOf(to)).toBe(before)
    // One that a run has begun already.
    await apply(other)
    await copyLedger(to, other, OPTIONS)
    expect(await idOf(other)).toBe(before)
    await apply(other, 'db')
    await copyLedger(other, to, OPTIONS)
    expect(await idOf(to)).toBe(before)
  })

  test('leaves a file in which each line is there once', async () => {
    const [from, to] = [file(), shared()]
    await apply(from, 'web')
    await copyLedger(from, to, OPTIONS)
    await copyLedger(to, from, OPTIONS)
    const lines = readFileSync(from.file ?? '', 'utf8')
      .trim()
      .split('\n')
    expect(new Set(lines).size).toBe(lines.length)
    expect(lines.filter((line) => line.includes('"type":"created"'))).toHaveLength(1)
  })
})
