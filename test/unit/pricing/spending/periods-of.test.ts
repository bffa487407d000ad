import { describe, expect, it } from 'vitest'
import type { Remote } from '../../../../src/api/remote.ts'
import { lifetimesIn } from '../../../../src/ledger/lifetime/lifetimes.ts'
import type { LedgerRecord } from '../../../../src/ledger/record.ts'
import { needsLook, type Observed, periodsOf } from '../../../../src/pricing/spending/periods-of.ts'
import { anInstance } from '../../../support/builders.ts'
import {
  adopted,
  attempt,
  created,
  forgotten,
  id,
  intent,
  operation,
  settled,
  time,
} from '../../../support/ledger-records.ts'

const NOT_ASKED: Remote = { kind: 'not-asked', why: '--refresh never' }

const seconds = (n: number): number => Date.parse(time(n)) / 1000

/** The periods of these lines at the 100th second of the day: what each is, its first and last second, its price. */
function costsOf(records: readonly LedgerRecord[], over: Partial<Observed> = {}) {
  const observed = { remote: NOT_ASKED, catalog: undefined, now: seconds(100), ...over }
  return periodsOf(lifetimesIn(records), observed).map(({ from, to, cost }) => [
    cost.kind === 'known' ? cost.from : cost.why.code,
    from === undefined ? undefined : from - seconds(0),
    to - seconds(0),
    cost.kind === 'known' ? cost.price : cost.atMost,
  ])
}

const complete = (...instances: ReturnType<typeof anInstance>[]): Remote => ({
  kind: 'complete',
  instances,
})

const PRICED = [intent({ hourly: 1.99 }), created()]

describe('periodsOf', () => {
  it('counts what the ledger holds until now, at the price in the ledger', () => {
    expect(costsOf(PRICED)).toEqual([['ledger', 2, 100, 199_000]])
  })

  it('does not split what costs the same because a line speaks of it', () => {
    const refused = settled({ time: time(51), result: 'rejected' })
    expect(costsOf([...PRICED, operation({ time: time(50) }), refused])).toEqual([
      ['ledger', 2, 100, 199_000],
    ])
  })

  it('takes a time in which it was stopped for unknown, never for free', () => {
    const stopped = [
      operation({ time: time(10), attempt: attempt('s'), operation: 'stop' }),
      settled({ time: time(11), attempt: attempt('s'), operation: 'stop' }),
    ]
    expect(costsOf([...PRICED, ...stopped])).toEqual([
      ['ledger', 2, 11, 199_000],
      ['stopped', 11, 100, undefined],
    ])
  })

  it('bounds what it cost until it was found gone or was forgotten', () => {
    const gone = settled({ time: time(60), end: 'was-gone' })
    expect(costsOf([...PRICED, gone])).toEqual([['gone', 2, 60, 199_000]])
    const dropped = forgotten({ time: time(60), ids: [id('i1')] })
    expect(costsOf([...PRICED, dropped])).toEqual([['forgotten', 2, 60, 199_000]])
  })

  it('does not know what an adopted one cost before, and what one costs without a price', () => {
    expect(costsOf([adopted()])).toEqual([
      ['before-adoption', undefined, 3, undefined],
      ['no-price', 3, 100, undefined],
    ])
  })

  it('says that what was paid in advance is in no price of an hour', () => {
    const monthly = intent({ spec: { billingMode: 'monthly' }, hourly: 1 })
    expect(costsOf([monthly, created(), settled({ time: time(60) })])).toEqual([
      ['prepaid', 2, 60, undefined],
    ])
    expect(costsOf([monthly, created()])).toEqual([['prepaid', 2, 100, undefined]])
  })

  it('takes an attempt without an outcome for something that may cost', () => {
    expect(costsOf([intent({ hourly: 1 })])).toEqual([['in-doubt', 1, 100, 100_000]])
  })

  it('does not count on what a look at the account contradicts', () => {
    expect(costsOf(PRICED, { remote: complete() })).toEqual([['gone', 2, 100, 199_000]])
    const lingers = anInstance('i1', 'web', { status: 'removed' })
    expect(costsOf(PRICED, { remote: complete(lingers) })).toEqual([['gone', 2, 100, 199_000]])
    const stopped = anInstance('i1', 'web', { status: 'exited' })
    expect(costsOf(PRICED, { remote: complete(stopped) })).toEqual([
      ['perhaps-stopped', 2, 100, 199_000],
    ])
    const partial: Remote = { kind: 'partial', instances: [], why: 'HTTP 500' }
    expect(costsOf(PRICED, { remote: partial })).toEqual([['ledger', 2, 100, 199_000]])
  })

  it('knows no price of what the service took back, nor what was started elsewhere', () => {
    const fields = { status: 'running', spotStatus: 'terminated' }
    const taken = complete(anInstance('i1', 'web', fields))
    expect(costsOf(PRICED, { remote: taken })).toEqual([['perhaps-stopped', 2, 100, 199_000]])
    const stopped = settled({ time: time(11), operation: 'stop' })
    const running = complete(anInstance('i1', 'web'))
    expect(costsOf([...PRICED, stopped], { remote: running })).toEqual([
      ['ledger', 2, 11, 199_000],
      ['perhaps-running', 11, 100, 199_000],
    ])
  })

  it.each(['done', 'unknown'] as const)(
    'knows a price of an hour only before it was turned to months, where that is %s',
    (result) => {
      const turned = [
        ...PRICED,
        operation({ time: time(10), operation: 'subscribe', to: { months: 1 } }),
        settled({ time: time(12), operation: 'subscribe', result }),
        settled({ time: time(40), attempt: attempt('s'), operation: 'stop' }),
      ]
      const periods = [
        ['ledger', 2, 10, 199_000],
        ['prepaid', 10, 100, undefined],
      ]
      expect(costsOf(turned)).toEqual(periods)
      for (const billingMode of ['monthly', 'onDemand', undefined]) {
        const remote = complete(anInstance('i1', 'web', { billingMode }))
        expect(costsOf(turned, { remote })).toEqual(periods)
      }
    },
  )

  it('tells of one that was destroyed and is there again', () => {
    const destroyed = [...PRICED, operation({ time: time(50) }), settled({ time: time(60) })]
    expect(costsOf(destroyed, { remote: complete(anInstance('i1', 'web')) })).toEqual([
      ['ledger', 2, 60, 199_000],
      ['back', 60, 100, 199_000],
    ])
  })

  it('never ends before it begins, whatever the clock of this machine says', () => {
    expect(costsOf(PRICED, { now: seconds(0) })).toEqual([])
  })
})

describe('needsLook', () => {
  it('is true only where something is there that the ledger has no price of', () => {
    expect(needsLook(lifetimesIn(PRICED))).toBe(false)
    expect(needsLook(lifetimesIn([adopted()]))).toBe(true)
    expect(needsLook(lifetimesIn([adopted(), settled({ time: time(60) })]))).toBe(false)
    expect(needsLook(lifetimesIn([intent({ spec: { month: 1 } }), created()]))).toBe(false)
    expect(needsLook(lifetimesIn([intent()]))).toBe(false)
  })
})
