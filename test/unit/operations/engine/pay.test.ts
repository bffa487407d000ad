import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import type { Life } from '../../../../src/definitions/life.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { Fault, FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import type { ChangeOperation } from '../../../../src/sandbox/routes/api-operation.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'
import { askJson } from '../../../support/sandbox.ts'

const DAY = 86_400

interface Paying {
  readonly before?: CreateBody
  readonly after?: CreateBody
  readonly life?: Partial<Life>
  readonly faults?: readonly FaultRule[]
}

async function prepared({ before = {}, after = {}, life = {}, faults = [] }: Paying) {
  const fleet = await ownedFleet(['a'], { fields: before, faults })
  const specs = [aSpec('a', { ...before, ...after }, life)]
  const apply = (words: readonly ('pay' | 'update' | 'reset')[], more = {}) =>
    fleet.run(PLAIN_APPLY, { allow: new Set(words), specs, ...more })
  /** Somebody else's call about the instance, in the console or from another machine. */
  async function others(operation: ChangeOperation, fields: object): Promise<true> {
    const body = { instanceId: fleet.ids[0], ...fields }
    expect(await askJson(fleet.sandbox, operation, { body })).toMatchObject({ status: 200 })
    return true
  }
  return { fleet, apply, others, instance: () => fleet.sandbox.instances()[0] }
}

const MONTHLY = { month: 1, billingMode: 'monthly' }
const inDays = (days: number) => Math.floor(Date.now() / 1000) + days * DAY

const RENEWED: Paying = { before: MONTHLY, life: { paidUntil: inDays(45) } }

const CASES = [
  ['to-monthly', 'subscribe', { after: MONTHLY }, 1],
  ['renew', 'renew', RENEWED, 2],
] as const satisfies readonly (readonly [string, string, Paying, number])[]

describe('a payment that is not for as long as the file says', () => {
  it.each<[string, Paying, string]>([
    ['a renewal', { before: MONTHLY, life: { paidUntil: inDays(600) } }, 'renew a'],
    [
      'months for pay as you go',
      { after: MONTHLY, life: { paidUntil: inDays(180) } },
      'to-monthly a',
    ],
  ])('is no success, and names the months that lack: %s', async (_what, paying, call) => {
    const { fleet, apply } = await prepared(paying)
    const { ending, left } = await apply(['pay'])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [call] })
    expect(left).toMatchObject([
      {
        kind: 'change',
        reason: { code: 'paid-too-short' },
        steps: [{ operation: 'renew' }],
      },
    ])
    const next = await apply(['pay'])
    expect({ ending: next.ending, left: next.left }).toEqual({ ending: 'done', left: [] })
  })
})

describe.each(CASES)('%s', (call, operation, paying, months) => {
  const once = [`${call} a`]
  const struck = (fault: Fault): Paying => ({
    ...paying,
    faults: [{ on: call, when: { nth: 1 }, do: fault }],
  })

  it('waits for its word, is sent once, and is not sent again', async () => {
    const { fleet, apply, instance } = await prepared(paying)
    const waiting = await apply(['update', 'reset'])
    expect({ ending: waiting.ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
    const { ending, plan, result } = await apply(['pay'])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
    expect(result.done).toMatchObject([{ operation, how: 'answered', isThere: true }])
    expect(plan?.money.total.upfront).toMatchObject({ known: 1 })
    expect(instance()).toMatchObject({ billingMode: 'monthly', month: months })
    const again = await apply(['pay'])
    expect(again.plan?.actions).toMatchObject([{ kind: 'no-op' }])
    expect(fleet.sent()).toEqual(once)
  })

  it.each<[string, Fault]>([
    ['5xx', { fault: 'answer', at: 'after', status: 500 }],
    ['a reset', { fault: 'reset', at: 'after' }],
    ['a refusal that lies', { fault: 'answer', at: 'after', status: 400 }],
  ])('whose answer is lost after the work is seen, and not sent again: %s', async (_how, fault) => {
    const { fleet, apply } = await prepared(struck(fault))
    const { ending } = await apply(['pay'])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
  })

  it.each<[string, Fault]>([
    ['5xx', { fault: 'answer', at: 'before', status: 503 }],
    ['a success that is none', { fault: 'ignore' }],
  ])('whose answer is lost before the work is never sent again: %s', async (_how, fault) => {
    const { fleet, apply } = await prepared(struck(fault))
    expect((await apply(['pay'])).ending).toBe('unknown')
    const next = await apply(['pay'])
    expect(next.plan?.actions).toMatchObject([{ kind: 'in-doubt' }])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({ ending: 'unknown', sent: once })
  })

  it('that arrives late is waited for', async () => {
    const { fleet, apply, instance } = await prepared(struck({ fault: 'late', ms: 5000 }))
    const { ending, result } = await apply(['pay'], { settleMs: 60_000, changeMs: 120_000 })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
    expect(result.done).toMatchObject([{ operation, how: 'seen', isThere: true }])
    expect(instance()).toMatchObject({ billingMode: 'monthly', month: months })
  })

  it('that arrives after the run is settled by the next one, and not paid again', async () => {
    const late = { fault: 'late', ms: 5000, ending: 'reset' } as const
    const { fleet, apply, instance } = await prepared(struck(late))
    const first = await apply(['pay'], { settleMs: 500, changeMs: 100 })
    expect({ ending: first.ending, sent: fleet.sent() }).toEqual({ ending: 'unknown', sent: once })
    fleet.pass(6000)
    const next = await apply(['pay'])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
    expect(next.plan?.actions).toMatchObject([{ kind: 'no-op' }])
    expect(instance()).toMatchObject({ billingMode: 'monthly', month: months })
  })

  it('is not paid where somebody paid the same since the plan', async () => {
    const { fleet, apply, instance, others } = await prepared(paying)
    const approve = () => others(call, { month: 1 })
    const { ending, result } = await apply(['pay'], { approve })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
    expect(result.done).toMatchObject([{ operation, how: 'was-so' }])
    expect(instance()).toMatchObject({ billingMode: 'monthly', month: months })
  })

  it('is not sent for an instance that is gone since the plan', async () => {
    const { fleet, apply } = await prepared(paying)
    const approve = async () => {
      fleet.sandbox.meanwhile({ change: 'vanish', name: 'a' })
      return true
    }
    const { result } = await apply(['pay'], { approve })
    expect(fleet.sent()).toEqual([])
    expect(result.notSent).toMatchObject([{ operation, reason: { code: 'unknown-to-service' } }])
  })

  it('is refused over a limit on what is charged now', async () => {
    const { fleet, apply } = await prepared(paying)
    const limits = {
      maxHourly: undefined,
      maxUpfront: 1,
      allowPrepaid: true,
      allowUnavailable: true,
    }
    await expect(apply(['pay'], { limits })).rejects.toThrow('--max-upfront')
    expect(fleet.sent()).toEqual([])
  })
})

describe('renew', () => {
  it('is not sent where somebody paid for another time since the plan', async () => {
    const { fleet, apply, instance, others } = await prepared(RENEWED)
    const { ending, result } = await apply(['pay'], {
      approve: () => others('renew', { month: 6 }),
    })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'refused', sent: ['renew a'] })
    expect(result.notSent).toMatchObject([
      { operation: 'renew', reason: { code: 'changed-meanwhile', fields: ['endTime'] } },
    ])
    expect(instance()).toMatchObject({ month: 7 })
  })

  it('stays in doubt where another payment than the one that was lost is seen', async () => {
    const faults = [{ on: 'renew', when: { nth: 1 }, do: { fault: 'ignore' } }] as const
    const { fleet, apply, instance, others } = await prepared({ ...RENEWED, faults })
    expect((await apply(['pay'])).ending).toBe('unknown')
    await others('renew', { month: 6 })
    const next = await apply(['pay'])
    expect(next.plan?.actions).toMatchObject([{ kind: 'in-doubt' }])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({
      ending: 'unknown',
      sent: ['renew a', 'renew a'],
    })
    expect(instance()).toMatchObject({ month: 7 })
  })
})

describe('auto-renew', () => {
  const paying = { before: MONTHLY, after: { autoRenew: true, autoRenewMonth: 3 } }

  it('is accepted, and nobody can check it', async () => {
    const { fleet, apply, instance } = await prepared(paying)
    const { ending, result } = await apply(['pay'])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['auto-renew a'] })
    expect(result.done).toMatchObject([{ operation: 'auto-renew', how: 'answered' }])
    expect(instance()).toMatchObject({ autoRenew: 3 })
    expect((await apply(['pay'])).plan?.actions).toMatchObject([{ kind: 'no-op' }])
  })

  it('is sent again where its answer was lost: it comes to the same', async () => {
    const fault = { fault: 'answer', at: 'before', status: 503 } as const
    const faults = [{ on: 'auto-renew', when: { nth: 1 }, do: fault }] as const
    const { fleet, apply } = await prepared({ ...paying, faults })
    const { ending } = await apply(['pay'])
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['auto-renew a', 'auto-renew a'],
    })
  })

  it('that arrives late comes to the same as the one that was sent after it', async () => {
    const fault = { fault: 'late', ms: 5000, ending: 'reset' } as const
    const faults = [{ on: 'auto-renew', when: { nth: 1 }, do: fault }] as const
    const { fleet, apply, instance } = await prepared({ ...paying, faults })
    const { ending } = await apply(['pay'])
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['auto-renew a', 'auto-renew a'],
    })
    fleet.pass(6000)
    expect((await apply(['pay'])).plan?.actions).toMatchObject([{ kind: 'no-op' }])
    expect(instance()).toMatchObject({ autoRenew: 3, month: 1 })
  })

  it('is as the file says, whatever somebody set since the plan: nothing shows that', async () => {
    const { fleet, apply, instance, others } = await prepared(paying)
    const approve = () => others('auto-renew', { autoRenew: true, autoRenewMonth: 12 })
    const { ending } = await apply(['pay'], { approve })
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['auto-renew a', 'auto-renew a'],
    })
    expect(instance()).toMatchObject({ autoRenew: 3, month: 1 })
  })

  it('is not sent for an instance that is gone since the plan', async () => {
    const { fleet, apply } = await prepared(paying)
    const approve = async () => {
      fleet.sandbox.meanwhile({ change: 'vanish', name: 'a' })
      return true
    }
    const { result } = await apply(['pay'], { approve })
    expect(fleet.sent()).toEqual([])
    expect(result.notSent).toMatchObject([
      { operation: 'auto-renew', reason: { code: 'unknown-to-service' } },
    ])
  })

  it('is of what is paid by the month only', async () => {
    const { fleet, apply } = await prepared({ after: { autoRenew: true } })
    const { plan } = await apply(['pay'])
    expect(plan?.actions).toMatchObject([{ kind: 'blocked', reason: { code: 'not-monthly' } }])
    expect(fleet.sent()).toEqual([])
  })
})

describe('what is paid by the month', () => {
  it('goes on where it is, whatever the file says of the months that it began with', async () => {
    const { fleet, apply } = await prepared({ before: MONTHLY, after: { month: 6 } })
    const { ending, result } = await apply(['pay'])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(result.done).toMatchObject([{ operation: 'subscribe', how: 'was-so' }])
  })

  it('has no way back to pay as you go but another instance, which is not made while it is paid', async () => {
    const { fleet, apply } = await prepared({
      before: MONTHLY,
      after: { month: 0, billingMode: 'onDemand' },
    })
    const { plan } = await apply(['pay'])
    expect(plan?.actions).toMatchObject([{ kind: 'blocked', reason: { code: 'prepaid' } }])
    expect(fleet.sent()).toEqual([])
  })
})
