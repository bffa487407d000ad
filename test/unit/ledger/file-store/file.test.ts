import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encode } from '../../../../src/ledger/codec.ts'
import { DISK } from '../../../../src/ledger/file-store/disk.ts'
import { rescue } from '../../../../src/ledger/file-store/emergency-record.ts'
import { openLedger, readLedger } from '../../../../src/ledger/file-store/file.ts'
import type { OpenOptions } from '../../../../src/ledger/ledger-location.ts'
import type { LedgerRecord } from '../../../../src/ledger/record.ts'
import { UserError } from '../../../../src/model/user-error.ts'
import { keptFiles } from '../../../support/kept-files.ts'
import {
  adopted,
  attempt,
  created,
  id,
  intent,
  opened,
  time,
} from '../../../support/ledger-records.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const account: OpenOptions = {
  service: 'api.example.com',
  apiKey: 'sk_test',
  version: '0.1.0',
  now: () => new Date(time(60)),
}

const newPath = (): string => join(tempDir(), '.ppi-apply', 'api.example.com.ledger.jsonl')

/** A file with these records, or with this text. */
function write(content: readonly LedgerRecord[] | string | Buffer, path = newPath()): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Array.isArray(content) ? text(content) : (content as string | Buffer))
  return path
}

const text = (records: readonly LedgerRecord[]): string =>
  records.map((record) => `${encode(record)}\n`).join('')

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof UserError)) throw error ?? new Error('it was not refused')
  expect(error.ending).toBe('ledger')
  return error
}

const types = (records: readonly LedgerRecord[]): readonly string[] =>
  records.map((record) => record.type)

describe('readLedger', () => {
  test('finds a missing ledger empty, and makes nothing', async () => {
    const path = newPath()
    expect(await readLedger(path)).toEqual({
      exists: false,
      records: [],
      torn: undefined,
      rescued: [],
    })
    expect(existsSync(dirname(path))).toBe(false)
  })

  test('reads all lines, whatever an editor or git did to blanks and line ends', async () => {
    const lines = [opened(), intent(), created()].map(encode)
    for (const content of [
      `${lines.join('\n')}\n`,
      lines.join('\n'),
      `${lines.join('\r\n')}\r\n`,
      `\ufeff${lines.join('\n\n   \n')}\n`,
      `${lines.join('\n')}\n${' '.repeat(5000)}`,
    ]) {
      const { records, torn } = await readLedger(write(content))
      expect(records).toEqual([opened(), intent(), created()])
      expect(torn).toBeUndefined()
    }
  })

  test('changes nothing beside or in a file with a torn line', async () => {
    const path = write(`${text([opened(), intent()])}{"v":1,"seq"`)
    const before = readFileSync(path)
    const { records, torn } = await readLedger(path)
    expect(types(records)).toEqual(['opened', 'intent'])
    expect(torn).toMatchObject({ line: 3, bytes: Buffer.from('{"v":1,"seq"') })
    expect(readFileSync(path)).toEqual(before)
    expect(keptFiles(dirname(path))).toHaveLength(1)
  })

  test.each([
    ['zeros', Buffer.alloc(700)],
    ['a wrong checksum', Buffer.from(`${encode(created()).replace('"i1"', '"i2"')}\n`)],
    ['a lost beginning', Buffer.from(`${' '.repeat(40)}${encode(created()).slice(40)}\n    `)],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ])('finds a last line torn that has %s', async (_, tail) => {
    const path = write(Buffer.concat([Buffer.from(text([opened(), intent()])), tail]))
    const { records, torn } = await readLedger(path)
    expect(types(records)).toEqual(['opened', 'intent'])
    expect(torn?.line).toBe(3)
  })

  test('refuses a damaged line that is not the last, with its number and what to do', async () => {
    const bad = encode(intent()).replace('"gpuNum":1', '"gpuNum":8')
    const path = write(`${text([opened()])}${bad}\n${text([created()])}`)
    const error = await refusal(readLedger(path))
    expect(error.message).toContain('line 2 of the ledger')
    expect(error.message).toContain('changed after it was written')
    expect(error.hint).toContain('delete line 2')
    expect(error.hint).toContain('ppi-apply adopt NAME ID')
  })

  test('refuses a last line that is intact but makes no sense', async () => {
    const rest = '{"v":1,"type":"destroyed"'
    const { crc32 } = await import('node:zlib')
    const line = `${rest},"crc":"${crc32(rest).toString(16).padStart(8, '0')}"}`
    const error = await refusal(readLedger(write(`${text([opened()])}${line}\n`)))
    expect(error.message).toContain('unknown type: "destroyed"')
  })

  test('explains a merge that was not finished, also at the very end of the file', async () => {
    const [ours, theirs] = [text([intent()]), text([created()])]
    const conflict = `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`
    const error = await refusal(readLedger(write(text([opened()]) + conflict)))
    expect(error.message).toContain('line 2')
    expect(error.hint).toContain('Keep the lines of both sides')
    const rest = `${text([opened()])}${ours}>>>>>>> other\n`
    expect((await refusal(readLedger(write(rest)))).message).toContain('line 3')
  })

  test('refuses a newer format, even in the last line', async () => {
    const error = await refusal(readLedger(write(`${text([opened()])}{"v":9}\n`)))
    expect(error.message).toContain('newer ppi-apply (line 2: v 9)')
    expect(error.hint).toContain('Update')
  })

  test.each(['', '\n \n', '\0\0\0', '{"v":1,"ty'])(
    'never takes %j for a new ledger',
    async (content) => {
      const path = write(content)
      const error = await refusal(readLedger(path))
      expect(error.hint).toContain('Restore')
      await refusal(openLedger(path, account))
      expect(readFileSync(path, 'utf8')).toBe(content)
    },
  )

  test('refuses what is not a plain file, without waiting on it', async () => {
    const folder = tempDir()
    const path = (name: string) => join(folder, name)
    mkdirSync(path('folder'))
    execFileSync('mkfifo', [path('pipe')])
    writeFileSync(path('file'), text([opened()]))
    symlinkSync(path('file'), path('link'))
    symlinkSync(path('missing'), path('dangling'))
    for (const [name, why] of [
      ['folder', 'it is a folder'],
      ['pipe', 'not a plain file'],
      ['link', 'a symbolic link'],
      ['dangling', 'a symbolic link'],
      ['file/ledger', 'is a file, not a folder'],
    ] as const) {
      expect((await refusal(readLedger(path(name)))).message).toContain(why)
      expect((await refusal(openLedger(path(name), account))).message).toContain('cannot write')
    }
    expect(readFileSync(path('file'), 'utf8')).toBe(text([opened()]))
    expect(existsSync(path('missing'))).toBe(false)
  })
})

describe('openLedger', () => {
  test('begins a ledger that names its account, for the user alone', async () => {
    const path = newPath()
    const ledger = await openLedger(path, account)
    await ledger.close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    const { records } = await readLedger(path)
    expect(records).toMatchObject([
      { type: 'opened', seq: 1, service: 'api.example.com', version: '0.1.0', time: time(60) },
    ])
    expect(readFileSync(path, 'utf8')).not.toContain('sk_test')
    expect(keptFiles(dirname(path))).toHaveLength(1)
  })

  test('goes on where it stopped, with rising numbers', async () => {
    const path = newPath()
    const first = await openLedger(path, account)
    await first.append(intent())
    await first.close()
    const second = await openLedger(path, account)
    await second.append(created())
    expect(second.records.map((record) => record.seq)).toEqual([1, 2, 3])
    await second.close()
    const { records } = await readLedger(path)
    expect(records.slice(1)).toEqual([
      { ...intent(), seq: 2 },
      { ...created(), seq: 3 },
    ])
    expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true)
  })

  test('goes by what the file holds by now, whatever was read before', async () => {
    const path = newPath()
    await (await openLedger(path, account)).close()
    const read = await readLedger(path)
    const same = await openLedger(path, { ...account, read })
    expect(same.records).toEqual(read.records)
    await same.append(intent())
    await same.close()
    const other = await openLedger(path, { ...account, read })
    expect(types(other.records)).toEqual(['opened', 'intent'])
    await other.close()
  })

  test('leaves the bytes of a ledger as they are when nothing is appended', async () => {
    const path = write([opened(), intent()])
    const { apiKey: _, ...rest } = account
    await (await openLedger(path, { ...rest, apiKey: undefined })).close()
    expect(readFileSync(path, 'utf8')).toBe(text([opened(), intent()]))
  })

  test('reads a file that is cut at any byte of its last line, sets it aside, and grows again', async () => {
    const whole = Buffer.from(text([opened(), intent(), created({ id: id('instance-é') })]))
    const last = Buffer.byteLength(text([opened(), intent()]))
    for (let cut = last; cut <= whole.length; cut += 1) {
      const path = write(whole.subarray(0, cut))
      // Only the line feed is missing: the checksum proves that the line is whole.
      const isWhole = cut >= whole.length - 1
      const seen = await readLedger(path)
      expect(types(seen.records)).toEqual(['opened', 'intent', ...(isWhole ? ['created'] : [])])
      expect(seen.torn !== undefined).toBe(!isWhole && cut > last)

      const ledger = await openLedger(path, account)
      expect(ledger.torn?.bytes).toEqual(seen.torn?.bytes)
      if (ledger.torn !== undefined) {
        expect(readFileSync(ledger.torn.keptAt)).toEqual(whole.subarray(last, cut))
      }
      await ledger.append(adopted())
      await ledger.close()
      const { records, torn } = await readLedger(path)
      expect(torn).toBeUndefined()
      expect(types(records)).toEqual([...types(seen.records), 'opened', 'adopted'])
    }
  })

  test('sets two torn lines aside under two names', async () => {
    const path = write(`${text([opened()])}{"one`)
    await (await openLedger(path, account)).close()
    appendFileSync(path, '{"two')
    const ledger = await openLedger(path, account)
    await ledger.close()
    const copies = keptFiles(dirname(path)).filter((name) => name.includes('.torn-'))
    expect(copies.map((name) => readFileSync(join(dirname(path), name), 'utf8')).sort()).toEqual([
      '{"one',
      '{"two',
    ])
    expect(statSync(ledger.torn?.keptAt ?? '').mode & 0o777).toBe(0o600)
  })

  test('refuses another host and another account, and leaves the file as it is', async () => {
    const path = newPath()
    await (await openLedger(path, account)).close()
    const before = readFileSync(path)
    const host = await refusal(openLedger(path, { ...account, service: 'api.ppio.com' }))
    expect(host.message).toContain('api.example.com')
    expect(host.message).toContain('api.ppio.com')
    const key = await refusal(openLedger(path, { ...account, apiKey: 'sk_other' }))
    expect(key.message).toContain('another API key')
    expect(readFileSync(path)).toEqual(before)
    await (await openLedger(path, { ...account, apiKey: undefined })).close()
    expect(readFileSync(path)).toEqual(before)
  })

  test('takes a new key of the account when the caller vouches for it, once', async () => {
    const path = newPath()
    await (await openLedger(path, account)).close()
    const other = { ...account, apiKey: 'sk_other' }
    await (await openLedger(path, { ...other, acceptKey: true })).close()
    await (await openLedger(path, other)).close()
    await (await openLedger(path, account)).close()
    expect(types((await readLedger(path)).records)).toEqual(['opened', 'opened'])
    const host = { ...account, service: 'api.ppio.com', acceptKey: true }
    await refusal(openLedger(path, host))
  })

  test('notes the account once a key is known', async () => {
    const path = newPath()
    await (await openLedger(path, { ...account, apiKey: undefined })).close()
    await (await openLedger(path, account)).close()
    await refusal(openLedger(path, { ...account, apiKey: 'sk_other' }))
    expect(types((await readLedger(path)).records)).toEqual(['opened', 'opened'])
  })

  test('takes in what was rescued beside the ledger, once', async () => {
    const path = write([opened(), { ...intent(), seq: 2 }])
    const rescued = await rescue(DISK, path, { ...created(), seq: 3 }, account.apiKey)
    if (rescued === undefined) throw new Error('no place took it')
    const kept = readFileSync(rescued)
    write('', `${path}.rescued-empty`)
    const read = await readLedger(path, account)
    expect(types(read.records)).toEqual(['opened', 'intent', 'created'])
    expect(read.rescued).toMatchObject([{ path: rescued }])

    const ledger = await openLedger(path, account)
    expect(ledger.rescued).toMatchObject([{ path: rescued, records: [created()] }])
    await ledger.close()
    expect(existsSync(rescued)).toBe(false)
    expect(types((await readLedger(path)).records)).toEqual([
      'opened',
      'intent',
      'created',
      'opened',
    ])

    // A run that died before it removed the file.
    write(kept, rescued)
    await (await openLedger(path, account)).close()
    expect((await readLedger(path)).records).toHaveLength(4)
  })

  test('takes in no emergency file that no run with this key wrote for this ledger', async () => {
    const path = write([opened(), intent()])
    const other = join(dirname(path), 'other.ledger.jsonl')
    const byOtherKey = (await rescue(DISK, path, created(), 'sk_other')) ?? ''
    const ofOther = (await rescue(DISK, other, created(), account.apiKey)) ?? ''
    const moved = `${path}${ofOther.slice(other.length)}`
    renameSync(ofOther, moved)
    const unsealed = write([created()], `${path}.rescued-0123456789ab`)
    for (const read of [await readLedger(path, account), await readLedger(path)]) {
      expect(types(read.records)).toEqual(['opened', 'intent'])
      expect(read.rescued).toHaveLength(3)
    }
    const ledger = await openLedger(path, account)
    expect(ledger.rescued.map(({ kind }) => kind)).toEqual(['left', 'left', 'left'])
    expect(types(ledger.records)).toEqual(['opened', 'intent', 'opened'])
    await ledger.close()
    for (const each of [byOtherKey, moved, unsealed]) expect(existsSync(each)).toBe(true)
  })

  test('refuses an emergency file that is not whole, since it may name an instance', async () => {
    const path = write([opened(), intent()])
    write('{"v":1,"type":"created","id":"i9', `${path}.rescued-0123456789ab`)
    const error = await refusal(openLedger(path, account))
    expect(error.message).toContain('rescued-0123456789ab')
    expect(error.hint).toContain('adopt NAME ID')
  })

  test('stops when the file is changed or replaced by something else', async () => {
    const changes: readonly ((path: string) => void)[] = [
      (path) => appendFileSync(path, text([created()])),
      (path) => {
        writeFileSync(`${path}.other`, readFileSync(path))
        renameSync(`${path}.other`, path)
      },
      (path) => renameSync(path, `${path}.away`),
    ]
    for (const change of changes) {
      const path = newPath()
      const ledger = await openLedger(path, account)
      change(path)
      const error = await refusal(ledger.append(intent()))
      expect(error.message).toContain('something else changed the ledger')
      await refusal(ledger.append(intent({ attempt: attempt('a2') })))
      await ledger.close()
    }
  })
})
