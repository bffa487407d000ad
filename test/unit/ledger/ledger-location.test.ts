import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
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
    expect(near.map(({ location, where }) => [location.label, where]).sort()).toEqual(
      [
        [fileOf(folder, 'b.example.com'), 'beside'],
        [fileOf(run, 'c.example.com'), 'above'],
      ].sort(),
    )
  })

  test('knows those elsewhere in its project, but not those of packages, other repositories and links', () => {
    const root = tempDir({
      '.git/HEAD': '',
      'sub/.ppi-apply/a.ledger.jsonl': '',
      'team.ledger.jsonl': '',
      'mine.jsonl': '',
      '.ppi-apply/named-ledgers': 'mine.jsonl\n../outside.jsonl\n/etc/passwd\n',
      'node_modules/x/.ppi-apply/a.ledger.jsonl': '',
      '.cache/.ppi-apply/a.ledger.jsonl': '',
      'other/.git/HEAD': '',
      'other/.ppi-apply/a.ledger.jsonl': '',
    })
    const outside = tempDir({ '.ppi-apply/a.ledger.jsonl': '' })
    symlinkSync(outside, join(root, 'link'))
    const near = fileLedger(join(root, '.ppi-apply', 'b.ledger.jsonl')).nearby([root])
    expect(near.map(({ location, where }) => [location.label, where]).sort()).toEqual(
      ['mine.jsonl', 'sub/.ppi-apply/a.ledger.jsonl', 'team.ledger.jsonl'].map((path) => [
        join(root, path),
        'apart',
      ]),
    )
  })

  test('looks through a repository that the home folder is in, and never through the home folder', () => {
    const root = tempDir({ 'sub/.ppi-apply/a.ledger.jsonl': '', 'home/x': '' })
    const found = () =>
      fileLedger(join(root, '.ppi-apply', 'b.ledger.jsonl'))
        .nearby([root])
        .map(({ location }) => location.label)
    vi.stubEnv('HOME', join(root, 'home'))
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(found()).toEqual([])
    mkdirSync(join(root, '.git'))
    expect(found()).toEqual([join(root, 'sub/.ppi-apply/a.ledger.jsonl')])
  })

  test('is remembered in its project where it was named, once it is open', async () => {
    const root = tempDir({ '.git/HEAD': '', 'sub/file': '' })
    const options = { service: 'api.example.com', apiKey: 'sk_one', version: '1', acceptKey: false }
    for (const path of ['sub/mine.jsonl', 'sub/mine.jsonl', '../beyond.jsonl']) {
      const ledger = await fileLedger(join(root, path), root).open(options)
      await ledger.close()
    }
    expect(readFileSync(join(root, '.ppi-apply/named-ledgers'), 'utf8')).toBe('sub/mine.jsonl\n')
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
