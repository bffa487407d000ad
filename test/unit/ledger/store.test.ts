import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DISK } from '../../../src/ledger/file-store/disk.ts'
import { FileStore } from '../../../src/ledger/file-store/file-store.ts'
import { position, type Store } from '../../../src/ledger/store.ts'
import { memoryLedger, type OpenStore, STORE_CHECKS } from '../../support/store-conformance.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function newFile(): Promise<OpenStore> {
  const path = join(tempDir(), 'a.ledger.jsonl')
  writeFileSync(path, '')
  return () => openFile(path)
}

async function openFile(path: string): Promise<FileStore> {
  const file = await DISK.open(path, 'edit')
  const { identity } = await file.facts()
  const store = new FileStore({ path, disk: DISK, file, identity, end: 0, count: 0 })
  await store.read(position(0))
  return store
}

describe.each([
  ['a local file', newFile],
  ['the model of a store', async () => memoryLedger()],
])('%s', (_, newLedger) => {
  test.each(STORE_CHECKS)('$name', ({ check }) => check(newLedger))
})

// A suite that a broken store passes proves nothing.
describe('a broken store', () => {
  const broken: readonly (readonly [string, (lines: Uint8Array[]) => Partial<Store>])[] = [
    [
      'that overwrites',
      (lines) => ({
        put: async (at, line) => {
          lines[at - 1] = line
          return 'put'
        },
      }),
    ],
    [
      'that appends at the next free place, whatever the writer knew',
      (lines) => ({
        put: async (_at, line) => {
          lines.push(line)
          return 'put'
        },
      }),
    ],
    [
      'that takes the same line twice for put',
      (lines) => ({
        put: async (at, line) => {
          const there = lines[at - 1]
          if (there === undefined && at === lines.length + 1) lines.push(line)
          else if (there === undefined || !Buffer.from(there).equals(line)) return 'taken'
          return 'put'
        },
      }),
    ],
    [
      'that reads what was there when it was opened',
      (lines) => {
        const old = [...lines]
        return {
          read: async (from) =>
            old
              .slice(from)
              .map((bytes, index) => ({ position: position(from + index + 1), bytes })),
        }
      },
    ],
    ['that cannot prove itself', () => ({ prove: async () => ({ fit: false, why: 'it is not' }) })],
    ['that tells of a life long gone', () => ({ lastBeat: async () => 60_000 })],
  ]

  test.each(broken)('%s fails a check', async (_, spoil) => {
    const results = await Promise.allSettled(
      STORE_CHECKS.map(({ check }) => check(async () => memoryLedger(spoil))),
    )
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
  })
})

describe('a local file', () => {
  test('refuses to write where something else put a line without its end', async () => {
    const path = join(tempDir(), 'a.ledger.jsonl')
    writeFileSync(path, '{"a":1}\n{"b"')
    const file = await DISK.open(path, 'edit')
    const { identity } = await file.facts()
    const store = new FileStore({ path, disk: DISK, file, identity, end: 8, count: 1 })
    await expect(store.read(position(0))).rejects.toThrow('something else changed the ledger')
    await expect(store.put(position(2), Buffer.from('{"c":1}'), 'before-call')).rejects.toThrow(
      'something else changed the ledger',
    )
    await store.close()
  })
})
