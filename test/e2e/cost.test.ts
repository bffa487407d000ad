import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/ledger/codec.ts'
import type { LedgerRecord } from '../../src/ledger/record.ts'
import {
  adopted,
  attempt,
  created,
  ended,
  forgotten,
  id,
  intent,
  key,
  opened,
  operation,
  settled,
} from '../support/ledger-records.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

/** A moment of August 2020, which is over on every clock. */
const at = (day: number, hour = 0): string => new Date(Date.UTC(2020, 7, day, hour)).toISOString()

const made = (name: string, day: number, hourly?: number): readonly LedgerRecord[] => [
  intent({ time: at(day), attempt: attempt(name), key: key(name), name, hourly }),
  created({ time: at(day), attempt: attempt(name), key: key(name), id: id(`i-${name}`) }),
]

const change = (name: string, what: 'stop' | 'start' | 'delete', day: number, hour: number) => {
  const told = { attempt: attempt(`${what}-${name}`), key: key(name), id: id(`i-${name}`) }
  return [
    operation({
      ...told,
      time: at(day, hour),
      operation: what,
      name,
      from: { status: what === 'start' ? 'exited' : 'running' },
    }),
    settled({ ...told, time: at(day, hour), operation: what }),
  ]
}

/** A ledger whose instances are all over, but for what the lines say. */
function ledgerOf(...records: readonly LedgerRecord[]): string {
  const cwd = tempDir()
  mkdirSync(join(cwd, '.ppi-apply'))
  const lines = [opened({ time: at(1), service: 'api.ppinfra.com' }), ...records]
  writeFileSync(
    join(cwd, '.ppi-apply', 'api.ppinfra.com.ledger.jsonl'),
    lines.map((record, seq) => `${encode({ ...record, seq })}\n`).join(''),
  )
  return cwd
}

const run = (cwd: string, ...args: readonly string[]) => runInProcess(['cost', ...args], { cwd })

/** Two hours on each of two days, and a day in which it was stopped in between. */
const WEB = [
  ...made('web', 1, 2),
  ...change('web', 'stop', 1, 2),
  ...change('web', 'start', 2, 22),
  ...change('web', 'delete', 3, 1),
]

describe('cost', () => {
  it('adds up what is known by entry, and tells of each time whose cost is not', async () => {
    const cwd = ledgerOf(
      ...WEB,
      ...made('db', 2, 1.5),
      forgotten({ time: at(2, 4), key: key('db'), ids: [id('i-db')] }),
      ...made('old', 2, 3),
      ...change('old', 'delete', 2, 10),
    )
    const { stdout, stderr, code } = await run(cwd)
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(stdout).toMatch(/^Spent on api\.ppinfra\.com in CNY: until \d{4}-/)
    expect(stdout).toContain(`
ENTRY  INSTANCES  RUNNING    SPENT  UNKNOWN
web            1      5 h    10.00  1 period
db             1      0 s  unknown  1 period, at most 6.00 more
old            1     10 h    30.00  -
total          3     15 h    40.00  2 periods
`)
    expect(stdout).toContain(
      'web  i-web  2020-08-01 02:00 UTC – 2020-08-02 22:00 UTC  a stopped instance goes on paying for its disk; how much is not in the price list\n',
    )
    expect(stdout).toMatch(/db {3}i-db .*forgotten at the end.*: at most 6\.00 CNY\n/)
    expect(stdout).toContain('without disk beyond the free size and network storage')
    // All of it is over, so that nothing hangs on the account.
    expect(stdout).not.toContain('The account was not looked at')
  })

  it('adds up by the days of UTC, since a day, to the same sum', async () => {
    const cwd = ledgerOf(...WEB)
    expect((await run(cwd, '--by', 'day')).stdout).toContain(`
DAY (UTC)   RUNNING  SPENT  UNKNOWN
2020-08-01      2 h   4.00  1 period
2020-08-02      2 h   4.00  1 period
2020-08-03      1 h   2.00  -
total           5 h  10.00  1 period
`)
    const since = await run(cwd, '--since', '2020-08-03', '--by=day')
    expect(since.stdout).toContain('since 2020-08-03 00:00 UTC, until')
    expect(since.stdout).toMatch(/total +1 h +2\.00 +-/)
    expect(since.stdout).toContain('Days are those of UTC.')
    expect((await run(cwd, '--since', '2999-01-01')).code).toBe(64)
  })

  it('prints one JSON document with decimal strings', async () => {
    const doubt = intent({ time: at(2), attempt: attempt('x'), key: key('x'), name: 'x' })
    const unknown = ended('unknown', { time: at(2), attempt: attempt('x'), key: key('x') })
    const cwd = ledgerOf(...WEB, doubt, unknown)
    expect((await run(cwd)).stdout).toContain(
      'The account was not looked at (the ledger has the price of all that is there)',
    )
    const { stdout } = await run(cwd, '--format', 'json')
    expect(JSON.parse(stdout)).toMatchObject({
      currency: 'CNY',
      since: null,
      entries: [
        { name: 'web', instances: 1, seconds: 18_000, known: '10.00', unknown: 1 },
        { name: 'x', known: null, unknown: 1 },
      ],
      periods: [
        { id: 'i-web', from: at(1), to: at(1, 2), amount: '4.00', hourly: '2.00' },
        { amount: null, unknownCode: 'stopped' },
        { amount: '6.00', priceFrom: 'ledger' },
        { amount: null, unknownCode: 'in-doubt' },
      ],
      total: { known: '10.00', unknown: 2 },
    })
    const days = JSON.parse((await run(cwd, '-o', 'json', '--by', 'day', '--only', 'web')).stdout)
    expect(days).toMatchObject({ days: [{ day: '2020-08-01' }, {}, {}], total: { known: '10.00' } })
    await run(cwd, '--json-into', 'cost.json')
  })

  it('asks for the price of now only for what is there without one, and with a key', async () => {
    const cwd = ledgerOf(adopted({ time: at(1), key: key('db'), name: 'db', id: id('i-db') }))
    const { url } = await scriptedService({
      list: onePage({ id: 'i-db', name: 'db', status: 'running', productId: 'p', gpuNum: '1' }),
      products: () => ({ body: { data: [{ id: 'p', price: '199000' }] } }),
    })
    const alone = await run(cwd)
    expect(alone.stdout).toMatch(/db +1 +0 s +unknown +2 periods/)
    expect(alone.stdout).toContain('The account was not looked at (no API key is set)')
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
    const where = ['--base-url', url, '--ledger', join('.ppi-apply', 'copy.jsonl')]
    writeFileSync(
      join(cwd, '.ppi-apply', 'copy.jsonl'),
      [
        opened({ time: at(1), service: new URL(url).host }),
        adopted({ time: at(1), key: key('db'), name: 'db', id: id('i-db') }),
      ]
        .map((record, seq) => `${encode({ ...record, seq })}\n`)
        .join(''),
    )
    const asked = await runInProcess(['cost', ...where], { cwd, env })
    expect(asked).toMatchObject({ code: 0 })
    expect(asked.stdout).toMatch(/db +1 +\d+ d.*\d\.\d\d {2}1 period/)
    expect(asked.stdout).toContain('Prices that the ledger does not have are those of')
    const never = await runInProcess(['cost', '--refresh', 'never', ...where], { cwd, env })
    expect(never.stdout).toContain('(--refresh never)')
  })

  it('says so where nothing was spent, and refuses a name that is nowhere', async () => {
    const cwd = ledgerOf(...WEB)
    expect((await run(tempDir())).stdout).toContain('Nothing was spent, by the ledger')
    expect(await run(cwd, '--only', 'wbe')).toMatchObject({ code: 1 })
    expect(await run(cwd, 'web')).toMatchObject({ code: 64 })
  })
})
