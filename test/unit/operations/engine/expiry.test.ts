import { describe, expect, it } from 'vitest'
import { aSpec } from '../../../support/builders.ts'
import { DESTROY, ownedFleet } from '../../../support/owned-fleet.ts'
import { expiry } from '../../../support/planning.ts'

const REAP = { kind: 'reap' } as const
const HOUR = 3_600_000

const expiring = (name: string, expires: string, more: object = {}) =>
  aSpec(name, {}, { expires: expiry(expires), ...more })

/** Two instances that were made two hours ago, and one entry without an expiry. */
const aged = () => ownedFleet(['a', 'b', 'c'], { madeAgoMs: 2 * HOUR })

describe('a reap', () => {
  it('ends what has expired, and nothing else', async () => {
    const fleet = await aged()
    fleet.sandbox.meanwhile({ change: 'twin', name: 'd', agoMs: 9 * HOUR })
    const specs = [expiring('a', '1h'), expiring('b', '3h'), aSpec('c'), expiring('d', '1h')]
    // The one that is not ours has expired, too: a person has to look.
    const { ending } = await fleet.run(REAP, { specs })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: ['delete a'] })
    expect(await fleet.lines()).toMatchObject([
      { type: 'operation', because: 'expired' },
      { type: 'settled', because: 'expired', end: 'gone' },
    ])
    expect((await fleet.run(REAP, { specs })).result.done).toEqual([])
  })

  it('leaves what is protected, and starts, stops and creates nothing', async () => {
    const fleet = await aged()
    fleet.sandbox.meanwhile({ change: 'stop', name: 'b' })
    const specs = [
      expiring('a', '1h', { protect: true }),
      expiring('b', '3h', { desiredStatus: 'running' }),
      expiring('new', '1h'),
    ]
    const { ending } = await fleet.run(REAP, { specs })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(await fleet.lines()).toEqual([])
  })

  it('ends at most ten', async () => {
    const names = Array.from({ length: 11 }, (_, at) => `n${at}`)
    const fleet = await ownedFleet(names, { madeAgoMs: HOUR, life: { expires: expiry('1m') } })
    await expect(fleet.run(REAP)).rejects.toThrow('11 instances would be destroyed')
    expect(fleet.sent()).toEqual([])
  })
})

describe('an apply', () => {
  it('says what has expired, and neither ends nor renews it', async () => {
    const fleet = await aged()
    const specs = [expiring('a', '1h')]
    const allow = new Set(['start', 'stop', 'recreate'] as const)
    const { ending, left } = await fleet.run(undefined, { specs, coversAll: false, allow })
    expect({ ending, left }).toMatchObject({ ending: 'partial', left: [{ kind: 'expired' }] })
    expect({ sent: fleet.sent(), lines: await fleet.lines() }).toEqual({ sent: [], lines: [] })
  })

  it('renews no longer what has expired and is paid in advance, which no reap can end', async () => {
    const fields = { billingMode: 'monthly', month: 1, autoRenew: true }
    const fleet = await ownedFleet(['a'], { fields, madeAgoMs: 2 * HOUR })
    const life = { expires: expiry('1h') }
    const specs = [aSpec('a', { ...fields, autoRenew: false }, life)]
    const waiting = await fleet.run(undefined, { specs, allow: new Set(['destroy']) })
    const reason = { code: 'expired-while-paid' }
    expect({ ending: waiting.ending, left: waiting.left, sent: fleet.sent() }).toMatchObject({
      ending: 'partial',
      left: [{ kind: 'change', reason }],
      sent: [],
    })
    const paying = { specs, allow: new Set(['destroy', 'pay'] as const) }
    for (const goal of [undefined, REAP, undefined]) {
      const { ending, left } = await fleet.run(goal, paying)
      expect(ending).toBe('partial')
      expect(left).toHaveLength(1)
    }
    expect(fleet.sent()).toEqual(['auto-renew a'])
  })

  it('lets the service renew nothing that has expired', async () => {
    const fields = { billingMode: 'monthly', month: 1 }
    const fleet = await ownedFleet(['a'], { fields, madeAgoMs: 2 * HOUR })
    const specs = [aSpec('a', { ...fields, autoRenew: true }, { expires: expiry('1h') })]
    const { ending, left } = await fleet.run(undefined, { specs, allow: new Set(['pay']) })
    expect({ ending, left }).toMatchObject({ ending: 'partial', left: [{ kind: 'expired' }] })
    expect(fleet.sent()).toEqual([])
  })

  it('does not make again what was reaped, until its time is moved', async () => {
    const fleet = await aged()
    const fields = { imageUrl: 'alpine:3' }
    const part = { coversAll: false }
    await fleet.run(REAP, { specs: [expiring('a', '1h')], ...part })
    const secondRun = await fleet.run(undefined, { specs: [expiring('a', '1h')], ...part })
    expect({ ending: secondRun.ending, sent: fleet.sent() }).toEqual({
      ending: 'partial',
      sent: ['delete a'],
    })
    const moved = [aSpec('a', fields, { expires: expiry('8h') })]
    expect((await fleet.run(undefined, { specs: moved, ...part })).ending).toBe('done')
    expect(fleet.sent()).toEqual(['delete a', 'create a'])
  })

  it.each(['ended', 'found gone'])(
    'does not make again what a reap %s, though the ledger recorded it long after its creation',
    async (how) => {
      // As one that was adopted or found, or whose create was answered late.
      const fleet = await ownedFleet(['a'], { madeAgoMs: 2 * HOUR, recordedAgoMs: -0.9 * HOUR })
      const specs = [expiring('a', '90m')]
      const approve = async () => {
        if (how === 'found gone') fleet.sandbox.meanwhile({ change: 'delete', name: 'a' })
        return true
      }
      await fleet.run(REAP, { specs, approve })
      expect(fleet.truth('a')).toBe('gone')
      const sent = fleet.sent()
      const { ending, left } = await fleet.run(undefined, { specs })
      expect({ ending, left }).toMatchObject({ ending: 'partial', left: [{ kind: 'expired' }] })
      expect(fleet.sent()).toEqual(sent)
    },
  )

  it('makes again what was destroyed for another reason, though it had expired', async () => {
    const fleet = await aged()
    const specs = [aSpec('a', { imageUrl: 'alpine:3' }, { expires: expiry('1h') })]
    const part = { coversAll: false }
    await fleet.run(DESTROY, { specs, ...part })
    await fleet.run(undefined, { specs, ...part })
    expect(fleet.sent()).toEqual(['delete a', 'create a'])
  })
})

describe('the time of an instance', () => {
  it.each([
    ['earlier', -2 / 3, '50m', ['delete a']],
    ['later', 2 / 3, '90m', []],
  ] as const)(
    'counts from when the service says that it was created, where that is %s than the ledger says',
    async (_when, hours, expires, sent) => {
      const fleet = await ownedFleet(['a'], { madeAgoMs: HOUR, recordedAgoMs: hours * HOUR })
      const { ending } = await fleet.run(REAP, { specs: [expiring('a', expires)] })
      expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent })
    },
  )
})
