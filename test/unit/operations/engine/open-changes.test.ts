import { describe, expect, it } from 'vitest'
import type { InstanceOperation } from '../../../../src/ledger/operation.ts'
import type { LedgerRecord } from '../../../../src/ledger/record.ts'
import { FaultDisk } from '../../../support/fault-disk.ts'
import { attempt, id, key, operation as opened } from '../../../support/ledger-records.ts'
import { DESTROY, ownedFleet, PRUNE } from '../../../support/owned-fleet.ts'

const OPERATIONS = ['delete', 'start', 'stop'] as const

const goalOf = (operation: (typeof OPERATIONS)[number]) =>
  operation === 'delete' ? DESTROY : { kind: operation }

/** An instance about which the operation makes sense. */
async function prepared(
  operation: InstanceOperation,
  options: Parameters<typeof ownedFleet>[1] = {},
) {
  const fleet = await ownedFleet(['a'], options)
  if (operation === 'start') fleet.sandbox.meanwhile({ change: 'stop', name: 'a' })
  return fleet
}

/** A line that an earlier run wrote about `a`, and after which it ended. */
const leftBy =
  (operation: InstanceOperation, at = new Date()) =>
  ([instance = '']: readonly string[]): readonly LedgerRecord[] => [
    opened({
      attempt: attempt('earlier'),
      key: key('a'),
      name: 'a',
      id: id(instance),
      operation,
      time: at.toISOString(),
    }),
  ]

const HOUR = 3_600_000
const longAgo = () => new Date(Date.now() - HOUR)

const resultsIn = (lines: readonly LedgerRecord[]) =>
  lines.flatMap((line) => (line.type === 'settled' ? [line.result] : []))

describe.each(OPERATIONS)('the line of a %s', (operation) => {
  it('is on the disk before the service hears of it', async () => {
    const before: unknown[] = []
    const fleet = await prepared(operation, {
      faults: [{ on: operation, when: { nth: 1 }, do: { fault: 'ignore' } }],
      async onCall(event, records) {
        if (event.phase !== 'received' || event.operation !== operation) return
        const lines = await records()
        before.push([lines.at(-1), lines.filter(({ type }) => type === 'operation').length])
      },
    })
    await fleet.run(goalOf(operation))
    const line = { type: 'operation', operation, id: fleet.ids[0] }
    // The second one is of the call that is sent again.
    expect(before).toMatchObject([
      [line, 1],
      [line, 2],
    ])
  })

  it('that cannot be written keeps it from being sent', async () => {
    const disk = new FaultDisk()
    const fleet = await prepared(operation, { disk })
    const approve = async () => {
      disk.full = true
      return true
    }
    const { ending, result } = await fleet.run(goalOf(operation), { approve })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'ledger', sent: [] })
    expect(result.stop).toMatchObject({ why: 'ledger' })
    expect(result.skipped).toMatchObject([{ operation }])
  })

  it.each([
    ['before the call', 'start', []],
    ['after the call', 'accepted', [`${operation} a`]],
  ] as const)(
    'is settled by a look where a run was killed %s, and never by sending',
    async (_when, last, sent) => {
      const fleet = await prepared(operation)
      const onEvent = ({ kind }: { kind: string }) => {
        if (kind === last) throw new Error('killed')
      }
      await expect(fleet.run(goalOf(operation), { onEvent })).rejects.toThrow('killed')
      expect((await fleet.state()).entries.get(key('a'))?.instances).toMatchObject([
        { open: { operation } },
      ])
      // The plan that comes after it is another matter.
      await fleet.run(undefined, { approve: async () => false })
      expect(fleet.sent()).toEqual(sent)
      const settled = resultsIn(await fleet.lines())
      if (last === 'accepted') expect(settled).toEqual(['done'])
      else expect(settled).toEqual(operation === 'delete' ? [] : ['given-up'])
    },
  )
})

describe('an end that the ledger cannot take', () => {
  it('is kept elsewhere, told, and known to the next run', async () => {
    const disk = new FaultDisk()
    const fleet = await ownedFleet(['a', 'b'], { disk })
    const { ending, result } = await fleet.run(DESTROY, {
      onEvent: ({ kind, operation }: { kind: string; operation?: string }) => {
        if (kind === 'accepted' && operation === 'delete') {
          disk.arm({ call: 'write', at: 1, code: 'EIO' })
        }
      },
    })
    expect(ending).toBe('unknown')
    expect(result.stop).toMatchObject({ why: 'ledger' })
    const [done] = result.done
    expect(done).toMatchObject({ id: fleet.ids[0], unrecorded: { rescue: expect.any(String) } })
    const secondRun = await fleet.run(DESTROY)
    expect(secondRun.ending).toBe('done')
    expect((await fleet.state()).departed.has(id(fleet.ids[0] ?? ''))).toBe(true)
  })
})

describe('one operation at a time about an instance', () => {
  it('leaves an open deletion to another destroy: an apply says so, and sends nothing', async () => {
    const fleet = await ownedFleet(['a'], { records: leftBy('delete', longAgo()) })
    const { ending, plan } = await fleet.run(undefined)
    expect({ ending, actions: plan?.actions, sent: fleet.sent() }).toMatchObject({
      ending: 'unknown',
      actions: [{ kind: 'in-doubt', reason: { code: 'change-unsettled', operation: 'delete' } }],
      sent: [],
    })
    for (const goal of [{ kind: 'stop' }, { kind: 'start' }] as const) {
      expect((await fleet.run(goal)).ending).toBe('unknown')
    }
    expect(fleet.sent()).toEqual([])
    expect((await fleet.run(DESTROY)).ending).toBe('done')
    expect(fleet.sent()).toEqual(['delete a'])
  })

  it('makes nothing again, and is no success, where the ledger could not be told that a deletion is done', async () => {
    const fleet = await ownedFleet(['a', 'b'], {
      records: leftBy('delete', longAgo()),
      // The first list is the one that settles.
      faults: [{ on: 'list', when: { nth: 1 }, do: { fault: 'list', how: 'missing' } }],
    })
    fleet.sandbox.meanwhile({ change: 'vanish', name: 'a' })
    const { ending, plan } = await fleet.run(undefined, { settleMs: 0 })
    expect({ ending, actions: plan?.actions }).toMatchObject({
      ending: 'unknown',
      actions: [
        { kind: 'in-doubt', reason: { code: 'change-unsettled', operation: 'delete' } },
        { kind: 'no-op' },
      ],
    })
    expect(fleet.truth('a')).toBe('gone')
    // The next one settles it first.
    const secondRun = await fleet.run(undefined)
    expect(secondRun).toMatchObject({
      ending: 'done',
      result: { done: [{ action: { name: 'a', kind: 'create' } }] },
    })
  })

  it('lets a prune take up what a prune left open', async () => {
    const fleet = await ownedFleet(['a', 'b'], { records: leftBy('delete', longAgo()) })
    const { ending } = await fleet.run(PRUNE, { specs: fleet.specs.slice(1) })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['delete a'] })
  })

  it.each(OPERATIONS)(
    'says that a %s is open where no file has the entry, too',
    async (operation) => {
      const fleet = await ownedFleet(['a', 'b'], {
        records: leftBy(operation, longAgo()),
        faults: [{ on: 'get', do: { fault: 'answer', at: 'before', status: 503 } }],
      })
      const { ending, plan } = await fleet.run(undefined, { specs: fleet.specs.slice(1) })
      expect({ ending, actions: plan?.actions, sent: fleet.sent() }).toMatchObject({
        ending: 'unknown',
        actions: [
          { name: 'b' },
          {
            kind: 'in-doubt',
            name: 'a',
            spec: undefined,
            reason: { code: 'change-unsettled', operation },
            unsettled: [{ id: fleet.ids[0] }],
          },
        ],
        sent: [],
      })
    },
  )

  it('waits for a stop that was lost before it starts the instance', async () => {
    const fleet = await ownedFleet(['a'], {
      faults: [{ on: 'stop', do: { fault: 'late', ms: 3000 } }],
    })
    const onEvent = ({ kind }: { kind: string }) => {
      if (kind === 'lookup') throw new Error('killed')
    }
    await expect(fleet.run({ kind: 'stop' }, { onEvent })).rejects.toThrow('killed')
    const { ending } = await fleet.run({ kind: 'start' }, { settleMs: 20_000 })
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'done', truth: 'running' })
    expect(fleet.sent()).toEqual(['stop a', 'start a'])
    expect(resultsIn(await fleet.lines())).toEqual(['unknown', 'done', 'done'])
  })

  it('stops nothing and ends nothing while a start cannot be looked at', async () => {
    const fleet = await prepared('start', {
      records: leftBy('start', longAgo()),
      faults: [{ on: 'get', do: { fault: 'answer', at: 'before', status: 403 } }],
    })
    expect((await fleet.run({ kind: 'stop' })).ending).toBe('unknown')
    const { ending, plan } = await fleet.run(DESTROY)
    expect({ ending, actions: plan?.actions }).toMatchObject({
      ending: 'partial',
      actions: [{ kind: 'blocked', reason: { code: 'change-open', operation: 'start' } }],
    })
    expect(fleet.sent()).toEqual([])
  })
})
