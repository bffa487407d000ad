import { describe, expect, it } from 'vitest'
import type { Change, FaultRule, ListFault } from '../../../../src/sandbox/faults/faults.ts'
import { attempt, id, key, operation, settled } from '../../../support/ledger-records.ts'
import { DESTROY, ownedFleet, PRUNE } from '../../../support/owned-fleet.ts'

const lists = (how: ListFault['how'], when: FaultRule['when'] = {}): FaultRule => ({
  on: 'list',
  when,
  do: { fault: 'list', how },
})

/** The calls from this one on: the plan takes two of the list, and none of get. */
const from = (first: number, last = 1000): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at)

/** What the get call answers for an instance that it does not know. */
const unknownId = (...nth: readonly number[]): FaultRule => ({
  on: 'get',
  when: { nth },
  do: { fault: 'answer', at: 'before', status: 404, reason: 'RESOURCE_NOT_FOUND' },
})

describe('an instance that somebody else touched since the plan', () => {
  /** A destroy of `a`, of which somebody changes something between the plan and the first call. */
  const meanwhile = async (change: Change) => {
    const fleet = await ownedFleet(['a'])
    const approve = async () => fleet.sandbox.meanwhile(change).length > 0
    return { fleet, ...(await fleet.run(DESTROY, { approve })) }
  }

  it('is left alone where it was renamed', async () => {
    const { fleet, ending, result } = await meanwhile({ change: 'rename', name: 'a', to: 'theirs' })
    expect({ ending, sent: fleet.sent(), truth: fleet.truth('a') }).toEqual({
      ending: 'refused',
      sent: [],
      truth: 'running',
    })
    expect(result.notSent).toMatchObject([{ reason: { code: 'became-another' } }])
    expect(await fleet.lines()).toEqual([])
  })

  it.each(['vanish', 'delete'] as const)('has ended where it is gone: %s', async (change) => {
    const { fleet, ending, result } = await meanwhile({ change, name: 'a' })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(result.done).toMatchObject([{ how: 'was-so', isThere: true }])
    expect(await fleet.lines()).toMatchObject([{ type: 'settled', end: 'was-gone' }])
  })

  it('is only watched where it is on its way out, and that needs no line before its end', async () => {
    const fleet = await ownedFleet(['a'], { pace: { by: 'clock', stepMs: 100 } })
    fleet.pass(1000)
    const approve = async () => fleet.sandbox.meanwhile({ change: 'delete', name: 'a' }).length > 0
    const { ending, result } = await fleet.run(DESTROY, { approve })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(result.done).toMatchObject([{ how: 'was-so', isThere: true }])
    expect(await fleet.lines()).toMatchObject([{ type: 'settled', end: 'was-gone' }])
  })
})

describe('an instance that is not what the ledger says', () => {
  it('is left alone where it was created at another time', async () => {
    const fleet = await ownedFleet(['a'], { recordedAgoMs: 7_200_000 })
    const { ending, plan } = await fleet.run(DESTROY)
    expect({ ending, actions: plan?.actions }).toMatchObject({
      ending: 'partial',
      actions: [{ kind: 'blocked', reason: { code: 'became-another' } }],
    })
    expect(fleet.sent()).toEqual([])
  })
})

describe('what an instance has cost that is to end', () => {
  it('leaves out the time in which it was stopped by the ledger, and says so', async () => {
    const made = Date.now() - 7_200_000
    const stop = { attempt: attempt('s'), operation: 'stop' } as const
    const at = (minutes: number) => ({ time: new Date(made + minutes * 60_000).toISOString() })
    const fleet = await ownedFleet(['a'], {
      madeAgoMs: 7_200_000,
      records: ([one = '']) => [
        operation({ ...stop, ...at(59), id: id(one) }),
        settled({ ...stop, ...at(60), id: id(one) }),
      ],
    })
    const { plan } = await fleet.run(DESTROY)
    const [cost] = [...(plan?.costs.values() ?? [])]
    expect(cost).toMatchObject({ rate: { kind: 'hourly' }, wasStopped: true })
    // The price is that of the cluster in which it happens to be.
    const price = cost?.rate.kind === 'hourly' ? cost.rate.price : 0
    expect(price).toBeGreaterThan(1)
    expect(cost?.soFar).toBeCloseTo(price, 2)
  })
})

describe('a list that misleads', () => {
  it('keeps a deletion open for as long as it shows the instance alive', async () => {
    const fleet = await ownedFleet(['a'], { faults: [lists('stale')] })
    const { ending, result } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'unknown', truth: 'gone' })
    expect(result.inDoubt).toMatchObject([{ reason: { code: 'still-listed' } }])
    expect(await fleet.lines()).not.toContainEqual(expect.objectContaining({ result: 'done' }))
    const secondRun = await fleet.run(DESTROY)
    expect({ ending: secondRun.ending, sent: fleet.sent() }).toEqual({
      ending: 'unknown',
      sent: ['delete a'],
    })
  })

  it('does not hide what is billed: an instance that a look by its id shows counts', async () => {
    const fleet = await ownedFleet(['a'], {
      faults: [lists('empty'), { on: 'delete', do: { fault: 'ignore' } }],
    })
    const { ending, billed } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'unknown', truth: 'running' })
    expect(billed).toMatchObject({ instances: 1, unseen: 0 })
  })

  it('proves no end where it does not show another one of ours, which is there', async () => {
    const fleet = await ownedFleet(['a', 'b'], { faults: [lists('empty')] })
    const { ending, billed, audit } = await fleet.run(PRUNE, { specs: fleet.specs.slice(0, 1) })
    expect({ ending, truth: fleet.truth('b') }).toEqual({ ending: 'unknown', truth: 'gone' })
    expect(billed).toMatchObject({ instances: 1, unseen: 0 })
    expect(audit).toMatchObject([{ kind: 'not-audited', isFailure: true }])
  })

  it('is waited for while it lags behind', async () => {
    const fleet = await ownedFleet(['a'], { faults: [lists('stale', { times: 3 })] })
    const { ending } = await fleet.run(DESTROY)
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['delete a'] })
  })

  it('is waited for while it is not whole', async () => {
    const fleet = await ownedFleet(['a'], { faults: [lists('null-record', { nth: from(3, 6) })] })
    const { ending, result } = await fleet.run(DESTROY)
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['delete a'] })
    expect(result.done).toMatchObject([{ isThere: true }])
  })

  it('proves no end while it is not whole', async () => {
    const fleet = await ownedFleet(['a'], {
      faults: [lists('null-record', { nth: from(3) })],
    })
    const { ending, result } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'unknown', truth: 'gone' })
    expect(result.inDoubt).toMatchObject([{ reason: { code: 'change-unseen' } }])
  })

  it('may show what was removed for ever', async () => {
    const fleet = await ownedFleet(['a'], { faults: [lists('lingering')] })
    expect((await fleet.run(DESTROY)).ending).toBe('done')
  })

  it('does not bring back what was seen gone: it lags, as far as the service knows', async () => {
    const fleet = await ownedFleet(['a'], {
      // The plan of the destroy takes two lists, and its end two more.
      faults: [lists('stale', { nth: [1, ...from(5)] })],
      fields: { imageUrl: 'alpine:3' },
    })
    expect((await fleet.run(DESTROY)).ending).toBe('done')
    const secondRun = await fleet.run(DESTROY)
    expect({ ending: secondRun.ending, actions: secondRun.plan?.actions }).toEqual({
      ending: 'done',
      actions: [],
    })
    const { ending, audit } = await fleet.run(undefined)
    expect({ ending, audit, sent: fleet.sent() }).toEqual({
      ending: 'done',
      audit: [],
      sent: ['delete a', 'create a'],
    })
  })

  it('shows what came back: it is ours still, and nothing is created beside it', async () => {
    const fleet = await ownedFleet(['a'], {
      records: ([instance = '']) => {
        const about = { key: key('a'), id: id(instance), time: new Date().toISOString() }
        return [operation(about), settled(about)]
      },
    })
    const applied = await fleet.run(undefined)
    expect({ ending: applied.ending, actions: applied.plan?.actions }).toMatchObject({
      ending: 'refused',
      actions: [{ kind: 'conflict', reason: { code: 'destroyed-is-back' } }],
    })
    expect((await fleet.run(DESTROY)).ending).toBe('done')
    expect(fleet.sent()).toEqual(['delete a'])
  })

  it('proves no end where it shows the instance on its way out, though nothing else knows it', async () => {
    const stuck: FaultRule = { on: 'delete', do: { fault: 'stuck' } }
    const fleet = await ownedFleet(['a'], { faults: [stuck, unknownId(...from(2))] })
    const { ending, result } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'unknown', truth: 'removing' })
    expect(result.inDoubt).toMatchObject([{ reason: { code: 'still-listed' } }])
  })
})

describe('a get that misleads', () => {
  it('does not hide an instance by saying once that it does not know it', async () => {
    const fleet = await ownedFleet(['a'], { faults: [unknownId(1)] })
    const { ending } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'done', truth: 'gone' })
    expect(fleet.sent()).toEqual(['delete a'])
  })

  it('ends no start or stop by saying so once', async () => {
    // The first one is asked before the call, the other one after it.
    for (const nth of [1, 2]) {
      const fleet = await ownedFleet(['a'], { faults: [unknownId(nth)] })
      const { ending } = await fleet.run({ kind: 'stop' })
      expect({ ending, truth: fleet.truth('a'), sent: fleet.sent() }).toEqual({
        ending: 'done',
        truth: 'exited',
        sent: ['stop a'],
      })
    }
  })

  it('does not hide it by saying so twice while the list shows it: it is deleted, once its line is written', async () => {
    const written: unknown[] = []
    const fleet = await ownedFleet(['a'], {
      faults: [unknownId(1, 2)],
      onCall: async ({ phase, operation }, records) => {
        if (phase !== 'received' || operation !== 'delete') return
        written.push((await records()).at(-1)?.type)
      },
    })
    const { ending } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a'), sent: fleet.sent() }).toEqual({
      ending: 'done',
      truth: 'gone',
      sent: ['delete a'],
    })
    expect(written).toEqual(['operation'])
  })

  it('does not end it after its deletion was taken and not done', async () => {
    const fleet = await ownedFleet(['a'], {
      faults: [{ on: 'delete', when: { nth: 1 }, do: { fault: 'ignore' } }, unknownId(2, 3, 4, 5)],
    })
    const { ending } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'done', truth: 'gone' })
    expect(fleet.sent()).toEqual(['delete a', 'delete a'])
  })

  it('that cannot be read before the call keeps it from being sent', async () => {
    const fleet = await ownedFleet(['a'], {
      faults: [{ on: 'get', do: { fault: 'answer', at: 'before', status: 403 } }],
    })
    const { ending, result } = await fleet.run(DESTROY)
    expect({ ending, sent: fleet.sent(), truth: fleet.truth('a') }).toEqual({
      ending: 'refused',
      sent: [],
      truth: 'running',
    })
    expect(result.notSent).toMatchObject([{ reason: { code: 'not-looked-at' } }])
  })

  it('that cannot be read after a 429 keeps it from being sent again before it can', async () => {
    const fleet = await ownedFleet(['a'], {
      faults: [
        {
          on: 'delete',
          when: { nth: 1 },
          do: { fault: 'answer', at: 'before', status: 429, retryAfter: 1 },
        },
        { on: 'get', when: { nth: [2, 3] }, do: { fault: 'answer', at: 'before', status: 403 } },
      ],
    })
    const { ending } = await fleet.run(DESTROY)
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['delete a', 'delete a'],
    })
    const gets = fleet.sandbox.calls().filter(({ operation }) => operation === 'get')
    const second = fleet.sandbox.calls().findLast(({ operation }) => operation === 'delete')
    const readBefore = gets.filter(
      ({ time, status }) => status === 200 && time <= (second?.time ?? ''),
    )
    expect(readBefore.length).toBeGreaterThan(1)
  })
})
