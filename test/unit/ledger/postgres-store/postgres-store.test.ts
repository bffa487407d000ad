import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTables } from '../../../../src/ledger/postgres-store/open-postgres.ts'
import { postgresSetupSql } from '../../../../src/ledger/postgres-store/setup-sql.ts'
import { type LockId, position } from '../../../../src/ledger/store.ts'
import { loopback } from '../../../support/loopback.ts'
import { postgresLedgers } from '../../../support/postgres-ledgers.ts'
import { STORE_CHECKS } from '../../../support/store-conformance.ts'

const { server, address, open } = postgresLedgers()

const A = Buffer.from('{"a":1}')
const LOCK = '0123456789ab' as LockId

describe('a ledger in PostgreSQL', () => {
  test.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      const each = address()
      return () => open(each)
    }),
  )

  test('keeps any bytes', async () => {
    const store = await open(address())
    const lines: Uint8Array[] = []
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (line) => {
        lines.push(line)
        expect(await store.put(position(lines.length), line, 'after-call')).toBe('put')
      }),
      { numRuns: 50 },
    )
    const read = await store.read(position(0))
    expect(read.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(
      lines.map((bytes) => Buffer.from(bytes).toString('hex')),
    )
    await store.close()
  })

  test('makes no statement of what is no lock', async () => {
    const store = await open(address())
    await expect(store.lastBeat("x' y" as LockId)).rejects.toMatchObject({ ending: 'ledger' })
    await store.close()
  })

  test('is one of many in its database', async () => {
    const [one, other] = [await open(address()), await open(address())]
    expect(await one.put(position(1), A, 'after-call')).toBe('put')
    expect(await other.read(position(0))).toEqual([])
    expect(await other.put(position(1), A, 'after-call')).toBe('put')
    await one.beat(LOCK)
    expect(await other.lastBeat(LOCK)).toBeUndefined()
    await one.close()
    await other.close()
  })

  test('may have more lines than are read at once', async () => {
    const at = address()
    await server().sql(`insert into ppi_apply_line (ledger, position, line)
      select '${at.ledger}', n, convert_to('{"n":' || n || '}', 'UTF8') from generate_series(1, 10001) n`)
    const store = await open(at)
    const lines = await store.read(position(0))
    expect(lines.map((line) => line.position)).toEqual(lines.map((_, index) => index + 1))
    expect(lines.map(({ bytes }) => String(bytes)).at(-1)).toBe('{"n":10001}')
    await store.close()
  })

  test.each([
    ['in the middle', 'position = 2', 0, 2],
    ['at the beginning', 'position = 1', 0, 1],
    ['at the end, which a run has read', 'position > 1', 3, 2],
    ['all of them', 'true', 3, 1],
    ['more than are read at once', 'position between 2 and 10000', 0, 2],
  ])('refuses to go on where lines were removed: %s', async (_, which, from, missing) => {
    const at = address()
    const last = which.includes('10000') ? 10_001 : 3
    await server().sql(`insert into ppi_apply_line (ledger, position, line)
      select '${at.ledger}', n, '{}' from generate_series(1, ${last}) n;
      delete from ppi_apply_line where ledger = '${at.ledger}' and ${which}`)
    const store = await open(at)
    await expect(store.read(position(from))).rejects.toMatchObject({
      message: `line ${missing} of the ledger ${at.label} is not there`,
      ending: 'ledger',
    })
    await store.close()
  })

  test('puts no line behind one that is not there', async () => {
    const store = await open(address())
    await expect(store.put(position(4), A, 'after-call')).rejects.toThrow('line 3 of the ledger')
    await store.close()
  })

  test('tells how long ago its holder gave a sign of life, and nothing of the future', async () => {
    const at = address()
    const store = await open(at)
    await store.beat(LOCK)
    const shift = (interval: string) =>
      server().sql(
        `update ppi_apply_beat set at = at + '${interval}' where ledger = '${at.ledger}'`,
      )
    await shift('-1 hour')
    expect(await store.lastBeat(LOCK)).toBeGreaterThanOrEqual(3_600_000)
    await shift('3 hours')
    expect(await store.lastBeat(LOCK)).toBe(0)
    await store.beat(LOCK)
    expect(await store.lastBeat(LOCK)).toBeLessThan(3_600_000)
    await store.close()
  })

  test('is the same for users with settings of their own', async () => {
    await server().sql(`create role "Odd user" login;
      grant select, insert on ppi_apply_line to "Odd user";
      grant select, insert, update on ppi_apply_beat to "Odd user";
      create schema "Odd user" authorization "Odd user";
      create table "Odd user".ppi_apply_line (at int);
      alter role "Odd user" set standard_conforming_strings = off;
      alter role "Odd user" set bytea_output = escape;
      alter role "Odd user" set default_transaction_isolation = serializable;
      alter role "Odd user" set synchronous_commit = off;
      alter role "Odd user" set client_encoding = latin1;
      alter role "Odd user" set datestyle = german;
      alter role "Odd user" set statement_timeout = 1000`)
    const at = address({ user: 'Odd%20user' })
    const [odd, plain] = [await open(at), await open(address({ ledger: at.ledger }))]
    const line = Buffer.from('{"a":"\\\\é😀\\u2028\'"}')
    expect(await odd.prove()).toEqual({ fit: true })
    expect(await odd.put(position(1), line, 'after-call')).toBe('put')
    expect(await plain.put(position(1), line, 'after-call')).toBe('taken')
    expect(await odd.read(position(0))).toEqual(await plain.read(position(0)))
    await odd.beat(LOCK)
    expect(await plain.lastBeat(LOCK)).toBeGreaterThanOrEqual(0)
    await odd.close()
    await plain.close()
  })

  test('is used by many calls at once as by one after the other', async () => {
    const store = await open(address())
    const puts = [1, 2, 3].map((n) => store.put(position(n), A, 'after-call'))
    expect(await Promise.all([...puts, store.beat(LOCK)])).toEqual(['put', 'put', 'put', undefined])
    const read = store.read(position(0))
    await Promise.all([read, store.close()])
    expect((await read).length).toBe(3)
  })
})

describe('a proof', () => {
  test('leaves nothing in an empty ledger', async () => {
    const at = address()
    const store = await open(at)
    expect(await store.prove()).toEqual({ fit: true })
    expect(await store.read(position(0))).toEqual([])
    expect(await store.lastBeat('000000000000' as LockId)).toBeUndefined()
    await store.close()
  })

  beforeAll(() => server().sql('create database odd'))
  const NEW_TABLES = `drop table if exists ppi_apply_line, ppi_apply_beat, hidden cascade;
    ${postgresSetupSql()}`
  const KEYLESS = 'its table has no primary key over ledger and position'
  test.each([
    ['no key', 'alter table ppi_apply_line drop constraint ppi_apply_line_pkey', KEYLESS],
    [
      'a key that says more',
      `alter table ppi_apply_line drop constraint ppi_apply_line_pkey,
        add primary key (ledger, position, at)`,
      KEYLESS,
    ],
    [
      'a key that is checked at the end of a transaction',
      `alter table ppi_apply_line drop constraint ppi_apply_line_pkey,
        add primary key (ledger, position) deferrable initially deferred`,
      KEYLESS,
    ],
    [
      'a key for some of the lines',
      `alter table ppi_apply_line drop constraint ppi_apply_line_pkey;
        create unique index on ppi_apply_line (ledger, position) where position > 1`,
      KEYLESS,
    ],
    ['no log', 'alter table ppi_apply_line set unlogged', 'unlogged'],
    [
      'a view over it',
      `alter table ppi_apply_line rename to hidden;
        create view ppi_apply_line as select * from hidden`,
      'not an ordinary table',
    ],
  ])('refuses a table with %s', async (_, change, why) => {
    await server().sql(`${NEW_TABLES}; ${change}`, 'odd')
    const store = await open(address({ database: 'odd' }))
    expect(await store.prove()).toEqual({ fit: false, why: expect.stringContaining(why) })
    await store.close()
  })

  test('tells a user who may only read from one who may write', async () => {
    await server().sql('create role reader login; grant select on ppi_apply_line to reader')
    const at = address({ user: 'reader' })
    const store = await open(at)
    expect(await store.read(position(0))).toEqual([])
    await expect(store.prove()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^cannot write the ledger .* this user lacks a right \(42501: /,
      ),
      hint: expect.stringContaining('ppi-apply ledger init'),
      ending: 'ledger',
    })
    await store.close()
  })

  test('tells of a database that is set read-only', async () => {
    await server().sql('create role frozen login superuser')
    await server().sql('alter role frozen set default_transaction_read_only = on')
    const store = await open(address({ user: 'frozen' }))
    expect(await store.read(position(0))).toEqual([])
    await expect(store.prove()).rejects.toThrow('the database is read-only')
    await store.close()
  })
})

describe('opening', () => {
  test.each([
    ['a user without a password', { user: 'with_password' }, 'asks for the password of the user'],
    ['a user whom the server refuses', { user: 'refused' }, 'does not let this user in (28000: '],
    ['a database that is not there', { database: 'missing' }, 'there is no such database'],
    ['a host that is not there', { host: 'localhost', port: 1 }, 'nothing listens at that address'],
    ['a database without tables', { database: 'template1' }, 'has no tables for ledgers'],
  ])('says so of %s', async (_, at, why) => {
    await server().sql(`drop role if exists with_password, refused;
      create role with_password login password 'right'; create role refused login`)
    const opened = open(address({ ledger: 'a', ...at }))
    await expect(opened).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(why),
      hint: expect.any(String),
      ending: 'ledger',
    })
  })

  test('takes the password from where it is, and shows it nowhere', async () => {
    await server().sql(`drop role if exists with_password, in_the_open;
      create role with_password login password 'right'; grant all on ppi_apply_line to with_password;
      create role in_the_open login password 'right'; grant all on ppi_apply_line to in_the_open`)
    for (const user of ['with_password', 'in_the_open']) {
      const at = address({ user })
      const store = await open(at, { environment: { PGPASSWORD: 'right' } })
      expect(await store.read(position(0))).toEqual([])
      await store.close()
      const wrong = open(at, { environment: { PGPASSWORD: 'hunter2' } })
      const error: unknown = await wrong.catch((caught) => caught)
      expect(error).toMatchObject({ message: expect.stringContaining('the password is wrong') })
      expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
    }
  })

  test('gives up on a server that says nothing', async () => {
    await using silent = await loopback(() => {})
    const opened = open(address({ port: silent.port }), {
      limits: { connect: 200, statement: 200, answer: 200 },
    })
    await expect(opened).rejects.toThrow('no answer within 0.2 s')
  })

  test('refuses what is not PostgreSQL', async () => {
    await using other = await loopback((socket) => {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    await expect(open(address({ port: other.port }))).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('cannot open the ledger'),
    })
  })
})

describe('making the tables', () => {
  test('gives a run what it needs, and keeps it from changing a line', async () => {
    await server().sql('create database fresh')
    await server().sql('create role "Run; er" login')
    const admin = address({ database: 'fresh' })
    for (const role of ['Run; er', 'Run; er']) {
      await createTables(admin, { environment: {}, role })
    }
    const at = address({ database: 'fresh', user: 'Run%3B%20er' })
    const store = await open(at)
    expect(await store.prove()).toEqual({ fit: true })
    expect(await store.put(position(1), A, 'before-call')).toBe('put')
    expect(await store.read(position(0))).toHaveLength(1)
    await store.beat(LOCK)
    await store.beat(LOCK)
    await store.close()
    const rights = await server().sql(
      `select table_name, string_agg(privilege_type, ' ' order by privilege_type)
        from information_schema.role_table_grants where grantee = 'Run; er' group by 1 order by 1`,
      'fresh',
    )
    expect(rights).toEqual([
      ['ppi_apply_beat', 'INSERT SELECT UPDATE'],
      ['ppi_apply_line', 'INSERT SELECT'],
    ])
  })

  test('is told where the user may not', async () => {
    await server().sql('create role nobody_much login')
    await server().sql('create database bare')
    const at = address({ database: 'bare', user: 'nobody_much' })
    await expect(createTables(at, { environment: {} })).rejects.toMatchObject({
      message: expect.stringContaining(`cannot make the tables of ${at.label}: this user lacks`),
      hint: expect.not.stringContaining('--create'),
      ending: 'ledger',
    })
  })

  test('is done where they are there, also for a user who could not make them', async () => {
    await server().sql('create role least_rights login')
    await server().sql('create database made')
    const role = 'least_rights'
    await createTables(address({ database: 'made' }), { environment: {}, role })
    await createTables(address({ database: 'made', user: role }), { environment: {} })
  })

  test('is the SQL that is printed, which tells the rights of a user where none is named', () => {
    const rights = /^grant select, insert on public\.ppi_apply_line to "ann";$/m
    expect(postgresSetupSql('ann')).toMatch(rights)
    expect(postgresSetupSql()).not.toMatch(/^grant/m)
    expect(postgresSetupSql().replaceAll('USER', 'ann').replaceAll('-- grant', 'grant')).toMatch(
      rights,
    )
  })
})
