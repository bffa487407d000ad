import { describe, expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule, ListFault } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { DESTROY, ownedFleet, PRUNE } from '../../../support/owned-fleet.ts'

const REAP = { kind: 'reap' } as const
const allOwned = (only: readonly string[] = [], exclude: readonly string[] = []) =>
  ({ kind: 'destroy', scope: 'all-owned', selection: { only, exclude } }) as const

const lists = (how: ListFault['how'], by?: number): FaultRule => ({
  on: 'list',
  do: { fault: 'list', how, ...(by === undefined ? {} : { by }) },
})

/** Made so long ago that each can be seen by now. */
const LONG_AGO = { madeAgoMs: 3_600_000 }

describe('a scope without an entry', () => {
  it.each([
    ['destroy', DESTROY],
    ['stop', { kind: 'stop' } as const],
    ['start', { kind: 'start' } as const],
    ['reap', REAP],
    ['prune', PRUNE],
  ])('ends, stops and starts nothing: %s', async (_what, goal) => {
    const fleet = await ownedFleet(['a', 'b'])
    await expect(fleet.run(goal, { specs: [] })).rejects.toThrow('the files define no entry')
    expect(fleet.sent()).toEqual([])
  })

  it('prunes nothing where it is a part of the files', async () => {
    const fleet = await ownedFleet(['a', 'b'])
    const part = { specs: fleet.specs.slice(0, 1), coversAll: false }
    await expect(fleet.run(PRUNE, part)).rejects.toThrow('--prune takes all entries')
    expect(fleet.sent()).toEqual([])
  })

  it('is no hindrance to what names its own: all that the ledger owns', async () => {
    const fleet = await ownedFleet(['a', 'b', 'c'])
    const { ending } = await fleet.run(allOwned(['a', 'c'], ['c']), { specs: [] })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['delete a'] })
    await expect(fleet.run(allOwned(['z']), { specs: [] })).rejects.toThrow('--only z')
    expect((await fleet.run(allOwned(), { specs: [] })).ending).toBe('done')
    expect(fleet.sent()).toEqual(['delete a', 'delete b', 'delete c'])
  })
})

describe('an account that is not seen whole', () => {
  it.each<[string, FaultRule]>([
    ['a list that is not whole', lists('null-record')],
    ['a list that breaks off', lists('wrong-total', 1)],
    ['no list', { on: 'list', do: { fault: 'answer', at: 'before', status: 403 } }],
  ])('ends nothing: %s', async (_what, fault) => {
    for (const goal of [DESTROY, allOwned(), REAP, { kind: 'stop' } as const]) {
      const fleet = await ownedFleet(['a', 'b'], { faults: [fault] })
      await expect(fleet.run(goal)).rejects.toThrow('nothing is ended, stopped or started')
      expect(fleet.sent()).toEqual([])
    }
    const fleet = await ownedFleet(['a', 'b'], { faults: [fault] })
    await expect(fleet.run(PRUNE, { specs: fleet.specs.slice(1) })).rejects.toThrow()
    expect(fleet.sent()).toEqual([])
  })

  it.each(['null-record', 'wrong-total'] as const)(
    'stops nothing for a file, where that is allowed: %s',
    async (how) => {
      const life = { desiredStatus: 'stopped' } as const
      const fleet = await ownedFleet(['a', 'b'], { life, faults: [lists(how)] })
      const stopping = fleet.run(PLAIN_APPLY, { allow: new Set(['stop']) })
      await expect(stopping).rejects.toThrow('nothing is ended, stopped or started')
      expect(fleet.sent()).toEqual([])
    },
  )

  it('ends nothing where it shows none of ours, unless somebody says that it is so', async () => {
    const fleet = await ownedFleet(['a', 'b'], LONG_AGO)
    for (const name of ['a', 'b']) fleet.sandbox.meanwhile({ change: 'vanish', name })
    await expect(fleet.run(DESTROY)).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringContaining('the account shows none of the 2 instances'),
        hint: expect.stringContaining('destroy at a terminal, or with --accept-gone or'),
      }),
    )
    expect(await fleet.lines()).toEqual([])
    const { ending } = await fleet.run(DESTROY, { acceptGone: true })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(await fleet.lines()).toMatchObject([{ end: 'was-gone' }, { end: 'was-gone' }])
  })

  it('is not taken for another one where an empty list hides what is there by its id', async () => {
    const fleet = await ownedFleet(['a', 'b'], { faults: [lists('empty')] })
    const { ending } = await fleet.run(DESTROY)
    expect({ ending, truth: [fleet.truth('a'), fleet.truth('b')] }).toEqual({
      ending: 'done',
      truth: ['gone', 'gone'],
    })
  })
})

describe('the most instances that a run ends', () => {
  const names = Array.from({ length: 11 }, (_, at) => `n${at}`)

  it('is ten, or what somebody says', async () => {
    const fleet = await ownedFleet(names)
    await expect(fleet.run(DESTROY)).rejects.toThrow('11 instances would be destroyed')
    expect(fleet.sent()).toEqual([])
    const { ending } = await fleet.run(DESTROY, { maxDestroys: 11 })
    expect({ ending, sent: fleet.sent().length }).toEqual({ ending: 'done', sent: 11 })
  })

  it('leaves out what is gone already, and what is protected', async () => {
    const fleet = await ownedFleet(names.slice(0, 3), LONG_AGO)
    fleet.sandbox.meanwhile({ change: 'vanish', name: 'n0' })
    const kept = aSpec('n1', {}, { protect: true })
    const specs = fleet.specs.map((spec) => (spec.name === 'n1' ? kept : spec))
    const { ending } = await fleet.run(DESTROY, { specs, maxDestroys: 1 })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['delete n2'] })
  })
})

describe('a prune', () => {
  it('ends what is in no file, once it may', async () => {
    const fleet = await ownedFleet(['a', 'b', 'c'])
    const specs = fleet.specs.slice(0, 1)
    const waiting = await fleet.run(PRUNE, { specs, allow: new Set() })
    expect({ ending: waiting.ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
    const { ending } = await fleet.run(PRUNE, { specs })
    expect({ ending, sent: fleet.sent(), truth: fleet.truth('a') }).toEqual({
      ending: 'done',
      sent: ['delete b', 'delete c'],
      truth: 'running',
    })
    const lines = await fleet.lines()
    expect(lines.map((line) => 'because' in line && line.because)).toEqual(
      Array.from({ length: 4 }, () => 'prune'),
    )
  })

  it('comes after the creations, and not at all where one of them is refused', async () => {
    const fleet = await ownedFleet(['old'], {
      faults: [
        {
          on: 'create',
          when: { nth: 2 },
          do: { fault: 'answer', at: 'before', status: 400, reason: 'INSUFFICIENT_RESOURCE' },
        },
      ],
    })
    const specs = [aSpec('new', { imageUrl: 'alpine:3' })]
    const refused = await fleet.run(PRUNE, { specs })
    expect(refused.result.stop).toMatchObject({ why: 'not-all-created' })
    expect({ sent: fleet.sent(), truth: fleet.truth('old') }).toEqual({
      sent: ['create new'],
      truth: 'running',
    })
    await fleet.run(PRUNE, { specs })
    expect(fleet.sent()).toEqual(['create new', 'create new', 'delete old'])
  })

  it('ends nothing that the ledger does not own, whatever it is called', async () => {
    const fleet = await ownedFleet(['a', 'b'])
    fleet.sandbox.meanwhile({ change: 'twin', name: 'b' })
    await fleet.run(PRUNE, { specs: fleet.specs.slice(0, 1) })
    expect(fleet.sent()).toEqual(['delete b'])
    const twin = fleet.sandbox.instances().find(({ id }) => !fleet.ids.includes(id))
    expect(twin?.path.at(-1)).toBe('running')
  })
})
