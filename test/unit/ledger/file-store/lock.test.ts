import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OWN_PROCESS } from '../../../../src/cli/this-process.ts'
import { DISK, type Disk } from '../../../../src/ledger/file-store/disk.ts'
import { acquireLock, unlock } from '../../../../src/ledger/file-store/lock.ts'
import {
  describeProcess,
  encodeHolder,
  type Holder,
} from '../../../../src/ledger/file-store/lock-owner.ts'
import type { Lock } from '../../../../src/ledger/ledger-lock.ts'
import { timeText } from '../../../../src/model/time-text.ts'
import { UserError } from '../../../../src/model/user-error.ts'
import { FaultDisk } from '../../../support/fault-disk.ts'
import { keptFiles } from '../../../support/kept-files.ts'
import { buildChild, start } from '../../../support/ledger-process.ts'
import { tempDir } from '../../../support/temp-dir.ts'

let folder = ''
let child = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ppi-apply-child-'))
  child = await buildChild(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const newPath = (): string => join(tempDir(), '.ppi-apply', 'x.ledger.jsonl')

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof UserError)) throw error ?? new Error('it was not refused')
  expect(error.ending).toBe('ledger')
  return error
}

/** Leaves a lock of a process that is gone, or whatever else it says. */
async function leaveLock(path: string, over: Partial<Holder> = {}): Promise<Holder> {
  const self = await describeProcess(OWN_PROCESS, 'apply', new Date(0))
  const holder = { ...self, started: '1', id: 'deaddeaddead', ...over }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.lock`, encodeHolder(holder))
  return holder
}

const left = (path: string): readonly string[] => keptFiles(dirname(path))

describe('acquireLock', () => {
  test('holds a file for the user alone, until it is released', async () => {
    const path = newPath()
    const lock = await acquireLock(path, {
      own: OWN_PROCESS,
      command: 'apply',
      now: () => new Date(0),
    })
    expect(lock.takenOver).toBeUndefined()
    expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8'))).toMatchObject({
      id: lock.holder.id,
      host: hostname(),
      pid: process.pid,
      command: 'apply',
      time: '1970-01-01T00:00:00.000Z',
    })
    expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600)
    expect(left(path)).toEqual(['x.ledger.jsonl.lock'])
    await lock.release()
    await lock.release()
    expect(left(path)).toEqual([])
  })

  test('refuses a second holder, naming the first and the way out', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })
    const error = await refusal(acquireLock(path, { own: OWN_PROCESS, command: 'adopt' }))
    const { user, host, pid, time, id } = lock.holder
    for (const word of ['"apply"', user, host, `process ${pid}`, timeText(time)]) {
      expect(error.message).toContain(word)
    }
    expect(error.hint).toContain(`ppi-apply unlock ${id}`)
    await lock.release()
    await (await acquireLock(path, { own: OWN_PROCESS, command: 'adopt' })).release()
  })

  test('takes over the lock of a process that was killed, and says whose it was', async () => {
    const path = newPath()
    const holder = start(process.execPath, [child, 'hold', path])
    const [, id] = (await holder.line())?.split(' ') ?? []
    expect(
      (await refusal(acquireLock(path, { own: OWN_PROCESS, command: 'apply' }))).message,
    ).toContain(`process ${holder.child.pid}`)
    await holder.kill()
    const lock = await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })
    expect(lock.takenOver).toMatchObject({ id, pid: holder.child.pid, command: 'apply' })
    expect(left(path)).toEqual(['x.ledger.jsonl.lock'])
    await lock.release()
  })

  test('never takes over the lock of another host, however old', async () => {
    const path = newPath()
    const { id } = await leaveLock(path, { host: 'build-2' })
    const error = await refusal(acquireLock(path, { own: OWN_PROCESS, command: 'apply' }))
    expect(error.message).toContain('on build-2')
    expect(error.message).toContain('1970')
    expect(error.hint).toContain(`ppi-apply unlock ${id}`)
    expect(left(path)).toEqual(['x.ledger.jsonl.lock'])
  })

  test.each(['', '{"id":"0123'])('explains a lock that holds %j', async (text) => {
    const path = newPath()
    await leaveLock(path)
    writeFileSync(`${path}.lock`, text)
    const error = await refusal(acquireLock(path, { own: OWN_PROCESS, command: 'apply' }))
    expect(error.message).toContain('damaged or empty')
    const id = /unlock (\S+)$/.exec(error.hint ?? '')?.[1] ?? ''
    expect(await unlock(path, id, OWN_PROCESS)).toBeUndefined()
    await (await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })).release()
  })

  test('does not follow a link', async () => {
    const path = newPath()
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(join(dirname(path), 'target'), `${path}.lock`)
    expect(
      (await refusal(acquireLock(path, { own: OWN_PROCESS, command: 'apply' }))).message,
    ).toContain('link')
    expect(left(path)).toEqual(['x.ledger.jsonl.lock'])
  })

  test('finishes a take-over in which another process died, and clears its litter', async () => {
    const path = newPath()
    await leaveLock(path)
    const dead = await describeProcess(OWN_PROCESS, 'apply', new Date(0))
    const guard = `${path}.lock.over-deaddeaddead`
    writeFileSync(guard, encodeHolder({ ...dead, started: '2', id: 'deaddeadbeef' }))
    writeFileSync(
      `${guard}.over-deaddeadbeef`,
      encodeHolder({ ...dead, started: '3', id: 'deadbeefbeef' }),
    )
    writeFileSync(`${path}.lock.new-1`, encodeHolder({ ...dead, started: '4', id: 'beefbeefbeef' }))
    const lock = await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })
    expect(lock.takenOver?.id).toBe('deaddeaddead')
    expect(left(path)).toEqual(['x.ledger.jsonl.lock'])
    await lock.release()
  })

  test('clears the empty file of a process that died, and of no other', async () => {
    const path = newPath()
    const dying = start(process.execPath, [child, 'piece', path])
    const piece = (await dying.line()) ?? ''
    const clear = async () =>
      await (await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })).release()
    await clear()
    expect(left(path)).toEqual([piece])
    await dying.kill()
    // As a process of another machine or container would call it.
    const stranger = piece.replace(/new-.{16}/, 'new-0123456789abcdef')
    writeFileSync(join(dirname(path), stranger), '')
    await clear()
    expect(left(path)).toEqual([stranger])
  })

  test('looks again before it takes over, since another process may have been faster', async () => {
    const path = newPath()
    await leaveLock(path)
    let faster: Lock | undefined
    const disk: Disk = {
      ...DISK,
      async link(from, to) {
        if (to.includes('.over-'))
          faster ??= await acquireLock(path, { own: OWN_PROCESS, command: 'adopt' })
        await DISK.link(from, to)
      },
    }
    const error = await refusal(acquireLock(path, { own: OWN_PROCESS, command: 'apply', disk }))
    expect(error.message).toContain('in use by "adopt"')
    expect(faster?.takenOver?.id).toBe('deaddeaddead')
    expect(readFileSync(`${path}.lock`, 'utf8')).toContain(faster?.holder.id)
    await faster?.release()
    expect(left(path)).toEqual([])
  })

  test('works on a file system without hard links', async () => {
    const disk = new FaultDisk()
    disk.arm({ call: 'link', at: 1, lasting: true, code: 'EPERM' })
    const path = newPath()
    await leaveLock(path)
    const lock = await acquireLock(path, { own: OWN_PROCESS, command: 'apply', disk })
    expect(lock.takenOver?.id).toBe('deaddeaddead')
    await refusal(acquireLock(path, { own: OWN_PROCESS, command: 'apply', disk }))
    await lock.release()
    expect(left(path)).toEqual([])
  })

  test('says in plain words why it cannot lock', async () => {
    const disk = new FaultDisk()
    disk.arm({ call: 'open', at: 1, code: 'EROFS' })
    const error = await refusal(
      acquireLock(newPath(), { own: OWN_PROCESS, command: 'apply', disk }),
    )
    expect(error.message).toMatch(/^cannot lock the ledger .*: the file system is read-only/)
  })

  test('has one holder at a time among many processes', async () => {
    const path = newPath()
    const log = join(tempDir(), 'log')
    await leaveLock(path)
    const racers = Array.from({ length: 5 }, () =>
      start(process.execPath, [child, 'race', path, log]),
    )
    for (const racer of racers) expect(await racer.end()).toBe(0)
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(5 * 8 * 2)
    for (let n = 0; n < lines.length; n += 2) {
      expect(lines[n + 1]).toBe(lines[n]?.replace('in', 'out'))
    }
    expect(left(path)).toEqual([])
  })

  test('has one winner when many processes find the same stale lock', async () => {
    const path = newPath()
    const racers = Array.from({ length: 6 }, () => start(process.execPath, [child, 'once', path]))
    for (const racer of racers) expect(await racer.line()).toBe('ready')
    await leaveLock(path)
    for (const racer of racers) racer.say('go')
    const results = await Promise.all(racers.map((racer) => racer.line()))
    expect(results.filter((line) => line === 'won deaddeaddead')).toHaveLength(1)
    expect(results.filter((line) => line?.includes('is in use by "apply"'))).toHaveLength(5)
    expect(left(path)).toEqual(['x.ledger.jsonl.lock'])
  })
})

describe('unlock', () => {
  test('removes a lock by its id, and says whose it was', async () => {
    const path = newPath()
    await leaveLock(path, { host: 'build-2' })
    expect(await unlock(path, 'deaddeaddead', OWN_PROCESS)).toMatchObject({ host: 'build-2' })
    expect(left(path)).toEqual([])
  })

  test('clears the empty file of a process that died', async () => {
    const path = newPath()
    const dying = start(process.execPath, [child, 'piece', path])
    await dying.line()
    await dying.kill()
    await leaveLock(path, { host: 'build-2' })
    await unlock(path, 'deaddeaddead', OWN_PROCESS)
    expect(left(path)).toEqual([])
  })

  test('refuses another id, and shows the right one', async () => {
    const path = newPath()
    await leaveLock(path, { host: 'build-2' })
    const error = await refusal(unlock(path, '000000000000', OWN_PROCESS))
    expect(error.message).toContain('deaddeaddead')
    expect(error.message).toContain('build-2')
    expect(existsSync(`${path}.lock`)).toBe(true)
  })

  test('says so when there is no lock, and makes nothing', async () => {
    const path = newPath()
    expect((await refusal(unlock(path, 'deaddeaddead', OWN_PROCESS))).message).toContain('no lock')
    expect(existsSync(dirname(path))).toBe(false)
  })

  test('refuses while the holder is known to run', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })
    const error = await refusal(unlock(path, lock.holder.id, OWN_PROCESS))
    expect(error.message).toContain('still running')
    await lock.release()
  })

  test('leaves a lock alone that someone else took since, when it is released', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })
    await leaveLock(path, { host: 'build-2' })
    await lock.release()
    expect(readFileSync(`${path}.lock`, 'utf8')).toContain('deaddeaddead')
  })
})
