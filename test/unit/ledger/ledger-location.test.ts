import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OWN_PROCESS } from '../../../src/cli/this-process.ts'
import { encode } from '../../../src/ledger/codec.ts'
import { fileLedger } from '../../../src/ledger/file-store/file-location.ts'
import type { LedgerLocation } from '../../../src/ledger/ledger-location.ts'
import { locateLedger } from '../../../src/ledger/locate-ledger.ts'
import { Secret } from '../../../src/model/secret.ts'
import { withLedger } from '../../../src/operations/ledger/open-locked-ledger.ts'
import { intent, opened } from '../../support/ledger-records.ts'
import { tempDir } from '../../support/temp-dir.ts'

function folderWith(...services: readonly string[]): string {
  const folder = tempDir()
  mkdirSync(join(folder, '.ppi-apply'))
  for (const service of services) writeFileSync(fileOf(folder, service), `${encode(opened())}\n`)
  return folder
}

const fileOf = (folder: string, service: string): string =>
  join(folder, '.ppi-apply', `${service}.ledger.jsonl`)

describe('the location of a ledger in a file', () => {
  test('is the file that was named, else that of the service in the project', () => {
    const folder = folderWith('api.ppio.com')
    const world = {
      folder,
      cwd: folder,
      service: 'api.ppinfra.com',
      environment: {},
      apiKeyVariable: 'PPIO_API_KEY',
      own: OWN_PROCESS,
      warn: () => {},
    }
    expect(locateLedger(undefined, world).file).toBe(fileOf(folder, 'api.ppio.com'))
    const named = { kind: 'file', path: '/x/other.jsonl' } as const
    expect(locateLedger(named, world).label).toBe('/x/other.jsonl')
  })

  test('knows the ledgers around it, itself and the sandbox left out', () => {
    const folder = folderWith('a.example.com', 'b.example.com', 'sandbox')
    const run = folderWith('c.example.com')
    const near = fileLedger(fileOf(folder, 'a.example.com')).nearby([run])
    expect(near.map(({ location, isBeside }) => [location.label, isBeside]).sort()).toEqual(
      [
        [fileOf(folder, 'b.example.com'), true],
        [fileOf(run, 'c.example.com'), false],
      ].sort(),
    )
  })
})

describe('a ledger that is kept elsewhere', () => {
  test('is locked, read and opened by its location alone, and called by its label', async () => {
    const file = fileLedger(join(tempDir(), '.ppi-apply', 'x.ledger.jsonl'))
    const calls: string[] = []
    const elsewhere: LedgerLocation = {
      ...file,
      label: 'postgres://db/fleet',
      file: undefined,
      read: (options) => {
        calls.push('read')
        return file.read(options)
      },
      open: (options) => {
        calls.push('open')
        return file.open(options)
      },
      lock: (options) => {
        calls.push('lock')
        return file.lock(options)
      },
    }
    const options = {
      target: {
        name: 'api.example.com',
        ledger: elsewhere,
        ledgerIsNamed: true,
        client: undefined,
        apiKey: new Secret('sk_one', '(secret)'),
      },
      command: 'apply',
      nothingDone: 'sent',
      version: '1',
      acceptAccount: false,
      own: OWN_PROCESS,
      refresh: 'never',
      report: () => undefined,
    } as const
    await withLedger(options, (ledger) => ledger.append(intent()))
    expect(calls).toEqual(['lock', 'read', 'open'])
    const other = { ...options, target: { ...options.target, apiKey: new Secret('sk_two', '(s)') } }
    await expect(withLedger(other, async () => undefined)).rejects.toThrow(
      'the ledger postgres://db/fleet was made with another API key',
    )
  })
})

// A second kind of store is a second maker of locations, and nothing else: so no stage may go to the file itself.
test('nothing outside the ledger reads, writes, finds or locks its file', () => {
  const reaching = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('ledger') && file !== 'library.ts')
    .filter((file) => REACHES.test(readFileSync(join('src', file), 'utf8')))
  expect(reaching).toEqual([])
})

const REACHES =
  /import \{[^}]*\b(readLedger|openLedger|acquireLock|unlock|findLedger|ledgerPath|FileStore|DISK)\b[^}]*\} from '[^']*ledger\/file-store/
