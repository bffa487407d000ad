import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseLedger } from '../../../src/ledger/contents.ts'
import {
  attributeLines,
  ignoreLines,
  LEDGER_FOLDER,
  ledgerPath,
  SANDBOX_SERVICE,
  serviceOf,
} from '../../../src/ledger/ledger-path.ts'
import { encode } from '../../../src/ledger/line.ts'
import { created, intent, opened } from '../../support/ledger-entries.ts'
import { tempFolder } from '../../support/temp-folder.ts'

describe('serviceOf', () => {
  test.each([
    ['https://api.ppinfra.com', 'api.ppinfra.com'],
    ['https://API.ppinfra.com:443/gpu/', 'api.ppinfra.com'],
    ['https://api.ppinfra.com./', 'api.ppinfra.com'],
    ['https://api.ppinfra.com:8443', 'api.ppinfra.com:8443'],
    ['http://127.0.0.1:4010', '127.0.0.1:4010'],
    ['http://[::1]:4010', '[::1]:4010'],
    ['https://sandbox/', 'sandbox:443'],
  ])('%s is %s', (url, service) => {
    expect(serviceOf(new URL(url))).toBe(service)
  })
})

describe('ledgerPath', () => {
  test.each([
    ['api.ppinfra.com', 'api.ppinfra.com.ledger.jsonl'],
    ['127.0.0.1:4010', '127.0.0.1_4010.ledger.jsonl'],
    ['[::1]:4010', '___1__4010.ledger.jsonl'],
    [SANDBOX_SERVICE, 'sandbox.ledger.jsonl'],
  ])('%s has %s', (service, name) => {
    expect(ledgerPath('fleet', service)).toBe(join('fleet', '.ppi-apply', name))
  })
})

function repository(): string {
  const folder = tempFolder()
  git(folder, 'init', '--quiet', '--initial-branch', 'main')
  git(folder, 'config', 'user.name', 'test')
  git(folder, 'config', 'user.email', 'test@example.com')
  mkdirSync(join(folder, LEDGER_FOLDER))
  return folder
}

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

describe('ignoreLines', () => {
  test('let git keep ledgers and pass over what belongs to one machine', () => {
    const folder = repository()
    const write = (name: string, text = 'x') =>
      writeFileSync(join(folder, LEDGER_FOLDER, name), text)
    write('.gitignore', `${ignoreLines().join('\n')}\n`)
    write('sandbox.example.com.ledger.jsonl')
    write('sandbox.ledger.jsonl')
    mkdirSync(join(folder, LEDGER_FOLDER, 'sandbox'))
    write('sandbox/instances.json')
    for (const end of [
      '',
      '.lock',
      '.lock.over-1',
      '.lock.new-1',
      '.new-1',
      '.torn-1',
      '.rescued-1',
    ]) {
      write(`api.example.com.ledger.jsonl${end}`)
    }
    git(folder, 'add', '.')
    expect(git(folder, 'ls-files').trim().split('\n')).toEqual([
      '.ppi-apply/.gitignore',
      '.ppi-apply/api.example.com.ledger.jsonl',
      '.ppi-apply/sandbox.example.com.ledger.jsonl',
    ])
  })
})

describe('attributeLines', () => {
  test('let git merge two branches that both appended, even past the room that a killed run left', () => {
    const folder = repository()
    const path = join(folder, LEDGER_FOLDER, 'api.example.com.ledger.jsonl')
    const commit = (text: string) => {
      writeFileSync(path, text)
      git(folder, 'add', '.')
      git(folder, 'commit', '--quiet', '--message', 'change')
    }
    writeFileSync(join(folder, LEDGER_FOLDER, '.gitattributes'), `${attributeLines().join('\n')}\n`)
    const common = `${encode(opened())}\n`
    commit(common)
    git(folder, 'checkout', '--quiet', '-b', 'other')
    commit(`${common}${encode({ ...created(), seq: 2 })}\n${' '.repeat(100)}`)
    git(folder, 'checkout', '--quiet', 'main')
    commit(`${common}${encode({ ...intent(), seq: 2 })}\n${' '.repeat(50)}`)
    git(folder, 'merge', '--quiet', '--no-edit', 'other')
    const { entries, torn } = parseLedger(path, readFileSync(path))
    expect(torn).toBeUndefined()
    expect(entries.map((entry) => entry.type).sort()).toEqual(['created', 'intent', 'opened'])
  })
})
