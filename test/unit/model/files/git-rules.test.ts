import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encode } from '../../../../src/ledger/codec.ts'
import { parseLedger } from '../../../../src/ledger/file-store/contents.ts'
import { writeGitRules } from '../../../../src/model/files/git-rules.ts'
import { OWN_FOLDER } from '../../../../src/model/files/links.ts'
import { makeFolder } from '../../../../src/model/files/make-folder.ts'
import { created, intent, opened } from '../../../support/ledger-records.ts'
import { tempDir } from '../../../support/temp-dir.ts'

function repository(): string {
  const folder = tempDir()
  git(folder, 'init', '--quiet', '--initial-branch', 'main')
  git(folder, 'config', 'user.name', 'test')
  git(folder, 'config', 'user.email', 'test@example.com')
  makeFolder(join(folder, OWN_FOLDER))
  return folder
}

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

describe('a folder of our own', () => {
  test('lets git keep ledgers and pass over what belongs to one machine', () => {
    const folder = repository()
    const write = (name: string, text = 'x') => writeFileSync(join(folder, OWN_FOLDER, name), text)
    write('sandbox.example.com.ledger.jsonl')
    write('sandbox.ledger.jsonl')
    mkdirSync(join(folder, OWN_FOLDER, 'sandbox'))
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
      '.ppi-apply/.gitattributes',
      '.ppi-apply/.gitignore',
      '.ppi-apply/api.example.com.ledger.jsonl',
      '.ppi-apply/sandbox.example.com.ledger.jsonl',
    ])
  })
})

describe('a folder of our own, in two branches', () => {
  test('lets git merge two branches that both appended, even past the room that a killed run left', () => {
    const folder = repository()
    const path = join(folder, OWN_FOLDER, 'api.example.com.ledger.jsonl')
    const commit = (text: string) => {
      writeFileSync(path, text)
      git(folder, 'add', '.')
      git(folder, 'commit', '--quiet', '--message', 'change')
    }
    const common = `${encode(opened())}\n`
    commit(common)
    git(folder, 'checkout', '--quiet', '-b', 'other')
    commit(`${common}${encode({ ...created(), seq: 2 })}\n${' '.repeat(100)}`)
    git(folder, 'checkout', '--quiet', 'main')
    commit(`${common}${encode({ ...intent(), seq: 2 })}\n${' '.repeat(50)}`)
    git(folder, 'merge', '--quiet', '--no-edit', 'other')
    const { records, torn } = parseLedger(path, readFileSync(path))
    expect(torn).toBeUndefined()
    expect(records.map((record) => record.type).sort()).toEqual(['created', 'intent', 'opened'])
  })
})

describe('writeGitRules', () => {
  test('leaves alone what is there', () => {
    const folder = tempDir()
    writeFileSync(join(folder, '.gitignore'), 'mine\n')
    writeGitRules(folder)
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('mine\n')
    expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toMatch(/merge=union/)
  })
})
