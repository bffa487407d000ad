import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { OWN_PROCESS } from '../../../../src/cli/this-process.ts'
import {
  damagedId,
  decodeHolder,
  describeProcess,
  encodeHolder,
  findProcess,
  type Holder,
  livenessOf,
  type Whereabouts,
} from '../../../../src/ledger/file-store/lock-owner.ts'
import { time } from '../../../support/ledger-records.ts'

const self: Holder = {
  id: '0123456789ab',
  user: 'ann',
  host: 'build-1',
  pid: 4711,
  command: 'apply',
  time: time(0),
  machine: 'm1',
  boot: 'b1',
  space: 'pid:[1]',
  started: '100',
}
const other = (over: Partial<Holder> = {}): Holder => ({ ...self, id: 'ba9876543210', ...over })

describe('judge', () => {
  const gone: Whereabouts = { kind: 'gone' }
  const there = (started: string | undefined): Whereabouts => ({ kind: 'there', started })
  const bare = { machine: undefined, boot: undefined, space: undefined, started: undefined }
  test.each<[string, Holder, Holder, Whereabouts, string]>([
    ['its process runs', other(), self, there('100'), 'alive'],
    ['its process is gone', other(), self, gone, 'dead'],
    ['its number belongs to a later process', other(), self, there('200'), 'dead'],
    ['the machine was started again', other({ boot: 'b0' }), self, there('100'), 'dead'],
    ['another host', other({ host: 'build-2' }), self, gone, 'elsewhere'],
    ['another machine of the same name', other({ machine: 'm2' }), self, gone, 'elsewhere'],
    [
      'another machine of the same name, other boot',
      other({ machine: 'm2', boot: 'b2' }),
      self,
      gone,
      'elsewhere',
    ],
    ['another container on this machine', other({ space: 'pid:[2]' }), self, gone, 'elsewhere'],
    [
      'a container of the same name on another machine',
      other({ machine: undefined, boot: 'b0' }),
      { ...self, machine: undefined },
      gone,
      'elsewhere',
    ],
    [
      'a system that tells nothing, process there',
      other(bare),
      { ...self, ...bare },
      there(undefined),
      'alive',
    ],
    ['a system that tells nothing, process gone', other(bare), { ...self, ...bare }, gone, 'dead'],
    ['a start time on one side only', other({ started: undefined }), self, there('100'), 'alive'],
    [
      'a lock of a year ago',
      other({ time: '2025-01-01T00:00:00.000Z' }),
      self,
      there('100'),
      'alive',
    ],
  ])('%s', async (_, holder, us, found, expected) => {
    expect(await livenessOf(holder, us, async () => found)).toBe(expected)
  })
})

describe('findProcess', () => {
  test('finds this process, and not one that ended', async () => {
    expect(await findProcess(OWN_PROCESS, process.pid)).toMatchObject({ kind: 'there' })
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    expect(await findProcess(OWN_PROCESS, child.pid ?? 0)).toEqual({ kind: 'gone' })
  })

  test('counts a process as gone that ended but was not collected by its parent', async () => {
    // The shell starts a child that ends, becomes a program that never collects it, and tells its number first.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'])
    const [text] = await once(parent.stdout, 'data')
    const pid = Number(String(text))
    let found = await findProcess(OWN_PROCESS, pid)
    while (found.kind === 'there') found = await findProcess(OWN_PROCESS, pid)
    expect(found).toEqual({ kind: 'gone' })
    parent.kill('SIGKILL')
    await once(parent, 'exit')
  })
})

describe('decodeHolder', () => {
  test('reads what encodeHolder wrote', async () => {
    const holder = await describeProcess(OWN_PROCESS, 'apply', new Date(time(0)))
    expect(decodeHolder(encodeHolder(holder))).toEqual(holder)
    expect(holder).toMatchObject({ pid: process.pid, command: 'apply', time: time(0) })
    const bare = { ...self, machine: undefined, boot: undefined }
    expect(decodeHolder(encodeHolder(bare))).toEqual(bare)
  })

  test.each([
    '',
    'null',
    '[]',
    '{"id":',
    JSON.stringify({ ...self, id: '../../x' }),
    JSON.stringify({ ...self, pid: 0 }),
    JSON.stringify({ ...self, pid: '1' }),
    JSON.stringify({ ...self, host: 1 }),
  ])('does not take %j for a lock', (text) => {
    expect(decodeHolder(text)).toBeUndefined()
  })

  test('shows no control characters', () => {
    const shown = decodeHolder(encodeHolder(other({ command: 'a\u001b[31m\u202eb' })))
    expect(shown?.command).toBe('a?[31m?b')
  })
})

describe('damagedId', () => {
  test('changes with the bytes', () => {
    expect(damagedId('')).toMatch(/^damaged-[0-9a-f]{8}$/)
    expect(damagedId('{')).not.toBe(damagedId(''))
  })
})
