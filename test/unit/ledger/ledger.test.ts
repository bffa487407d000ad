import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openLedger, readLedger } from '../../../src/ledger/file-store/file.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { toState } from '../../../src/ledger/state.ts'
import { UserError } from '../../../src/model/user-error.ts'
import { FaultDisk } from '../../support/fault-disk.ts'
import { keptFiles } from '../../support/kept-files.ts'
import { buildChild, start } from '../../support/ledger-process.ts'
import { attempt, created, ended, id, intent, key } from '../../support/ledger-records.ts'
import { tempDir } from '../../support/temp-dir.ts'

const account = { service: 'api.example.com', apiKey: 'sk_test', version: '0.1.0' }

const newPath = (): string => join(tempDir(), '.ppi-apply', 'api.example.com.ledger.jsonl')

async function openOnFaults(): Promise<{
  disk: FaultDisk
  path: string
  ledger: Ledger
}> {
  const disk = new FaultDisk()
  const path = newPath()
  const ledger = await openLedger(path, { ...account, disk })
  onTestFinished(() => ledger.close())
  return { disk, path, ledger }
}

const typesIn = async (path: string): Promise<readonly string[]> =>
  (await readLedger(path)).records.map((record) => record.type)

/** Makes another folder the system's temporary one until the test ends. */
function temporaryFolder(): string {
  const before = process.env.TMPDIR
  const other = tempDir()
  process.env.TMPDIR = other
  onTestFinished(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })
  return other
}

let folder = ''
let child = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ppi-apply-child-'))
  child = await buildChild(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('append', () => {
  test('has the line on the disk when it resolves, also while the ledger is open', async () => {
    const { disk, path, ledger } = await openOnFaults()
    disk.arm()
    await ledger.append(intent())
    expect(disk.count('sync')).toBe(1)
    expect(await typesIn(path)).toEqual(['opened', 'intent'])
  })

  test('keeps the order of calls that were not waited for', async () => {
    const { path, ledger } = await openOnFaults()
    const names = Array.from({ length: 30 }, (_, n) => attempt(`a${n}`))
    await Promise.all(names.map((each) => ledger.append(intent({ attempt: each }))))
    const { records } = await readLedger(path)
    expect(records.slice(1).map((record) => 'attempt' in record && record.attempt)).toEqual(names)
  })

  test('writes until every byte is written, however little the system takes', async () => {
    const { disk, path, ledger } = await openOnFaults()
    disk.arm({ call: 'write', at: 1, lasting: true, bytes: 700 })
    await ledger.append(intent({ spec: { command: 'x'.repeat(9000) } }))
    expect(disk.count('write')).toBeGreaterThan(12)
    await ledger.append(created())
    disk.arm()
    await ledger.close()
    expect(await typesIn(path)).toEqual(['opened', 'intent', 'created'])
  })

  test('writes nothing of an intent that does not fit, with room for its outcome', async () => {
    const { disk, path, ledger } = await openOnFaults()
    const { records } = await readLedger(path)
    // The line itself would fit into the room kept at opening, its own room would not.
    disk.full = true
    const failed = ledger.append(intent())
    await expect(failed).rejects.toThrow(/cannot write the ledger .*: the disk is full \(ENOSPC\)/)
    await expect(failed).rejects.toMatchObject({ ending: 'ledger', hint: expect.any(String) })
    expect(await readLedger(path)).toMatchObject({ records, torn: undefined, rescued: [] })
  })

  test('writes the outcome of every flushed intent, on a disk that is full by then', async () => {
    for (const name of ['web', '名'.repeat(300), '\u0001'.repeat(100)]) {
      const { disk, path, ledger } = await openOnFaults()
      // More than the room that was kept at opening.
      await ledger.append(intent({ key: key(name), spec: { command: 'x'.repeat(5000) } }))
      disk.full = true
      await ledger.append(ended('unknown', { key: key(name), reason: '"'.repeat(300) }))
      await ledger.append(created({ key: key(name), how: 'found' }))
      expect(await typesIn(path)).toEqual(['opened', 'intent', 'unknown', 'created'])
      expect((await readLedger(path)).torn).toBeUndefined()
    }
  })

  test.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'quota'],
    ['EROFS', 'read-only'],
    ['EACCES', 'permission denied'],
    ['EIO', 'the disk reports an error'],
    ['EWHATEVER', 'the system refused (EWHATEVER)'],
  ])('says %s in plain words, and takes nothing more', async (code, words) => {
    for (const call of ['write', 'sync'] as const) {
      const { disk, path, ledger } = await openOnFaults()
      disk.arm({ call, at: 1, code })
      const error: unknown = await ledger.append(intent()).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(UserError)
      expect(error).toMatchObject({ message: expect.stringContaining(words), ending: 'ledger' })
      await expect(ledger.append(created())).rejects.toThrow('takes no more lines')
      expect(await typesIn(path)).toEqual(['opened'])
    }
  })

  test('leaves an outcome that was written but not flushed, since it is true', async () => {
    const { disk, path, ledger } = await openOnFaults()
    await ledger.append(intent())
    disk.arm({ call: 'sync', at: 1, code: 'EIO' })
    await expect(ledger.append(created())).rejects.toThrow('EIO')
    expect(await typesIn(path)).toEqual(['opened', 'intent', 'created'])
  })

  test('loses nothing that it confirmed, whichever call fails and wherever a write stops', async () => {
    const faults = (['write', 'sync', 'cut', 'open', 'link', 'syncFolder', 'makeFolder'] as const)
      .flatMap((call) => [1, 2, 3, 4, 5, 6].map((at) => ({ call, at, code: 'EIO' })))
      .flatMap((fault) => [
        fault,
        { ...fault, lasting: true },
        ...(fault.call === 'write' ? [3, 120, 200].map((bytes) => ({ ...fault, bytes })) : []),
      ])
    for (const fault of faults) {
      const disk = new FaultDisk()
      const path = newPath()
      const acked: string[] = []
      disk.arm(fault)
      let faulty: Ledger | undefined
      try {
        const ledger = await openLedger(path, { ...account, disk })
        faulty = ledger
        for (const each of ['a1', 'a2']) {
          await ledger.append(intent({ attempt: attempt(each) }))
          acked.push(`intent ${each}`)
          await ledger.append(created({ attempt: attempt(each), id: id(`i-${each}`) }))
          acked.push(`created ${each}`)
        }
      } catch (error) {
        expect(error).toMatchObject({ ending: 'ledger' })
      } finally {
        await faulty?.close()
      }
      const ledger = await openLedger(path, account)
      await ledger.close()
      const seen = ledger.records.map(
        (record) => 'attempt' in record && `${record.type} ${record.attempt}`,
      )
      expect(seen, JSON.stringify(fault)).toEqual(expect.arrayContaining(acked))
    }
  })

  test('has every confirmed line after a kill at any moment', async () => {
    const path = newPath()
    const confirmed: string[] = []
    for (const lines of [1, 2, 7, 20]) {
      const writer = start(process.execPath, [child, 'write', path])
      for (let n = 0; n < lines; n += 1) confirmed.push((await writer.line()) ?? 'ended')
      await writer.kill()
      for (let line = await writer.line(); line !== undefined; line = await writer.line()) {
        confirmed.push(line)
      }
    }
    const ledger = await openLedger(path, account)
    await ledger.close()
    const seen = ledger.records.map(
      (record) => 'attempt' in record && `${record.type} ${record.attempt}`,
    )
    expect(seen).toEqual(expect.arrayContaining(confirmed))
    const open = [...toState(ledger.records).entries.values()].flatMap((entry) => entry.open)
    expect(open.length).toBeLessThanOrEqual(4)
  })

  test('fits every outcome under a limit that the system sets for the file', async () => {
    const path = newPath()
    // In blocks of 512 bytes.
    const run = start('sh', [
      '-c',
      'ulimit -f 60; exec "$@"',
      'sh',
      process.execPath,
      child,
      'fill',
      path,
    ])
    const line = await run.line()
    expect(await run.end()).toBe(0)
    expect(line).toMatch(/^full (\d+) .*beyond the allowed size \(EFBIG\)/)
    const { records, torn } = await readLedger(path)
    expect(torn).toBeUndefined()
    const attempts = Number(line?.split(' ')[1]) - 1
    expect(attempts).toBeGreaterThan(5)
    expect(records.filter((record) => record.type === 'intent')).toHaveLength(attempts)
    expect(records.filter((record) => record.type === 'created')).toHaveLength(attempts)
  })
})

describe('rescue', () => {
  test('keeps the outcome beside the ledger, where the next run takes it in', async () => {
    const { disk, path, ledger } = await openOnFaults()
    await ledger.append(intent())
    disk.arm({ call: 'write', at: 1, code: 'EIO' })
    await expect(ledger.append(created())).rejects.toThrow('EIO')
    const where = await ledger.rescue(created())
    expect(dirname(where ?? '')).toBe(dirname(path))
    expect(statSync(where ?? '').mode & 0o777).toBe(0o600)
    expect(ledger.records.at(-1)).toMatchObject(created())
    await ledger.close()

    expect(
      toState((await readLedger(path, account)).records).entries.get(key('web')),
    ).toMatchObject({
      instances: [{ id: 'i1' }],
      open: [],
    })
    const next = await openLedger(path, account)
    await next.close()
    expect(existsSync(where ?? '')).toBe(false)
    expect(await typesIn(path)).toEqual(['opened', 'intent', 'created'])
  })

  test('goes to the temporary folder when the folder of the ledger takes nothing', async () => {
    const { disk, path, ledger } = await openOnFaults()
    disk.arm({ call: 'open', at: 1, code: 'EROFS' })
    const temporary = temporaryFolder()
    const where = await ledger.rescue(created())
    expect(dirname(where ?? '')).toBe(temporary)
    expect(readFileSync(where ?? '', 'utf8')).toContain('"id":"i1"')
    expect(where).toContain('api.example.com.ledger.jsonl.rescued-')
    expect(keptFiles(dirname(path))).toHaveLength(1)
  })

  test('says so when no place takes it, and leaves no half file', async () => {
    const { disk, path, ledger } = await openOnFaults()
    const temporary = temporaryFolder()
    disk.arm({ call: 'write', at: 1, lasting: true, bytes: 5, code: 'ENOSPC' })
    expect(await ledger.rescue(created())).toBeUndefined()
    expect(keptFiles(dirname(path))).toHaveLength(1)
    expect(readdirSync(temporary)).toEqual([])
  })
})

describe('close', () => {
  test('gives back the room that was kept', async () => {
    const { path, ledger } = await openOnFaults()
    await ledger.append(intent())
    expect(statSync(path).size).toBeGreaterThan(4096)
    await ledger.close()
    await ledger.close()
    expect(readFileSync(path, 'utf8').trimEnd()).toHaveLength(statSync(path).size - 1)
    await expect(ledger.append(created())).rejects.toThrow('closed')
  })

  test('waits for what is being written', async () => {
    const { path, ledger } = await openOnFaults()
    const written = ledger.append(intent())
    await ledger.close()
    await written
    expect(await typesIn(path)).toEqual(['opened', 'intent'])
  })
})
