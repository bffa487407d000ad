import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OWN_PROCESS } from '../../../../src/cli/this-process.ts'
import { DISK } from '../../../../src/ledger/file-store/disk.ts'
import { rescue } from '../../../../src/ledger/file-store/emergency-record.ts'
import type { Ledger } from '../../../../src/ledger/ledger.ts'
import { LedgerBusy, type Lock } from '../../../../src/ledger/ledger-lock.ts'
import type { LedgerRecord, LockedRecord } from '../../../../src/ledger/record.ts'
import { linkLine, NO_LINES } from '../../../../src/ledger/shared/chain.ts'
import { CLOCKS, type Clocks } from '../../../../src/ledger/shared/clocks.ts'
import {
  SharedLedger,
  type SharedLedgerOptions,
} from '../../../../src/ledger/shared/shared-location.ts'
import { type LockId, position, type Store } from '../../../../src/ledger/store.ts'
import {
  adopted,
  attempt,
  created,
  ended,
  id,
  intent,
  key,
  settled,
} from '../../../support/ledger-records.ts'
import { memoryLedger } from '../../../support/store-conformance.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const account = { service: 'api.example.com', apiKey: 'sk_test', version: '0.1.0' }

type Spoil = Parameters<typeof memoryLedger>[0]

/** No test waits for a store to come back. */
const AT_ONCE: Clocks = { ...CLOCKS, pause: async () => {} }

/** A ledger in memory, as several runs see it. */
function shared(spoil?: Spoil, options: Partial<SharedLedgerOptions> = {}) {
  const connect = memoryLedger(spoil)
  const emergencyPath = join(tempDir(), '.ppi-apply', 'shared')
  const run = (): SharedLedger =>
    new SharedLedger({
      label: 'memory',
      connect,
      connectScratch: memoryLedger(spoil),
      raceRounds: 20,
      setup: { text: 'Nothing.', create: undefined },
      emergencyPath,
      clocks: AT_ONCE,
      ...options,
    })
  const put = async (at: number, bytes: Uint8Array): Promise<void> => {
    const store = await connect()
    expect(await store.put(position(at), bytes, 'after-call')).toBe('put')
    await store.close()
  }
  return { run, connect, put, emergencyPath }
}

const lockOf = (run: SharedLedger, command = 'apply'): Promise<Lock> =>
  run.lock({ own: OWN_PROCESS, command })

async function opened(run: SharedLedger): Promise<{ lock: Lock; ledger: Ledger }> {
  const lock = await lockOf(run)
  return { lock, ledger: await run.open(account) }
}

const typesIn = async (run: SharedLedger): Promise<readonly string[]> =>
  (await run.read()).records.map(({ type }) => type)

/** A lock that nobody of this machine can have. */
const foreign = (members: Partial<LockedRecord> = {}): LockedRecord => ({
  type: 'locked',
  time: '2026-11-24T05:40:12.000Z',
  lock: 'aaaaaaaaaaaa' as LockId,
  user: 'ci',
  host: 'runner-7',
  pid: 12,
  command: 'apply',
  leaseMs: 60_000,
  ...members,
})

const always =
  (part: Partial<Store>): Spoil =>
  () =>
    part

describe('a shared ledger', () => {
  test('is begun, written and given back', async () => {
    const { run } = shared()
    expect(await run().read()).toMatchObject({ exists: false, records: [] })
    const first = run()
    const { lock, ledger } = await opened(first)
    await ledger.append(intent())
    await ledger.append(created())
    await ledger.close()
    await lock.release()
    expect(await typesIn(run())).toEqual(['locked', 'opened', 'intent', 'created', 'unlocked'])
    const second = await opened(run())
    expect(second.ledger.records.map(({ type }) => type)).toEqual([
      'locked',
      'opened',
      'intent',
      'created',
      'unlocked',
      'locked',
    ])
    await second.lock.release()
  })

  test('is refused while another run holds it, and free afterwards', async () => {
    const { run } = shared(always({ lastBeat: async () => 3000 }))
    const { lock } = await opened(run())
    const refused = await lockOf(run()).catch((error) => error)
    expect(refused).toBeInstanceOf(LedgerBusy)
    expect(refused.message).toMatch(/in use by "apply" of .*; last sign of life 3 s ago/)
    expect(refused.hint).toContain('taken over in 57 s')
    expect(refused.hint).toContain(`ppi-apply unlock ${lock.holder.id}`)
    await lock.release()
    await (await lockOf(run())).release()
  })

  test('shows its reader what another run writes, and locks nothing', async () => {
    const { run } = shared(always({ lastBeat: async () => 0 }))
    const { ledger, lock } = await opened(run())
    await ledger.append(intent())
    expect(await typesIn(run())).toEqual(['locked', 'opened', 'intent'])
    await lock.release()
  })

  test('waits for its holder as long as it may, and says so once', async () => {
    const { run } = shared(always({ lastBeat: async () => 0 }))
    const { lock } = await opened(run())
    const told: string[] = []
    const waiting = run().lock({
      own: OWN_PROCESS,
      command: 'apply',
      waiting: {
        limitMs: 60_000,
        begun(why) {
          told.push(why)
          void lock.release()
        },
      },
    })
    await (await waiting).release()
    expect(told).toEqual([expect.stringContaining('in use by')])
  })

  test('stops to wait when it is asked to', async () => {
    const { run } = shared(always({ lastBeat: async () => 0 }))
    const { lock } = await opened(run())
    const stop = new AbortController()
    const waiting = { limitMs: 60_000, signal: stop.signal, begun: () => stop.abort() }
    const waited = run().lock({ own: OWN_PROCESS, command: 'apply', waiting })
    await expect(waited).rejects.toBeInstanceOf(LedgerBusy)
    await lock.release()
  })
})

describe('a takeover', () => {
  const left = async (age: number | undefined, members: Partial<LockedRecord> = {}) => {
    const clocks = { ...AT_ONCE, wall: () => Date.parse('2026-11-24T05:40:12Z') }
    const made = shared(always({ lastBeat: async () => age }), { clocks })
    const line = linkLine(foreign(members), NO_LINES)
    await made.put(1, line.bytes)
    return made
  }

  test('needs no person once the holder gave no sign of life for its lease', async () => {
    const { run } = await left(60_000)
    const { lock, ledger } = await opened(run())
    const silence = { ageMs: 60_000, agesFrom: 'its clock', since: '2026-11-24T05:39:12.000Z' }
    expect(lock.takenOver).toMatchObject({ id: 'aaaaaaaaaaaa', host: 'runner-7', silence })
    expect(ledger.records.at(-2)).toMatchObject({ type: 'locked', over: 'aaaaaaaaaaaa' })
    await lock.release()
  })

  test.each([
    [59_999, 'last sign of life 59 s ago'],
    [undefined, 'no other sign of life in the 1 s since this run began to look'],
  ])('is refused before: %s', async (age, words) => {
    const { run } = await left(age)
    await expect(lockOf(run())).rejects.toThrow(words)
  })

  test('needs no person either where no sign of life can be found: who waits has looked for as long', async () => {
    let now = 0
    const { run, put } = shared(always({ lastBeat: async () => undefined }), {
      clocks: { ...AT_ONCE, elapsed: () => now },
    })
    await put(1, linkLine(foreign(), NO_LINES).bytes)
    const begun = (): void => {
      now = 60_000
    }
    const waiting = { limitMs: 60_000, begun }
    const lock = await run().lock({ own: OWN_PROCESS, command: 'apply', waiting })
    const silence = { ageMs: 60_000, agesFrom: 'the first look' }
    expect(lock.takenOver).toMatchObject({ id: 'aaaaaaaaaaaa', silence })
    await lock.release()
  })

  describe('from a holder whose last sign of life is known by its own clock alone', () => {
    /** `signs`: what each look sees, how many seconds after the last sign that this run saw, and what time it names. */
    async function watched(...signs: readonly (readonly [ageS: number, said: string])[]) {
      const at = (said: string) => Date.parse(`2026-11-24T${said}Z`)
      let looks = -1
      const sign = () => signs[Math.min(looks, signs.length - 1)] ?? [0, '00:00:00']
      const { run, put } = shared(
        always({
          agesFrom: 'the first look',
          lastBeat: async () => {
            looks += 1
            return sign()[0] * 1000
          },
          saidAt: () => at(sign()[1]),
        }),
        { clocks: { ...AT_ONCE, wall: () => at('05:50:00') } },
      )
      await put(1, linkLine(foreign(), NO_LINES).bytes)
      const told: string[] = []
      const waiting = { limitMs: 0, begun: (why: string) => told.push(why) }
      const lock = run().lock({ own: OWN_PROCESS, command: 'apply', waiting })
      return { lock, told }
    }

    test('is made after its lease, without a wish to wait, where that is long ago', async () => {
      const { lock, told } = await watched([0, '05:40:00'], [60, '05:40:00'])
      const { takenOver, release } = await lock
      expect(takenOver?.id).toBe('aaaaaaaaaaaa')
      expect(told).toEqual([
        expect.stringContaining(
          'last sign of life at 2026-11-24T05:40:00.000Z by the clock of its machine, and no other in the 1 s since this run saw it',
        ),
      ])
      await release()
    })

    test('is never made because its clock is slow: the next sign ends the watch', async () => {
      const { lock } = await watched([0, '05:40:00'], [14, '05:40:00'], [0, '05:40:15'])
      await expect(lock).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining('last sign of life at 2026-11-24T05:40:15.000Z'),
      })
    })

    test.each(['05:49:30', '05:59:00'])('is not waited for where that is %s', async (said) => {
      const { lock, told } = await watched([0, said], [60, said])
      await expect(lock).rejects.toMatchObject({
        message: expect.stringContaining(`last sign of life at 2026-11-24T${said}.000Z`),
        hint: expect.stringContaining('--lock-timeout 90'),
      })
      expect(told).toEqual([])
    })
  })

  test('is at once where the process is gone from this machine', async () => {
    const { run } = shared(always({ lastBeat: async () => 0 }))
    const { lock } = await opened(run())
    const gone = { ...OWN_PROCESS, isRunning: () => false }
    const next = await run().lock({ own: gone, command: 'apply' })
    expect(next.takenOver).toMatchObject({ id: lock.holder.id, silence: undefined })
  })

  test('ends the run that slept: its next line has no place, and it sends nothing more', async () => {
    let age = 0
    const { run } = shared(always({ lastBeat: async () => age }))
    const sleeper = await opened(run())
    await sleeper.ledger.append(intent())
    age = 60_000
    const next = await opened(run())
    await expect(sleeper.ledger.append(created())).rejects.toThrow(
      /taken over by "apply" of .*while this run gave no sign of life/,
    )
    await expect(sleeper.ledger.confirm()).rejects.toThrow()
    // It gives nothing back that is not its own.
    await sleeper.ledger.close()
    await sleeper.lock.release()
    await next.ledger.append(intent({ attempt: attempt('a2') }))
    expect(await typesIn(run())).toEqual(['locked', 'opened', 'intent', 'locked', 'intent'])
    await next.lock.release()
  })
})

describe('a call that comes long after its line', () => {
  const CLOCKS = [
    ['the machine was busy', { elapsed: 10_000, wall: 10_000 }, true],
    ['the machine slept', { elapsed: 0, wall: 3_600_000 }, true],
    ['the clock was set back', { elapsed: 5, wall: -1 }, true],
    ['nothing happened', { elapsed: 9_999, wall: 9_999 }, false],
  ] as const

  test.each(CLOCKS)('is preceded by another look at the ledger: %s', async (_why, by, isLate) => {
    const now = { elapsed: 1000, wall: Date.parse('2026-11-24T05:40:12Z') }
    const clocks = { ...AT_ONCE, elapsed: () => now.elapsed, wall: () => now.wall }
    const { run } = shared(undefined, { clocks })
    const { ledger, lock } = await opened(run())
    await ledger.append(intent())
    now.elapsed += by.elapsed
    now.wall += by.wall
    await ledger.confirm()
    const types = ['locked', 'opened', 'intent', ...(isLate ? ['still'] : [])]
    expect(await typesIn(run())).toEqual(types)
    // It is fresh now.
    await ledger.confirm()
    await ledger.append(created())
    expect(await typesIn(run())).toEqual([...types, 'created'])
    await lock.release()
  })

  test('is not sent where another run took the ledger over meanwhile', async () => {
    const now = { elapsed: 1000, wall: Date.parse('2026-11-24T05:40:12Z') }
    const clocks = { ...AT_ONCE, elapsed: () => now.elapsed, wall: () => now.wall }
    const { run } = shared(always({ lastBeat: async () => 60_000 }), { clocks })
    const { ledger } = await opened(run())
    await ledger.append(intent())
    now.elapsed += 10_000
    const next = await opened(run())
    await expect(ledger.confirm()).rejects.toThrow('taken over by')
    await next.lock.release()
  })
})

describe('an answer of the store that is lost', () => {
  /** Loses answers of puts: `before` it does anything, `after` it did it, or `late`, when the next one was done. */
  const losing =
    (...ways: readonly ('before' | 'after' | 'late' | 'none')[]): Spoil =>
    (lines) => {
      let nth = 0
      let late: Uint8Array | undefined
      return {
        put: async (at, bytes) => {
          const way = ways[nth] ?? 'none'
          nth += 1
          if (way === 'late') {
            late = bytes
            throw new Error('lost')
          }
          if (late !== undefined && at === lines.length + 1) lines.push(late)
          late = undefined
          if (way === 'before') throw new Error('lost')
          const isFree = at === lines.length + 1
          if (isFree) lines.push(bytes)
          if (way === 'after') throw new Error('lost')
          return isFree ? 'put' : 'taken'
        },
      }
    }

  test.each([
    [['none', 'none', 'before']],
    [['none', 'none', 'after']],
    [['none', 'none', 'late']],
    [['none', 'none', 'before', 'late', 'after']],
    [['after', 'late', 'before', 'after', 'late', 'after']],
  ] as const)('leaves each line once, in order: %s', async (ways) => {
    const { run } = shared(losing(...ways))
    const { ledger, lock } = await opened(run())
    await ledger.append(intent())
    await ledger.append(created())
    await lock.release()
    expect(await typesIn(run())).toEqual(['locked', 'opened', 'intent', 'created', 'unlocked'])
  })

  test('is a line of another run where the place is taken by one', async () => {
    const { run } = shared(always({ lastBeat: async () => 60_000 }))
    const one = await opened(run())
    const other = await opened(run())
    await expect(one.ledger.append(intent())).rejects.toThrow('taken over')
    await other.lock.release()
  })
})

describe('a store that is not fit', () => {
  test('is refused, empty or not, before anything is sent', async () => {
    const why = 'it takes a second line at one place'
    const { run } = shared(always({ prove: async () => ({ fit: false, why }) }))
    await expect(lockOf(run())).rejects.toThrow(why)
    await expect(lockOf(run())).rejects.toThrow(why)
  })
})

describe('a ledger that was tampered with', () => {
  const filled = async (spoil: (lines: Uint8Array[]) => void) => {
    let kept: Uint8Array[] = []
    const made = shared((lines) => {
      kept = lines
      return {}
    })
    const { ledger, lock } = await opened(made.run())
    await ledger.append(intent())
    await ledger.append(created())
    await lock.release()
    spoil(kept)
    return made.run()
  }

  test.each([
    ['a line in the middle is gone', (lines: Uint8Array[]) => void lines.splice(2, 1)],
    [
      'two lines changed places',
      (lines: Uint8Array[]) =>
        void lines.splice(2, 2, ...[lines[3], lines[2]].flatMap((each) => each ?? [])),
    ],
    [
      'a line is edited',
      (lines: Uint8Array[]) => {
        lines[2] = Buffer.from(String(Buffer.from(lines[2] ?? '')).replace('web', 'wab'))
      },
    ],
    [
      'a line of a file was put in',
      (lines: Uint8Array[]) => void lines.splice(3, 0, Buffer.from('{"v":1}')),
    ],
  ])('is read by nobody: %s', async (_what, spoil) => {
    const run = await filled(spoil)
    await expect(run.read()).rejects.toThrow(/^line \d+ of the ledger memory /)
    await expect(lockOf(run)).rejects.toThrow(/^line \d+ of the ledger memory /)
  })
})

describe('an outcome that the store does not take', () => {
  test('goes to a file, from which the next run takes it', async () => {
    let isUp = true
    const { run, emergencyPath } = shared((lines) => ({
      put: async (at, bytes) => {
        if (!isUp) throw new Error('the server is down')
        if (at !== lines.length + 1) return 'taken'
        lines.push(bytes)
        return 'put'
      },
      read: async (from) => {
        if (!isUp) throw new Error('the server is down')
        return lines
          .slice(from)
          .map((bytes, index) => ({ position: position(from + index + 1), bytes }))
      },
      lastBeat: async () => 60_000,
    }))
    const { ledger, lock } = await opened(run())
    await ledger.append(intent())
    isUp = false
    await expect(ledger.append(created())).rejects.toThrow('the server is down')
    const path = await ledger.rescue(created())
    expect(path).toContain(emergencyPath)
    await lock.release()
    isUp = true
    // Without the key nobody can tell whose it is.
    expect((await run().read()).rescued).toEqual([{ kind: 'left', path, why: 'no-seal' }])
    expect((await run().read(account)).rescued).toMatchObject([{ kind: 'ours', path }])
    const next = await opened(run())
    expect(next.ledger.rescued).toMatchObject([{ path }])
    expect(next.ledger.records.at(-1)).toMatchObject({ type: 'created' })
    expect(readdirSync(dirname(emergencyPath)).filter((name) => name.startsWith('shared'))).toEqual(
      [],
    )
    await next.lock.release()
  })

  test.each<[string, LedgerRecord]>([
    ['no outcome', adopted({ id: id('others') })],
    ['the outcome of an attempt that the ledger did not open', created({ attempt: attempt('a9') })],
    ['that of another entry', ended('rejected', { key: key('other') })],
    ['the end of an operation that it did not open', settled({ attempt: attempt('a1') })],
  ])('is not taken from a file with %s, though it has the seal', async (_what, record) => {
    const { run, emergencyPath } = shared()
    const first = await opened(run())
    await first.ledger.append(intent())
    expect(await first.ledger.rescue(record)).toBeUndefined()
    await first.lock.release()
    const path = await rescue(DISK, emergencyPath, record, account.apiKey)
    const left = [{ kind: 'left', path, why: 'not-an-outcome' }]
    expect((await run().read(account)).rescued).toEqual(left)
    const { ledger, lock } = await opened(run())
    expect(ledger.rescued).toEqual(left)
    expect(ledger.records.at(-1)).toMatchObject({ type: 'locked' })
    expect(existsSync(path ?? '')).toBe(true)
    await lock.release()
  })
})

describe('unlock', () => {
  test('frees the ledger of a holder that is gone, and says that a person did', async () => {
    const { run, put } = shared()
    await put(1, linkLine(foreign(), NO_LINES).bytes)
    expect(await run().unlock('aaaaaaaaaaaa', OWN_PROCESS)).toMatchObject({ host: 'runner-7' })
    expect((await run().read()).records.at(-1)).toMatchObject({ type: 'unlocked', by: 'person' })
    await (await lockOf(run())).release()
  })

  test.each([
    ['another lock', 'bbbbbbbbbbbb', undefined, 'another id'],
    ['a holder that lives', 'aaaaaaaaaaaa', 3000, 'gave a sign of life 3 s ago'],
  ])('refuses %s', async (_what, id, age, words) => {
    const { run, put } = shared(always({ lastBeat: async () => age }))
    await put(1, linkLine(foreign(), NO_LINES).bytes)
    await expect(run().unlock(id, OWN_PROCESS)).rejects.toThrow(words)
  })

  test('says that there is nothing to unlock', async () => {
    await expect(shared().run().unlock('aaaaaaaaaaaa', OWN_PROCESS)).rejects.toThrow('no lock')
  })
})

describe('a run that waits', () => {
  test('proves the store once, however often it looks', async () => {
    let proofs = 0
    const { run } = shared(
      always({
        lastBeat: async () => 0,
        prove: async () => {
          proofs += 1
          return { fit: true }
        },
      }),
    )
    const { lock } = await opened(run())
    proofs = 0
    const waiting = { limitMs: 1500, begun: () => {} }
    const waited = run().lock({ own: OWN_PROCESS, command: 'apply', waiting })
    await expect(waited).rejects.toBeInstanceOf(LedgerBusy)
    expect(proofs).toBe(1)
    await lock.release()
  })
})
