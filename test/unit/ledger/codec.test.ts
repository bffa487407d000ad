import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../../src/ledger/codec.ts'
import { parseGitAddress } from '../../../src/ledger/git-store/git-address.ts'
import { parsePostgresAddress } from '../../../src/ledger/postgres-store/postgres-address.ts'
import type { LedgerRecord } from '../../../src/ledger/record.ts'
import { s3Ledger } from '../../../src/ledger/s3-store/s3-ledger.ts'
import type { LedgerWorld } from '../../../src/ledger/shared/ledger-world.ts'
import { toState } from '../../../src/ledger/state.ts'
import { type Json, Secret } from '../../../src/model/secret.ts'
import { anyRecord } from '../../support/any-ledger-record.ts'
import { created, intent, key, opened, time } from '../../support/ledger-records.ts'

const s3 = (address: string): string => {
  const setting = { kind: 'shared', address, password: undefined, isPasswordShown: false } as const
  return s3Ledger(setting, { environment: {} } as LedgerWorld).label
}

/** A line with a right checksum around any members. */
function sealed(members: Record<string, unknown>): string {
  const rest = JSON.stringify(members).slice(0, -1)
  return `${rest},"crc":"${crc32(rest).toString(16).padStart(8, '0')}"}`
}

describe('encode', () => {
  test('writes one line in a fixed order of members, the checksum last', () => {
    const line = encode({ ...created(), seq: 7 })
    expect(line).toMatch(
      /^\{"v":1,"seq":7,"type":"created","time":"2026-08-24T00:00:02.000Z","attempt":"a1","key":"web","id":"i1","how":"answered","crc":"[0-9a-f]{8}"\}$/,
    )
    const { type, time, ...rest } = created()
    expect(encode({ ...rest, seq: 7, time, type } as LedgerRecord)).toBe(line)
  })

  test('never writes a line feed inside a line', () => {
    fc.assert(fc.property(anyRecord(), (record) => !/[\r\n]/.test(encode(record))))
  })

  test('writes a secret that slipped in as its source text', () => {
    const spec = { env: new Secret('hunter2', '${TOKEN}') } as unknown as Json
    const line = encode(intent({ spec }))
    expect(line).not.toContain('hunter2')
    expect(line).toContain('${TOKEN}')
  })
})

describe('decode', () => {
  test.each(['', "x' y", '../0123456789', '0123456789AB', '0123456789ab0'])(
    'takes no lock that no run can have: %j',
    (lock) => {
      const line = { v: 2, type: 'still', time: '2026-08-24T00:00:00Z', lock }
      expect(decode(sealed(line))).toMatchObject({ what: 'has no valid "lock"', intact: true })
    },
  )

  test('gives back what was encoded', () => {
    fc.assert(
      fc.property(anyRecord(), (record) => {
        // JSON has no negative zero.
        expect(decode(encode(record))).toEqual({
          kind: 'record',
          record: JSON.parse(JSON.stringify(record)),
        })
      }),
    )
  })

  test('keeps text that JSON and JavaScript see differently', () => {
    const record = intent({ name: 'a\u2028\ud800\u0000"\\é😀', spec: { ['__proto__']: 1, '': [] } })
    const decoded = decode(encode(record))
    expect(decoded).toEqual({ kind: 'record', record })
    expect(decoded.kind === 'record' && JSON.stringify(decoded.record)).toContain('"__proto__":1')
  })

  test('sees every change of a single character', () => {
    const line = encode(created())
    for (let at = 0; at < line.length; at += 1) {
      const changed = `${line.slice(0, at)}${line[at] === '7' ? '8' : '7'}${line.slice(at + 1)}`
      expect(decode(changed).kind, changed).not.toBe('record')
    }
  })

  test('never takes the beginning of a line for a line', () => {
    const line = encode(intent())
    for (let end = 0; end < line.length; end += 1) {
      expect(decode(line.slice(0, end))).toMatchObject({ kind: 'damage', intact: false })
    }
  })

  test('passes over members that it does not know', () => {
    const { type, time, attempt, key, id, how } = created()
    expect(decode(sealed({ v: 1, type, time, attempt, key, id, how, mood: 'good' }))).toEqual({
      kind: 'record',
      record: created(),
    })
  })

  test('tells a newer format from damage, whatever its checksum is', () => {
    expect(decode('{"v":9,"anything":[]}')).toEqual({ kind: 'newer', format: 9, type: undefined })
  })

  test.each([
    ['{}', 'format number'],
    ['[]', 'not a JSON object'],
    ['12', 'not a JSON object'],
    ['{"v":1}', 'no checksum'],
    [sealed({ v: 0, type: 'created' }), 'format number'],
    [sealed({ v: '2' }), 'format number'],
  ])('calls %s damage', (line, what) => {
    expect(decode(line)).toEqual({
      kind: 'damage',
      intact: false,
      what: expect.stringContaining(what),
    })
  })

  const base = { v: 1, type: 'created', time: created().time, attempt: 'a', key: 'k', id: 'i' }
  test.each([
    [{ ...base, type: 'destroyed', how: 'found' }, 'unknown type: "destroyed"'],
    [{ ...base, type: 'constructor', how: 'found' }, 'unknown type'],
    [{ ...base, type: undefined, how: 'found' }, 'unknown type'],
    [{ ...base, how: 'guessed' }, '"how"'],
    [{ ...base }, '"how"'],
    [{ ...base, how: 'found', id: '' }, '"id"'],
    [{ ...base, how: 'found', id: 7 }, '"id"'],
    [{ ...base, how: 'found', time: 'today' }, '"time"'],
    [{ ...base, how: 'found', time: '2026-13-01T00:00:00Z' }, '"time"'],
    [{ ...base, how: 'found', seq: -1 }, '"seq"'],
    [{ ...base, type: 'forgotten', attempts: ['a', 1], ids: [] }, '"attempts"'],
    [{ ...base, type: 'intent', name: null }, '"name"'],
    [
      { ...base, type: 'operation', operation: 'delete' },
      'type operation, which lines of format 1',
    ],
    [{ ...base, type: 'settled' }, 'type settled, which lines of format 1'],
    [{ ...base, v: 2, how: 'found' }, 'type created, which lines of format 2'],
  ])('refuses a line that is intact but wrong: %j', (members, what) => {
    expect(decode(sealed(members))).toEqual({
      kind: 'damage',
      intact: true,
      what: expect.stringContaining(what),
    })
  })

  test.each([
    'git:origin#a"; touch PWNED; "',
    'postgres://db.example/ops?ledger=a&options=x',
    'postgres://db.example/ops',
    'https://evil.example/',
    '$(touch PWNED)',
    'own.jsonl',
    '-c',
    '',
  ])('takes no other text for what messages call a ledger: %s', (ledger) => {
    const { time: at } = created()
    const line = sealed({ v: 2, type: 'copied', time: at, way: 'to', ledger })
    expect(decode(line)).toMatchObject({ kind: 'damage', what: 'has no valid "ledger"' })
  })

  test.each([
    parsePostgresAddress("postgres://[::1]:5/a%20b'$?ledger=a-b.c&sslmode=disable").label,
    parsePostgresAddress('postgres://db.example/ops?ledger=fleet').label,
    parseGitAddress('git:a#b/c$(d)').label,
    parseGitAddress('git:ssh://git@host.example/a%20b.git').label,
    parseGitAddress("git:file:///tmp/it's/here%20it.git").label,
    s3('s3://bucket/a/b?region=eu-central-1'),
    s3('s3://bucket/a?endpoint=http://[::1]:9000&addressing=path'),
    '/home/me/my fleet/$(x)\n.jsonl',
    'C:\\fleet\\own.jsonl',
    '\\\\server\\own.jsonl',
  ])('reads what messages call a ledger, and what it is copied to: %s', (ledger) => {
    const record = { type: 'copied', time: time(1), way: 'to', ledger } as const
    expect(decode(encode(record))).toEqual({ kind: 'record', record })
  })

  test('reads the first line of a ledger without a key', () => {
    expect(decode(encode(opened()))).toEqual({ kind: 'record', record: opened() })
  })

  /** As a ppi-apply wrote them that could not end, start or stop anything. */
  const OLDER = [
    '{"v":1,"seq":1,"type":"opened","time":"2026-08-24T00:00:00.000Z","version":"0.1.0","service":"api.example.com","salt":"salt","crc":"fb32a512"}',
    '{"v":1,"seq":2,"type":"intent","time":"2026-08-24T00:00:01.000Z","attempt":"a1","key":"web","name":"web","digest":"d1","spec":{"gpuNum":1},"seen":[],"replaces":[],"hourly":1.99,"crc":"e920e818"}',
    '{"v":1,"seq":3,"type":"created","time":"2026-08-24T00:00:02.000Z","attempt":"a1","key":"web","id":"i1","how":"answered","crc":"98538661"}',
    '{"v":1,"seq":4,"type":"adopted","time":"2026-08-24T00:00:03.000Z","key":"web","name":"web","id":"i2","settles":[],"crc":"a1b5b109"}',
  ]

  test('reads the lines of an older ppi-apply, which protect nothing and leave nothing open', () => {
    const records = OLDER.flatMap((line) => {
      const decoded = decode(line)
      return decoded.kind === 'record' ? [decoded.record] : []
    })
    expect(records.map(({ type }) => type)).toEqual(['opened', 'intent', 'created', 'adopted'])
    expect(toState(records).entries.get(key('web'))?.instances).toMatchObject([
      { id: 'i1', hourly: 1.99, protect: false, open: undefined },
      { id: 'i2', protect: false, open: undefined },
    ])
  })

  test('writes them as it read them: who changes no instance can go back', () => {
    const rewritten = OLDER.map((line) => {
      const decoded = decode(line)
      return decoded.kind === 'record' ? encode(decoded.record) : decoded.kind
    })
    expect(rewritten).toEqual(OLDER)
  })
})
