import { describe, expect, it } from 'vitest'
import type { Fault, When } from '../../../../src/sandbox/faults/faults.ts'
import { DESTROY, ownedFleet } from '../../../support/owned-fleet.ts'

type Options = Parameters<typeof ownedFleet>[1]

/** What destroying `a` comes to where these faults strike its delete call: the first one unless they say otherwise. */
async function destroying(
  faults: readonly Fault[],
  { when = { nth: 1 }, ...options }: Options & { when?: When } = {},
) {
  const rules = faults.map((fault) => ({ on: 'delete', when, do: fault }) as const)
  const fleet = await ownedFleet(['a'], { ...options, faults: rules })
  const { ending, result, events } = await fleet.run(DESTROY)
  const settled = (await fleet.lines()).filter(({ type }) => type === 'settled')
  const sends = fleet.sent().filter((call) => call === 'delete a').length
  return { fleet, ending, result, events, settled, sends, truth: fleet.truth('a') }
}

const refusal = (status: number, reason?: string, message?: string): Fault => ({
  fault: 'answer',
  at: 'before',
  status,
  ...(reason === undefined ? {} : { reason }),
  ...(message === undefined ? {} : { message }),
})

const vanishing: Fault = {
  fault: 'meanwhile',
  at: 'before',
  change: { change: 'vanish', name: 'a' },
}

/** States that each take so long that a look finds them. */
const SLOW = { pace: { by: 'clock', stepMs: 150 } } as const

describe('a deletion that the service accepts', () => {
  it.each<[string, readonly Fault[]]>([
    ['200 without a body', []],
    ['200 with any body', [{ fault: 'answer', at: 'after', status: 200, body: '{"a":1}' }]],
    ['200 with words', [{ fault: 'answer', at: 'after', status: 200, body: 'ok' }]],
    ['202', [{ fault: 'answer', at: 'after', status: 202, body: '{}' }]],
    ['204', [{ fault: 'answer', at: 'after', status: 204 }]],
  ])('is done when the instance is seen gone: %s', async (_answer, faults) => {
    const { ending, result, settled, sends, truth } = await destroying(faults)
    expect({ ending, sends, truth }).toEqual({ ending: 'done', sends: 1, truth: 'gone' })
    expect(result.done).toMatchObject([{ how: 'answered', isThere: true }])
    expect(settled).toMatchObject([{ result: 'done', how: 'seen', end: 'gone' }])
  })

  it('is waited for on its way out, until the account shows it as removed', async () => {
    const { ending, settled, sends, truth } = await destroying([], SLOW)
    expect({ ending, sends, truth }).toEqual({ ending: 'done', sends: 1, truth: 'gone' })
    expect(settled).toMatchObject([{ result: 'done', how: 'seen', end: 'removed' }])
  })
})

describe('a deletion of what the service does not know any more', () => {
  it.each([404, 400] as const)('is done, as gone before it: %s', async (missingStatus) => {
    const { ending, result, settled, sends } = await destroying([vanishing], { missingStatus })
    expect({ ending, sends }).toEqual({ ending: 'done', sends: 1 })
    expect(result.done).toMatchObject([{ isThere: true }])
    expect(settled).toMatchObject([{ result: 'done', end: 'was-gone' }])
  })

  it('is sent again where the account shows the instance alive', async () => {
    const { ending, sends, truth } = await destroying([refusal(404, 'RESOURCE_NOT_FOUND')])
    expect({ ending, sends, truth }).toEqual({ ending: 'done', sends: 2, truth: 'gone' })
  })
})

describe('a deletion that the service refuses', () => {
  it('for its state is under way where it is being removed', async () => {
    const removing: Fault = {
      fault: 'meanwhile',
      at: 'before',
      change: { change: 'delete', name: 'a' },
    }
    const { ending, result, settled, sends } = await destroying([removing], SLOW)
    expect({ ending, sends }).toEqual({ ending: 'done', sends: 1 })
    expect(result.done).toMatchObject([{ how: 'seen', isThere: true }])
    expect(settled).toMatchObject([{ result: 'done' }])
  })

  it.each<[string, Fault]>([
    ['its state, and it runs', refusal(400, undefined, 'invalid state change')],
    ['being prepaid', refusal(400, 'PREPAID_INSTANCE_NOT_SUPPORT_RELEASE')],
    ['any other reason', refusal(422, 'VALIDATOR_PARAM')],
  ])('is refused, and not sent again: %s', async (_reason, fault) => {
    const { ending, result, settled, sends, truth } = await destroying([fault])
    expect({ ending, sends, truth }).toEqual({ ending: 'refused', sends: 1, truth: 'running' })
    expect(result.rejected).toMatchObject([{ operation: 'delete' }])
    expect(settled).toMatchObject([{ result: 'rejected', how: 'answered' }])
  })

  it('does not keep the others from ending', async () => {
    const fleet = await ownedFleet(['a', 'b', 'c'], {
      faults: [{ on: 'delete', when: { name: 'b' }, do: refusal(422) }],
    })
    const { ending, result } = await fleet.run(DESTROY)
    expect(ending).toBe('partial')
    expect(result.rejected).toMatchObject([{ action: { name: 'b' } }])
    expect(['a', 'b', 'c'].map(fleet.truth)).toEqual(['gone', 'running', 'gone'])
  })

  it.each([401, 403])('stops the run where it is about the account: %s', async (status) => {
    const faults = [{ on: 'delete', do: refusal(status) }] as const
    const fleet = await ownedFleet(['a', 'b'], { faults })
    const { ending, result } = await fleet.run(DESTROY)
    expect({ ending, stop: result.stop?.why }).toEqual({
      ending: 'refused',
      stop: 'account-refused',
    })
    expect(result.skipped).toMatchObject([{ action: { name: 'b' } }])
    expect(fleet.sent()).toEqual(['delete a'])
  })
})

describe('a deletion that is throttled', () => {
  const throttled = (at: 'before' | 'after', retryAfter = 2): Fault => ({
    fault: 'answer',
    at,
    status: 429,
    retryAfter,
  })

  it('is sent again after the time that the service asks for', async () => {
    const { ending, sends, events } = await destroying([throttled('before')])
    expect({ ending, sends }).toEqual({ ending: 'done', sends: 2 })
    expect(events).toContainEqual(expect.objectContaining({ kind: 'retry', waitMs: 2000 }))
  })

  it('is not sent again where a look shows it done', async () => {
    const { ending, sends, result } = await destroying([throttled('after')])
    expect({ ending, sends }).toEqual({ ending: 'done', sends: 1 })
    expect(result.done).toMatchObject([{ how: 'seen' }])
  })

  it('is sent five times at most, and stops the run then', async () => {
    const { ending, sends, result, truth } = await destroying([throttled('before')], { when: {} })
    expect({ ending, sends, truth }).toEqual({ ending: 'refused', sends: 5, truth: 'running' })
    expect(result.stop).toMatchObject({ why: 'throttled' })
  })

  it('is not waited for where the service asks for too long', async () => {
    const { sends, result } = await destroying([throttled('before', 3600)])
    expect({ sends, stop: result.stop?.why }).toEqual({ sends: 1, stop: 'throttled' })
  })
})

describe('a deletion whose answer is lost', () => {
  const limits = { create: { connectMs: 5_000, answerMs: 60 } }

  it.each<[string, Fault]>([
    ['5xx', { fault: 'answer', at: 'after', status: 502, html: true }],
    ['a body that breaks off', { fault: 'answer', at: 'after', status: 200, body: '{' }],
    ['headers that are cut', { fault: 'cut', in: 'headers' }],
    ['a reset', { fault: 'reset', at: 'after' }],
    ['an early end', { fault: 'close', at: 'after' }],
    ['a time-out', { fault: 'hang', at: 'after' }],
    ['a redirect', { fault: 'answer', at: 'after', status: 307 }],
  ])('is seen done, and not sent again: %s', async (_how, fault) => {
    const { ending, sends, result, settled } = await destroying([fault], { limits })
    expect({ ending, sends }).toEqual({ ending: 'done', sends: 1 })
    expect(result.done).toMatchObject([{ how: 'seen', isThere: true }])
    expect(settled).toMatchObject([{ result: 'unknown' }, { result: 'done', end: 'gone' }])
  })

  it.each<[string, Fault]>([
    ['5xx', refusal(503)],
    ['a reset', { fault: 'reset', at: 'before' }],
    ['an early end', { fault: 'close', at: 'before' }],
    ['a time-out', { fault: 'hang', at: 'before' }],
  ])('is sent again once its effect had its time to show: %s', async (_how, fault) => {
    const { ending, sends, truth } = await destroying([fault], { limits })
    expect({ ending, sends, truth }).toEqual({ ending: 'done', sends: 2, truth: 'gone' })
  })

  it('is seen done when it arrives late', async () => {
    const faults = [{ on: 'delete', when: { nth: 1 }, do: { fault: 'late', ms: 5000 } }] as const
    const patient = await ownedFleet(['a'], { faults })
    const waited = await patient.run(DESTROY, { settleMs: 60_000, changeMs: 120_000 })
    expect({ ending: waited.ending, sent: patient.sent() }).toEqual({
      ending: 'done',
      sent: ['delete a'],
    })
    const hasty = await ownedFleet(['a'], { faults })
    const { ending } = await hasty.run(DESTROY, { settleMs: 2000, changeMs: 120_000 })
    expect({ ending, truth: hasty.truth('a') }).toEqual({ ending: 'done', truth: 'gone' })
    expect(hasty.sent()).toEqual(['delete a', 'delete a'])
  })
})

describe('a deletion that is accepted and not done', () => {
  it('is sent again', async () => {
    const { ending, sends, truth } = await destroying([{ fault: 'ignore' }])
    expect({ ending, sends, truth }).toEqual({ ending: 'done', sends: 2, truth: 'gone' })
  })

  it('is sent five times at most, and stays open', async () => {
    const { ending, sends, result, fleet } = await destroying([{ fault: 'ignore' }], { when: {} })
    expect({ ending, sends }).toEqual({ ending: 'unknown', sends: 5 })
    expect(result.inDoubt).toMatchObject([{ reason: { code: 'change-not-seen' } }])
    expect(await fleet.lines()).not.toContainEqual(expect.objectContaining({ result: 'done' }))
  })

  it('is sent again by a later run, as the same attempt', async () => {
    const { fleet } = await destroying([{ fault: 'ignore' }], { when: { times: 5 } })
    const { ending } = await fleet.run(DESTROY)
    expect({ ending, truth: fleet.truth('a') }).toEqual({ ending: 'done', truth: 'gone' })
    expect(fleet.sent()).toHaveLength(6)
    const attempts = (await fleet.lines()).map((line) => 'attempt' in line && line.attempt)
    expect(new Set(attempts).size).toBe(1)
  })

  it('stays open while it hangs in removing, and the next run only looks', async () => {
    const stuck = { fault: 'stuck', ms: 30_000 } as const
    const { ending, result, sends, fleet } = await destroying([stuck])
    expect({ ending, sends }).toEqual({ ending: 'unknown', sends: 1 })
    expect(result.inDoubt).toMatchObject([{ reason: { code: 'still-leaving' } }])
    const secondRun = await fleet.run(DESTROY)
    expect({ ending: secondRun.ending, truth: fleet.truth('a') }).toEqual({
      ending: 'unknown',
      truth: 'removing',
    })
    fleet.pass(30_000)
    const last = await fleet.run(DESTROY)
    expect({ ending: last.ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['delete a'],
    })
    expect((await fleet.state()).entries.size).toBe(0)
  })
})
