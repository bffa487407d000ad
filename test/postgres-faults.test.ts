import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { postgresSetupSql } from '../src/ledger/postgres-store/setup-sql.ts'
import { type LockId, position, type Store } from '../src/ledger/store.ts'
import { type Loss, losingProxy } from './support/losing-proxy.ts'
import { postgresLedgers } from './support/postgres-ledgers.ts'
import { startPostgres } from './support/postgres-server.ts'
import { settledPut } from './support/settled-put.ts'

const { server, address, open } = postgresLedgers()

const lineOf = (n: number, by = 0): Buffer => Buffer.from(JSON.stringify({ n, by }))
const textsOf = async (store: Store): Promise<readonly string[]> =>
  (await store.read(position(0))).map(({ bytes }) => String(bytes))

describe('two runs that put at one position', () => {
  test('have one winner in each of 200 rounds, who reads his own line', async () => {
    const at = address()
    const stores = [await open(at), await open(at)]
    const won: number[] = []
    for (let n = 1; n <= 200; n += 1) {
      const results = await Promise.all(
        stores.map((store, by) => store.put(position(n), lineOf(n, by), 'before-call')),
      )
      expect(results.toSorted()).toEqual(['put', 'taken'])
      won.push(results.indexOf('put'))
    }
    for (const store of stores) {
      expect(await textsOf(store)).toEqual(won.map((by, at) => String(lineOf(at + 1, by))))
      await store.close()
    }
  })
})

describe('a put whose connection is cut', () => {
  test.each<readonly [Loss]>([['before'], ['after'], ['late']])(
    'throws, and the position settles it: %s the server got it',
    async (loss) => {
      await using proxy = await losingProxy(server().port)
      const at = address({ port: proxy.port })
      const store = await open(at)
      await store.put(position(1), lineOf(1), 'before-call')
      proxy.lose(loss, 'insert into')
      await expect(store.put(position(2), lineOf(2), 'before-call')).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining(`cannot write the ledger ${at.label}`),
        ending: 'ledger',
      })
      await proxy.arrived()
      const there = loss === 'before' ? [] : [String(lineOf(2))]
      expect(await textsOf(store)).toEqual([String(lineOf(1)), ...there])
      const again = await store.put(position(2), lineOf(2), 'before-call')
      expect(again).toBe(loss === 'before' ? 'put' : 'taken')
      await store.close()
    },
  )

  test('is told as it is stored, in order, over 300 puts of which each third is lost', async () => {
    await using proxy = await losingProxy(server().port)
    const store = await open(address({ port: proxy.port }))
    const losses: readonly Loss[] = ['before', 'after', 'late']
    let unknown = 0
    for (let n = 1; n <= 300; n += 1) {
      const loss = n % 3 === 0 ? losses[(n / 3) % losses.length] : undefined
      if (loss !== undefined) proxy.lose(loss, 'insert into')
      const settled = await settledPut(store, position(n), lineOf(n))
      expect(settled.result).toBe('put')
      unknown += settled.unknown
    }
    expect(unknown).toBeGreaterThanOrEqual(100)
    const told = Array.from({ length: 300 }, (_, index) => String(lineOf(index + 1)))
    expect(await textsOf(store)).toEqual(told)
    await store.close()
  })

  test('is stored once where the first try comes after the second', async () => {
    await using proxy = await losingProxy(server().port)
    const at = address({ port: proxy.port })
    const [store, other] = [await open(at), await open(address({ ledger: at.ledger }))]
    proxy.lose('late', 'insert into')
    const first = store.put(position(1), lineOf(1), 'before-call')
    await expect(first).rejects.toThrow('cannot write')
    expect(['put', 'taken']).toContain(await other.put(position(1), lineOf(1), 'before-call'))
    await proxy.arrived()
    expect(await textsOf(other)).toEqual([String(lineOf(1))])
    await store.close()
    await other.close()
  })
})

describe('a server that is killed', () => {
  test('has every line that was told, in order, and the run goes on when it is back', async () => {
    const store = await open(address())
    let stored = 0
    const going = (async () => {
      for (let n = 1; n <= 600; n += 1) {
        const { result } = await untilAnswered(() => settledPut(store, position(n), lineOf(n)))
        expect(result).toBe('put')
        stored = n
      }
    })()
    for (const kill of [100, 300]) {
      while (stored < kill) await store.lastBeat('0123456789ab' as LockId)
      await server().kill()
      await server().start()
    }
    await going
    const told = Array.from({ length: 600 }, (_, index) => String(lineOf(index + 1)))
    expect(await textsOf(store)).toEqual(told)
    await store.close()
  })

  test('is told as one that cannot be reached, or shuts down', async () => {
    const store = await open(address())
    await server().stop()
    const put = () => store.put(position(1), lineOf(1), 'before-call')
    await expect(put()).rejects.toMatchObject({ name: 'UserError', ending: 'ledger' })
    await expect(put()).rejects.toThrow('nothing listens at that address')
    await server().start()
    expect(await put()).toBe('put')
    await store.close()
  })
})

/** A server that starts answers no sooner than it can; what throws here throws at the end again. */
async function untilAnswered<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === 10_000) throw error
    }
  }
}

describe('a server that does not answer in time', () => {
  const LOCK = 'lock table ppi_apply_line in exclusive mode'

  test('may have put the line, which the position tells later', async () => {
    const at = address()
    const limits = { connect: 10_000, statement: 10_000, answer: 300 }
    const store = await open(at, { limits })
    const release = await server().hold(LOCK)
    const put = store.put(position(1), lineOf(1), 'before-call')
    await expect(put).rejects.toThrow('no answer within 0.3 s')
    await release()
    // The server works on although nobody listens; the second put waits for the first.
    const patient = await open(address({ ledger: at.ledger }))
    expect(await settledPut(patient, position(1), lineOf(1))).toMatchObject({
      result: expect.stringMatching(/put|taken/),
    })
    expect(await textsOf(patient)).toEqual([String(lineOf(1))])
    await store.close()
    await patient.close()
  })

  test('says itself that it gave up', async () => {
    const limits = { connect: 10_000, statement: 100, answer: 10_000 }
    const store = await open(address(), { limits })
    const release = await server().hold(LOCK)
    const put = store.put(position(1), lineOf(1), 'before-call')
    await expect(put).rejects.toThrow('the server did not finish the statement in time (57014: ')
    await release()
    expect(await store.put(position(1), lineOf(1), 'before-call')).toBe('put')
    await store.close()
  })
})

describe('a server whose disk is full', () => {
  test('says so, and has no line', async () => {
    await using full = await startPostgres()
    await full.sql(postgresSetupSql())
    const [[file] = []] = await full.sql("select pg_relation_filepath('ppi_apply_line')")
    await full.stop()
    const path = join(full.data, String(file))
    rmSync(path)
    // The kernel answers each write to it as a full disk does.
    symlinkSync('/dev/full', path)
    await full.start()
    const at = address({ port: full.port })
    const store = await open(at)
    await expect(store.put(position(1), lineOf(1), 'before-call')).rejects.toMatchObject({
      ending: 'ledger',
      message: expect.stringMatching(
        /^cannot write the ledger .*: the disk of the server is full \(53100: .*No space left on device/,
      ),
    })
    expect(await store.read(position(0))).toEqual([])
    await store.close()
  })
})

describe('a server with a replica', () => {
  test('confirms no line that the replica lacks where it has to wait for it, but for a sign of life', async () => {
    const settings = { synchronous_standby_names: "'nobody'" }
    await using alone = await startPostgres({ settings })
    await alone.sql(`set synchronous_commit = off; ${postgresSetupSql()}`)
    const at = address({ port: alone.port })
    // Were the limit of the server to end its wait, it would call the line committed.
    const limits = { connect: 10_000, statement: 50, answer: 500 }
    const store = await open(at, { limits })
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(store.put(position(1), lineOf(1), 'before-call')).rejects.toThrow('cannot write')
      expect(await store.read(position(0))).toEqual([])
    }
    await store.beat('0123456789ab' as LockId)
    expect(await store.lastBeat('0123456789ab' as LockId)).toBeGreaterThanOrEqual(0)
    await store.close()
  })

  test('is warned of where nothing waits for it, and the replica itself is refused', async () => {
    await using primary = await startPostgres()
    await primary.sql(postgresSetupSql())
    await primary.stop()
    const host = `host=127.0.0.1 port=${primary.port} user=owner`
    await using standby = await startPostgres({
      copyOf: primary.data,
      settings: { primary_conninfo: `'${host}'` },
      files: { 'standby.signal': '' },
    })
    const at = address({ port: standby.port })
    await expect(open(at)).rejects.toMatchObject({
      message: `the server of ${at.label} is a standby, which may lack the newest lines`,
      ending: 'ledger',
    })
    await primary.start()
    await untilAnswered(async () => {
      const [[count] = []] = await primary.sql('select count(*) from pg_stat_replication')
      expect(count).toBe('1')
    })
    const warnings: string[] = []
    const store = await open(address({ port: primary.port }), {
      warn: (each) => warnings.push(each),
    })
    expect(await store.prove()).toEqual({ fit: true })
    expect(warnings).toEqual([expect.stringContaining('has a replica that it does not wait for')])
    await store.close()
  })

  test('that became a standby while it was open gives nothing old', async () => {
    await using first = await startPostgres()
    await first.sql(postgresSetupSql())
    const store = await open(address({ port: first.port }))
    await store.put(position(1), lineOf(1), 'before-call')
    await first.stop()
    first.configure({ files: { 'standby.signal': '' } })
    await first.start()
    await expect(store.read(position(0))).rejects.toThrow('is a standby')
    await expect(store.put(position(2), lineOf(2), 'before-call')).rejects.toThrow('read-only')
    await store.close()
  })
})

describe('a server that may forget', () => {
  test('is not fit', async () => {
    await using forgetful = await startPostgres({ settings: { fsync: 'off' } })
    await forgetful.sql(postgresSetupSql())
    const store = await open(address({ port: forgetful.port }))
    expect(await store.prove()).toEqual({ fit: false, why: expect.stringContaining('fsync = off') })
    await store.close()
  })
})
