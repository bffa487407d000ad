import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isPostgresAddress,
  type PostgresAddress,
  parsePostgresAddress,
} from '../../../../src/ledger/postgres-store/postgres-address.ts'
import { UserError } from '../../../../src/model/user-error.ts'

function refusalOf(text: string): string {
  try {
    parsePostgresAddress(text)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.ending).toBe('usage')
    expect(error.hint).toBeDefined()
    return error.message
  }
  throw new Error(`accepted ${text}`)
}

const parts = ({ user, database, label }: PostgresAddress) => ({ user, database, label })

describe('an address of PostgreSQL', () => {
  test('names the user, the server, the database and the ledger', () => {
    expect(parsePostgresAddress('postgres://deploy@db.example.com:6432/ops?ledger=fleet')).toEqual({
      host: 'db.example.com',
      port: 6432,
      database: 'ops',
      user: 'deploy',
      ledger: 'fleet',
      tls: 'verified',
      label: 'postgres://db.example.com:6432/ops?ledger=fleet',
      shown: 'postgres://deploy@db.example.com:6432/ops?ledger=fleet',
      password: undefined,
    })
  })

  test('needs neither a user nor a port', () => {
    const { user, port, label, shown } = parsePostgresAddress(
      'postgresql://DB.example.com/ops?ledger=a',
    )
    expect({ user, port, label, shown }).toEqual({
      user: undefined,
      port: 5432,
      label: 'postgres://db.example.com/ops?ledger=a',
      shown: 'postgres://db.example.com/ops?ledger=a',
    })
  })

  test('may encode what would end a part', () => {
    const { user, database, label, shown } = parsePostgresAddress(
      'postgres://a%40b@h/a%2Fb%3Fc?ledger=fleet',
    )
    expect({ user, database, label }).toEqual(parts(parsePostgresAddress(shown)))
    expect({ user, database, label }).toEqual({
      user: 'a@b',
      database: 'a/b?c',
      label: 'postgres://h/a%2Fb%3Fc?ledger=fleet',
    })
  })

  test.each([
    ['postgres://[::1]:5433/ops?ledger=a&sslmode=disable', '::1'],
    ['postgres://[2001:db8::1]/ops?ledger=a', '2001:db8::1'],
  ])('%s names a host by its number', (text, host) => {
    const address = parsePostgresAddress(text)
    expect(address.host).toBe(host)
    expect(parsePostgresAddress(address.label).host).toBe(host)
  })

  test('keeps a literal password where nothing shows it', () => {
    const { password, ...rest } = parsePostgresAddress(
      'postgres://deploy:pa%3Ass@word@db.example.com/ops?ledger=fleet',
    )
    expect(password?.reveal()).toBe('pa:ss@word')
    expect(JSON.stringify({ password, ...rest })).not.toContain('word@')
    expect(rest.host).toBe('db.example.com')
    expect(rest.label).toBe('postgres://db.example.com/ops?ledger=fleet')
  })

  test.each(['', '&sslmode=require', '&sslmode=verify-full'])('verifies TLS with "%s"', (mode) => {
    expect(parsePostgresAddress(`postgres://localhost/ops?ledger=a${mode}`).tls).toBe('verified')
  })

  test.each(['localhost', '127.0.0.1', '127.8.9.255', '[::1]'])('may be plain to %s', (host) => {
    const { tls, label } = parsePostgresAddress(`postgres://${host}/ops?sslmode=disable&ledger=a`)
    expect(tls).toBe('off')
    expect(label).toBe(`postgres://${host}/ops?ledger=a&sslmode=disable`)
  })

  test.each([
    'db.example.com',
    'localhost.example.com',
    'a.localhost',
    '127.0.0.1.example.com',
    '127.1',
    '127.0.0.256',
    '0.0.0.0',
    '[::ffff:127.0.0.1]',
  ])('may not be plain to %s', (host) => {
    expect(refusalOf(`postgres://${host}/ops?ledger=a&sslmode=disable`)).toContain('TLS')
  })

  test.each([
    ['prefer', 'another server could pass for this one'],
    ['allow', 'another server could pass for this one'],
    ['no-verify', 'another server could pass for this one'],
    ['verify-ca', 'another server could pass for this one'],
    ['REQUIRE', 'unknown sslmode'],
    ['', 'unknown sslmode'],
  ])('refuses sslmode=%s', (mode, why) => {
    expect(refusalOf(`postgres://localhost/ops?ledger=a&sslmode=${mode}`)).toContain(why)
  })

  test.each([
    ['postgres://h/ops', 'names no ledger'],
    ['postgres://h/ops?', 'names no ledger'],
    ['postgres://h/ops?ledger=', 'cannot be one'],
    ['postgres://h/ops?ledger=Fleet', 'cannot be one'],
    ['postgres://h/ops?ledger=-a', 'cannot be one'],
    ['postgres://h/ops?ledger=a%20b', 'cannot be one'],
    ["postgres://h/ops?ledger=a'--", 'cannot be one'],
    [`postgres://h/ops?ledger=${'a'.repeat(64)}`, 'cannot be one'],
    ['postgres://h/ops?ledger=a&ledger=b', 'has the parameter "ledger" twice'],
    ['postgres://h?ledger=a', 'names no database'],
    ['postgres://h/?ledger=a', 'names no database'],
    ['postgres://h/a/b?ledger=a', 'not one name'],
    [`postgres://h/${'a'.repeat(64)}?ledger=a`, 'not one name'],
    ['postgres:///ops?ledger=a', 'names no host'],
    ['postgres://u@/ops?ledger=a', 'names no host'],
    ['postgres://h1,h2/ops?ledger=a', 'more than one host'],
    ['postgres://h1:1,h2:2/ops?ledger=a', 'more than one host'],
    ['postgres://%2Fvar%2Frun/ops?ledger=a', 'neither a name nor an IP address'],
    ['postgres://h:0/ops?ledger=a', 'a port that is not a number'],
    ['postgres://h:65536/ops?ledger=a', 'a port that is not a number'],
    ['postgres://h:/ops?ledger=a', 'a port that is not a number'],
    ['postgres://h/ops?ledger=a#b', 'is not an address'],
    ['postgres:/h/ops?ledger=a', 'is not an address'],
    ['postgres://h/o ps?ledger=a', 'a space'],
    ['postgres://h/o%0Aps?ledger=a', 'database with a %'],
    ['postgres://h/o%ps?ledger=a', 'database with a %'],
    ['postgres://h/ops?ledger=a&options=-c', 'has the parameter "options"'],
    ['postgres://h/ops?ledger=a&sslrootcert=x', 'has the parameter "sslrootcert"'],
    ['postgres://h/ops?ledger=a&password=x', 'has the parameter "password"'],
  ])('%s is refused', (text, why) => {
    expect(refusalOf(text)).toContain(why)
  })

  test('is never quoted where it is wrong, as a password may be anywhere in it', () => {
    for (const text of [
      'postgres://u:hunter2/x@h/ops?ledger=a',
      'postgres://u:hunter2#x@h/ops?ledger=a',
      'postgres://u:hunter2?x@h/ops?ledger=a',
      'postgres://u:hunter2@h/ops?ledger=a&hunter2=',
      'postgres://u:hunter2@h/ops?ledger=hunter2 x',
      'postgres://u:hunter2%@h/ops?ledger=a',
    ]) {
      expect(refusalOf(text)).not.toContain('hunter2')
    }
  })

  test('is known by its scheme alone', () => {
    expect(['postgres://', 'PostgreSQL://x', 'postgres:x'].every(isPostgresAddress)).toBe(true)
    expect(['s3://x', './postgres', 'postgresx://'].some(isPostgresAddress)).toBe(false)
  })

  test('is refused or read, whatever it is; its label leads to the same ledger', () => {
    const part = fc.oneof(
      fc.string({ maxLength: 8, unit: 'binary' }),
      fc.constantFrom('@', ':', '/', '?', '#', '%41', '[::1]', 'localhost', '&', ',', 'sslmode='),
    )
    const text = fc
      .array(part, { maxLength: 8 })
      .map((parts) => `postgres://${parts.join('')}/db?ledger=a`)
    fc.assert(
      fc.property(text, (each) => {
        try {
          const { user, password: _, shown, ...address } = parsePostgresAddress(each)
          expect(parsePostgresAddress(address.label)).toMatchObject(address)
          expect(parsePostgresAddress(shown)).toMatchObject({ ...address, user, shown })
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})
