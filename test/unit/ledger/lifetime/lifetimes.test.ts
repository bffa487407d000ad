import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Lifetime, lifetimesIn } from '../../../../src/ledger/lifetime/lifetimes.ts'
import type { LedgerRecord } from '../../../../src/ledger/record.ts'
import { toState } from '../../../../src/ledger/state.ts'
import { anyRecord } from '../../../support/any-ledger-record.ts'
import {
  adopted,
  attempt,
  created,
  ended,
  forgotten,
  id,
  intent,
  key,
  operation,
  settled,
  time,
} from '../../../support/ledger-records.ts'

const ms = (n: number): number => Date.parse(time(n))

/** What the ledger tells of the one instance that it knows: each part with its first and last second of the day. */
function partsOf(...records: readonly LedgerRecord[]) {
  const [first, ...others] = lifetimesIn(records)
  expect(others).toEqual([])
  return first?.stretches.map(({ what, from, to }) => [
    what,
    (from - ms(0)) / 1000,
    to === undefined ? undefined : (to - ms(0)) / 1000,
  ])
}

const stop = (n: number) => [
  operation({ time: time(n), attempt: attempt(`s${n}`), operation: 'stop' }),
  settled({ time: time(n + 1), attempt: attempt(`s${n}`), operation: 'stop' }),
]

const start = (n: number, status = 'exited') => [
  operation({
    time: time(n),
    attempt: attempt(`s${n}`),
    operation: 'start',
    from: { status },
    to: { status: 'running' },
  }),
  settled({ time: time(n + 1), attempt: attempt(`s${n}`), operation: 'start' }),
]

describe('lifetimesIn', () => {
  it('lets an instance run from when it was created, under the price of its intent', () => {
    const lives = lifetimesIn([intent({ hourly: 1.99 }), created()])
    expect(lives).toMatchObject([
      { key: 'web', name: 'web', id: 'i1', hourly: 1.99, spec: { gpuNum: 1 }, startsBefore: false },
    ])
    expect(partsOf(intent(), created())).toEqual([['running', 2, undefined]])
  })

  it('counts one that was found later from the attempt that made it', () => {
    expect(partsOf(intent(), created({ time: time(900), how: 'found' }))).toEqual([
      ['running', 1, 900],
      ['running', 900, undefined],
    ])
  })

  it('does not know since when an adopted one is there, unless an attempt of ours made it', () => {
    expect(lifetimesIn([adopted()])).toMatchObject([{ startsBefore: true }])
    expect(partsOf(adopted())).toEqual([['running', 3, undefined]])
    const settles = [attempt('a1')]
    const made = [intent({ hourly: 2 }), adopted({ settles })]
    expect(lifetimesIn(made)).toMatchObject([{ startsBefore: false, hourly: 2 }])
    expect(partsOf(...made)).toEqual([['running', 1, undefined]])
  })

  it('ends one that was seen gone, and does not know when one ended that was found gone', () => {
    const until = [intent(), created(), operation({ time: time(50) })]
    expect(partsOf(...until, settled({ time: time(60) }))).toEqual([['running', 2, 60]])
    const gone = settled({ time: time(90), end: 'was-gone' })
    expect(partsOf(intent(), created(), gone)).toEqual([['gone', 2, 90]])
    expect(partsOf(...until, gone)).toEqual([
      ['running', 2, 50],
      ['gone', 50, 90],
    ])
  })

  it('takes a deletion that is not seen done for none', () => {
    const unknown = settled({ time: time(60), result: 'unknown' })
    expect(partsOf(intent(), created(), operation({ time: time(50) }), unknown)).toEqual([
      ['running', 2, 50],
      ['running', 50, undefined],
    ])
  })

  it('tells running from stopped by what was seen done', () => {
    expect(partsOf(intent(), created(), ...stop(10), ...start(20))).toEqual([
      ['running', 2, 11],
      ['stopped', 11, 21],
      ['running', 21, undefined],
    ])
    const rejected = settled({ time: time(22), attempt: attempt('s20'), result: 'rejected' })
    const [begun] = start(20)
    expect(partsOf(intent(), created(), ...stop(10), ...(begun ? [begun] : []), rejected)).toEqual([
      ['running', 2, 11],
      ['stopped', 11, undefined],
    ])
  })

  it('is paid in advance from the call on that turned it to months, unless that was refused', () => {
    const turned = (result: 'done' | 'rejected' | 'unknown') =>
      lifetimesIn([
        intent(),
        created(),
        operation({ time: time(10), operation: 'subscribe', to: { months: 1 } }),
        settled({ time: time(12), operation: 'subscribe', result }),
        ...stop(20),
      ]).map(({ stretches }) =>
        stretches.map(({ what, from, isPaid = false }) => [what, (from - ms(0)) / 1000, isPaid]),
      )
    const paid = [
      ['running', 2, false],
      ['running', 10, true],
      ['stopped', 21, true],
    ]
    expect(turned('done')).toEqual([paid])
    expect(turned('unknown')).toEqual([paid])
    expect(turned('rejected')).toEqual([
      [
        ['running', 2, false],
        ['stopped', 21, false],
      ],
    ])
  })

  it('does not know since when one was stopped that nobody here stopped', () => {
    expect(partsOf(intent(), created(), ...start(20))).toEqual([
      ['perhaps-stopped', 2, 20],
      ['stopped', 20, 21],
      ['running', 21, undefined],
    ])
  })

  it('does not know when a replaced or a forgotten one ended', () => {
    const next = [
      intent({ time: time(50), attempt: attempt('a2'), replaces: [id('i1')] }),
      created({ time: time(51), attempt: attempt('a2'), id: id('i2') }),
    ]
    expect(lifetimesIn([intent(), created(), ...next]).map(({ stretches }) => stretches)).toEqual([
      [{ what: 'gone', from: ms(2), to: ms(50) }],
      [{ what: 'running', from: ms(51), to: undefined }],
    ])
    const dropped = forgotten({ time: time(40), ids: [id('i1')] })
    expect(partsOf(intent(), created(), dropped)).toEqual([['forgotten', 2, 40]])
  })

  it('keeps one that an attempt would have replaced and did not', () => {
    const failed = [
      intent({ time: time(50), attempt: attempt('a2'), replaces: [id('i1')] }),
      ended('rejected', { time: time(51), attempt: attempt('a2') }),
    ]
    expect(partsOf(intent(), created(), ...failed)).toEqual([['running', 2, undefined]])
  })

  it('does not know how one was in between that was taken for ended and is ours again', () => {
    const gone = settled({ time: time(60) })
    const back = adopted({ time: time(80), key: key('db'), name: 'db', listed: true })
    const lives = lifetimesIn([intent(), created(), gone, back])
    expect(lives).toMatchObject([{ key: 'db', name: 'db' }])
    expect(partsOf(intent(), created(), gone, back)).toEqual([
      ['running', 2, 60],
      ['back', 60, 80],
      ['running', 80, undefined],
    ])
    const reopened = [operation({ time: time(70), attempt: attempt('o2') })]
    const twice = settled({ time: time(75), attempt: attempt('o2') })
    expect(partsOf(intent(), created(), gone, ...reopened, twice)).toEqual([
      ['running', 2, 60],
      ['back', 60, 70],
      ['running', 70, 75],
    ])
  })

  it('tells of an attempt without an outcome, which may have made something', () => {
    expect(lifetimesIn([intent({ hourly: 3 })])).toMatchObject([
      { id: undefined, hourly: 3, stretches: [{ what: 'in-doubt', from: ms(1), to: undefined }] },
    ])
    expect(lifetimesIn([intent(), ended('rejected')])).toEqual([])
  })

  it('takes the last price that a line has where the intent has none', () => {
    const priced = operation({ time: time(50), operation: 'stop', hourly: 2.5 })
    expect(lifetimesIn([adopted(), priced])).toMatchObject([{ hourly: 2.5 }])
  })

  it('has parts that follow on each other, whatever the lines say', () => {
    fc.assert(
      fc.property(fc.array(anyRecord(), { maxLength: 25 }), (records) => {
        for (const { stretches } of lifetimesIn(records)) {
          for (const [at, { from, to }] of stretches.entries()) {
            if (to !== undefined) expect(to).toBeGreaterThan(from)
            const next = stretches[at + 1]
            if (next !== undefined) expect(next.from).toBeGreaterThanOrEqual(to ?? Infinity)
          }
        }
      }),
    )
  })

  it('goes on for what the state holds, and for nothing else', () => {
    fc.assert(
      fc.property(fc.array(anyRecord(), { maxLength: 25 }), (records) => {
        const { entries, departed } = toState(records)
        const held = [...entries.values()].flatMap(({ instances, open }) => [
          ...instances.map((owned) => owned.id),
          ...open.map(() => undefined),
        ])
        const going = lifetimesIn(records)
          .filter(({ stretches }) => stretches.some(({ to }) => to === undefined))
          .map((life) => life.id)
          // What was ended and was seen again before a call is there until it is seen gone again.
          .filter(
            (each) => each === undefined || departed.get(each)?.departure.kind !== 'destroyed',
          )
        // One instance that two entries own is one.
        const once = held.filter((each, at) => each === undefined || held.indexOf(each) === at)
        expect(going.toSorted()).toEqual(once.toSorted())
      }),
      { numRuns: 1000 },
    )
  })

  it('says the same in whatever order merged lines come', () => {
    const byId = (one: Lifetime, other: Lifetime) =>
      JSON.stringify(one) < JSON.stringify(other) ? -1 : 1
    fc.assert(
      fc.property(
        fc
          .array(anyRecord(), { maxLength: 15 })
          .chain((records) =>
            fc.tuple(
              fc.constant(records),
              fc.shuffledSubarray(records, { minLength: records.length }),
            ),
          ),
        ([records, shuffled]) => {
          expect(lifetimesIn(shuffled).toSorted(byId)).toEqual(lifetimesIn(records).toSorted(byId))
          expect(lifetimesIn([...records, ...records]).toSorted(byId)).toEqual(
            lifetimesIn(records).toSorted(byId),
          )
        },
      ),
    )
  })
})
