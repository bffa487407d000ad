import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { passwordIn } from '../../../../src/ledger/postgres-store/pgpass.ts'
import { parsePostgresAddress } from '../../../../src/ledger/postgres-store/postgres-address.ts'
import { passwordOf, userOf } from '../../../../src/ledger/postgres-store/postgres-login.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const OWNER = { host: 'db.example.com', port: 5432, database: 'ops', user: 'deploy' }

describe('a password file', () => {
  test.each([
    ['db.example.com:5432:ops:deploy:secret', 'secret'],
    ['*:*:*:*:secret', 'secret'],
    ['other:5432:ops:deploy:wrong\n*:*:ops:*:secret\n*:*:*:*:late', 'secret'],
    ['# db.example.com:5432:ops:deploy:wrong\r\n*:*:*:*:secret\r\n', 'secret'],
    ['#:*:*:*:wrong\n*:*:*:*:secret', 'secret'],
    [String.raw`*:*:*:*:a\:b\\c`, String.raw`a:b\c`],
    ['*:*:*:*:pass word ', 'pass word '],
    ['*:*:*:*:', ''],
    ['*:*:*:secret', undefined],
    ['db.example.com:5433:ops:deploy:secret', undefined],
    ['db.example.com:*:ops:root:secret', undefined],
    ['', undefined],
  ])('%j gives %j', (file, password) => {
    expect(passwordIn(file, OWNER)).toBe(password)
  })

  test('takes a colon for a part of a name where a backslash says so', () => {
    const line = String.raw`\:\:1:5432:o\\ps:dep\:loy:secret`
    const owner = { ...OWNER, host: '::1', database: String.raw`o\ps`, user: 'dep:loy' }
    expect(passwordIn(line, owner)).toBe('secret')
  })
})

const plain = parsePostgresAddress('postgres://deploy@db.example.com/ops?ledger=fleet')

describe('who connects', () => {
  test('is said by the address, then by PGUSER, then by the system', () => {
    const nobody = parsePostgresAddress('postgres://db.example.com/ops?ledger=fleet')
    const env = { PGUSER: 'pg', USER: 'system' }
    expect(userOf(plain, env)).toBe('deploy')
    expect(userOf(nobody, env)).toBe('pg')
    expect(userOf(nobody, { PGUSER: '', USER: 'system' })).toBe('system')
    expect(() => userOf(nobody, {})).toThrow('nothing says which user connects')
  })
})

describe('the password', () => {
  const folder = (mode: number) => {
    const home = tempDir({ '.pgpass': 'db.example.com:5432:ops:deploy:of the file\n' })
    chmodSync(join(home, '.pgpass'), mode)
    return home
  }

  test('is the one of the address, of PGPASSWORD, of the file, in this order', () => {
    const literal = parsePostgresAddress('postgres://deploy:literal@db.example.com/ops?ledger=a')
    const HOME = folder(0o600)
    expect(passwordOf(literal, { PGPASSWORD: 'variable', HOME })).toBe('literal')
    expect(passwordOf(plain, { PGPASSWORD: 'variable', HOME })).toBe('variable')
    expect(passwordOf(plain, { PGPASSWORD: '', HOME })).toBe('of the file')
    expect(passwordOf(plain, { PGPASSFILE: join(HOME, '.pgpass') })).toBe('of the file')
  })

  test.skipIf(process.platform === 'win32')('is not read from a file that others may read', () => {
    const HOME = folder(0o640)
    expect(() => passwordOf(plain, { HOME })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('asks for the password of the user "deploy"'),
        hint: expect.stringContaining('others may read it; run chmod 600 on it'),
      }),
    )
  })

  test.each([
    [{}, '~/.pgpass'],
    [{ HOME: '/nowhere' }, '/nowhere/.pgpass'],
    [{ PGPASSFILE: 'pass' }, 'its path is not absolute'],
    [{ PGPASSFILE: '/' }, 'it is a folder'],
  ])('is asked for where %j has none', (env, hint) => {
    expect(() => passwordOf(plain, env)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(hint) }),
    )
  })
})
