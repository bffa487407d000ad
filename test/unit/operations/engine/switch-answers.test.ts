import { describe, expect, it } from 'vitest'
import type { Fault, When } from '../../../../src/sandbox/faults/faults.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

type Options = Parameters<typeof ownedFleet>[1]

const SWITCHES = ['start', 'stop'] as const
type Switch = (typeof SWITCHES)[number]

const END = { start: 'running', stop: 'exited' } as const
const OTHER = { start: 'stop', stop: 'start' } as const
const FROM = { start: 'exited', stop: 'running' } as const

/** An instance that is to be started or stopped, and is not yet. */
async function prepared(operation: Switch, options: Options = {}) {
  const fleet = await ownedFleet(['a'], options)
  fleet.pass(3_600)
  fleet.sandbox.meanwhile({ change: OTHER[operation], name: 'a' })
  return fleet
}

/** What starting or stopping `a` comes to where these faults strike the call: the first one unless they say otherwise. */
async function switching(
  operation: Switch,
  faults: readonly Fault[],
  { when = { nth: 1 }, ...options }: Options & { when?: When } = {},
) {
  const rules = faults.map((fault) => ({ on: operation, when, do: fault }) as const)
  const fleet = await prepared(operation, { ...options, faults: rules })
  const { ending, result, events } = await fleet.run({ kind: operation })
  const settled = (await fleet.lines()).filter(({ type }) => type === 'settled')
  return { fleet, ending, result, events, settled, sent: fleet.sent(), truth: fleet.truth('a') }
}

const refusal = (status: number, reason?: string, message?: string): Fault => ({
  fault: 'answer',
  at: 'before',
  status,
  ...(reason === undefined ? {} : { reason }),
  ...(message === undefined ? {} : { message }),
})

const meanwhile = (change: 'start' | 'stop' | 'vanish'): Fault => ({
  fault: 'meanwhile',
  at: 'before',
  change: { change, name: 'a' },
})

describe.each(SWITCHES)('a %s', (operation) => {
  const once = [`${operation} a`]
  const twice = [...once, ...once]

  it.each<[string, readonly Fault[]]>([
    ['200 with its body', []],
    ['200 without a body', [{ fault: 'answer', at: 'after', status: 200, body: '' }]],
    ['202', [{ fault: 'answer', at: 'after', status: 202, body: '{}' }]],
    ['204', [{ fault: 'answer', at: 'after', status: 204 }]],
  ])('that is accepted is done when it is seen: %s', async (_answer, faults) => {
    const { ending, result, sent, truth, fleet } = await switching(operation, faults)
    expect({ ending, sent, truth }).toEqual({ ending: 'done', sent: once, truth: END[operation] })
    expect(result.done).toMatchObject([{ operation, how: 'answered', isThere: true }])
    expect(await fleet.lines()).toMatchObject([
      {
        type: 'operation',
        operation,
        from: { status: FROM[operation] },
        to: { status: END[operation] },
      },
      { type: 'settled', operation, result: 'done', how: 'seen' },
    ])
  })

  it('is waited for through the states on its way', async () => {
    const pace = { by: 'clock', stepMs: 300 } as const
    const { ending, result, truth } = await switching(operation, [], { pace })
    expect({ ending, truth }).toEqual({ ending: 'done', truth: END[operation] })
    expect(result.done).toMatchObject([{ isThere: true }])
  })

  it.each<[string, Fault]>([
    ['5xx', { fault: 'answer', at: 'after', status: 500 }],
    ['a reset', { fault: 'reset', at: 'after' }],
    ['a body that is cut', { fault: 'cut', in: 'body', length: 'given' }],
  ])(
    'whose answer is lost after it was done is seen, and not sent again: %s',
    async (_how, fault) => {
      const { ending, result, sent, settled } = await switching(operation, [fault])
      expect({ ending, sent }).toEqual({ ending: 'done', sent: once })
      expect(result.done).toMatchObject([{ how: 'seen', isThere: true }])
      expect(settled).toMatchObject([{ result: 'unknown' }, { result: 'done' }])
    },
  )

  it.each<[string, Fault]>([
    ['5xx', refusal(503)],
    ['a reset', { fault: 'reset', at: 'before' }],
  ])(
    'whose answer is lost before it was done is sent again after the settle time: %s',
    async (_how, fault) => {
      const { ending, sent, truth } = await switching(operation, [fault])
      expect({ ending, sent, truth }).toEqual({
        ending: 'done',
        sent: twice,
        truth: END[operation],
      })
    },
  )

  it('that arrives late is waited for', async () => {
    const faults = [{ on: operation, when: { nth: 1 }, do: { fault: 'late', ms: 5000 } }] as const
    const fleet = await prepared(operation, { faults })
    const patience = { settleMs: 60_000, changeMs: 120_000 }
    const { ending } = await fleet.run({ kind: operation }, patience)
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
  })

  it('that is accepted and not done is sent again, three times at most, and stays open', async () => {
    const secondRun = await switching(operation, [{ fault: 'ignore' }])
    expect({ ending: secondRun.ending, sent: secondRun.sent }).toEqual({
      ending: 'done',
      sent: twice,
    })
    const never = await switching(operation, [{ fault: 'ignore' }], { when: {} })
    expect({ ending: never.ending, sent: never.sent }).toEqual({
      ending: 'unknown',
      sent: [...twice, ...once],
    })
    expect(never.result.inDoubt).toMatchObject([{ reason: { code: 'change-not-seen' } }])
    // The next run gives it up, and sends it under another attempt.
    const { ending } = await never.fleet.run({ kind: operation })
    expect(ending).toBe('unknown')
    const lines = await never.fleet.lines()
    expect(lines).toContainEqual(expect.objectContaining({ result: 'given-up', how: 'seen' }))
    const attempts = lines.flatMap((line) => (line.type === 'operation' ? [line.attempt] : []))
    expect(new Set(attempts).size).toBe(2)
  })

  it('that hangs on its way is as good as done, and no success yet', async () => {
    const { ending, result, sent } = await switching(operation, [{ fault: 'stuck' }])
    expect({ ending, sent }).toEqual({ ending: 'partial', sent: once })
    expect(result.done).toMatchObject([{ isThere: false }])
  })

  it('of what the service does not know any more is given up', async () => {
    const { ending, sent, settled, result } = await switching(operation, [meanwhile('vanish')])
    expect({ ending, sent }).toEqual({ ending: 'unknown', sent: once })
    expect(settled).toMatchObject([{ result: 'given-up' }])
    expect(result.inDoubt).toMatchObject([{ reason: { code: 'change-vanished' } }])
  })

  it('that somebody else did at the same time is done', async () => {
    const { ending, sent, result } = await switching(operation, [meanwhile(operation)])
    expect({ ending, sent }).toEqual({ ending: 'done', sent: once })
    expect(result.done).toMatchObject([{ how: 'seen', isThere: true }])
  })

  it.each<[string, Fault]>([
    ['its state', refusal(400, undefined, 'invalid state change')],
    ['any other reason', refusal(422, 'VALIDATOR_PARAM')],
  ])('that is refused is not sent again: %s', async (_reason, fault) => {
    const { ending, sent, settled, truth } = await switching(operation, [fault])
    expect({ ending, sent, truth }).toEqual({
      ending: 'refused',
      sent: once,
      truth: FROM[operation],
    })
    expect(settled).toMatchObject([{ result: 'rejected' }])
  })

  it('that is refused for the account stops the run', async () => {
    const { result } = await switching(operation, [refusal(401)])
    expect(result.stop).toMatchObject({ why: 'account-refused' })
  })

  it('that is throttled is sent again', async () => {
    const fault = { fault: 'answer', at: 'before', status: 429, retryAfter: 1 } as const
    const { ending, sent } = await switching(operation, [fault])
    expect({ ending, sent }).toEqual({ ending: 'done', sent: twice })
  })

  it('of what is so already sends nothing and writes nothing', async () => {
    const fleet = await prepared(OTHER[operation])
    const { ending, result } = await fleet.run({ kind: operation })
    expect({ ending, done: result.done, sent: fleet.sent() }).toEqual({
      ending: 'done',
      done: [],
      sent: [],
    })
    expect(await fleet.lines()).toEqual([])
  })
})

describe('a start for which there are no GPUs', () => {
  it('leaves the instance stopped, and sends nothing else', async () => {
    const { ending, sent, truth, settled, result } = await switching('start', [
      refusal(400, 'INSUFFICIENT_RESOURCE'),
    ])
    expect({ ending, sent, truth }).toEqual({
      ending: 'refused',
      sent: ['start a'],
      truth: 'exited',
    })
    expect(result.rejected).toMatchObject([{ refusal: { reason: 'INSUFFICIENT_RESOURCE' } }])
    expect(settled).toMatchObject([{ result: 'rejected', reason: 'INSUFFICIENT_RESOURCE' }])
  })

  it('creates nothing either where the file asks for it', async () => {
    const fleet = await prepared('start', {
      faults: [{ on: 'start', do: refusal(400, 'INSUFFICIENT_RESOURCE') }],
      life: { desiredStatus: 'running' },
    })
    const { ending } = await fleet.run(undefined)
    expect({ ending, sent: fleet.sent(), truth: fleet.truth('a') }).toEqual({
      ending: 'refused',
      sent: ['start a'],
      truth: 'exited',
    })
  })
})

describe('a start that fails later', () => {
  it('is no success, and is not sent again', async () => {
    const { ending, sent, result } = await switching('start', [
      { fault: 'fail-later', message: 'no driver' },
    ])
    expect({ ending, sent }).toEqual({ ending: 'unknown', sent: ['start a'] })
    expect(result.inDoubt).toMatchObject([
      { reason: { code: 'change-not-seen', status: expect.stringContaining('no driver') } },
    ])
  })
})

describe('desiredStatus', () => {
  it.each([
    ['running', 'start', 'stop'],
    ['stopped', 'stop', 'start'],
  ] as const)('is made true by an apply that may: %s', async (desiredStatus, operation, before) => {
    const fleet = await ownedFleet(['a'], { life: { desiredStatus } })
    fleet.sandbox.meanwhile({ change: before, name: 'a' })
    const waiting = await fleet.run(undefined, { allow: new Set() })
    expect({ ending: waiting.ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
    const { ending } = await fleet.run(undefined, { allow: new Set([operation]) })
    expect({ ending, sent: fleet.sent(), truth: fleet.truth('a') }).toEqual({
      ending: 'done',
      sent: [`${operation} a`],
      truth: END[operation],
    })
    expect(await fleet.lines()).toMatchObject([{ because: 'definition' }, { result: 'done' }])
  })
})
