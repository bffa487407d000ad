import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import type { Life } from '../../../../src/definitions/life.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { Fault, FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet, PRUNE } from '../../../support/owned-fleet.ts'

const RUNNING: Partial<Life> = { desiredStatus: 'running' }
const STOPPED: Partial<Life> = { desiredStatus: 'stopped' }

const once = (on: FaultRule['on'], fault: Fault): FaultRule => ({ on, when: { nth: 1 }, do: fault })

const REFUSED: Fault = { fault: 'answer', at: 'before', status: 400 }

/** `blue` is stopped and is to run; `green` and `old` run. */
async function switching(...faults: readonly FaultRule[]) {
  const fleet = await ownedFleet(['blue', 'green', 'old'], { faults })
  fleet.sandbox.meanwhile({ change: 'stop', name: 'blue' })
  return fleet
}

/** What the file of a run says of `green`; `old` is in no file. */
type Green = readonly [CreateBody, Partial<Life>]

const ENDS: readonly (readonly [string, Green, readonly string[]])[] = [
  ['stopped', [{}, STOPPED], ['stop', 'delete']],
  ['paid for', [{ month: 1, billingMode: 'monthly' }, {}], ['subscribe', 'delete']],
  ['destroyed', [{}, {}], ['delete']],
]

describe.each(ENDS)('where another one is to be %s', (_what, [fields, life], skipped) => {
  const run = async (...faults: readonly FaultRule[]) => {
    const fleet = await switching(...faults)
    const specs = [aSpec('blue', {}, RUNNING), aSpec('green', fields, life)]
    const ran = await fleet.run(PRUNE, { specs, changeMs: 100 })
    const left = ran.result.skipped.map(({ operation }) => operation)
    return { ran, left, sent: fleet.sent(), states: [fleet.truth('green'), fleet.truth('old')] }
  }
  const untouched = ['running', 'running']

  it('a start that is refused ends the run before that', async () => {
    const { ran, left, sent, states } = await run(once('start', REFUSED))
    expect({ sent, left, states }).toEqual({
      sent: ['start blue'],
      left: skipped,
      states: untouched,
    })
    expect({ ending: ran.ending, stop: ran.result.stop }).toEqual({
      ending: 'refused',
      stop: { why: 'not-all-started' },
    })
  })

  it('a start that nobody sees ends the run before that', async () => {
    const { ran, left, states } = await run({ on: 'start', do: { fault: 'ignore' } })
    expect({ left, states }).toEqual({ left: skipped, states: untouched })
    expect({ ending: ran.ending, stop: ran.result.stop }).toMatchObject({
      ending: 'unknown',
      stop: { why: 'unknown-outcome', doubt: { code: 'change-not-seen', operation: 'start' } },
    })
  })

  it('a start that is only on its way ends the run before that', async () => {
    const { ran, left, states } = await run(once('start', { fault: 'stuck' }))
    expect({ left, states }).toEqual({ left: skipped, states: untouched })
    expect({ ending: ran.ending, stop: ran.result.stop }).toEqual({
      ending: 'partial',
      stop: { why: 'not-all-started' },
    })
  })

  it('a start that is done does not', async () => {
    const { ran, left } = await run()
    expect({ ending: ran.ending, left, stop: ran.result.stop }).toEqual({
      ending: 'done',
      left: [],
      stop: undefined,
    })
  })
})

describe('an outcome that nobody knows', () => {
  it('ends the run before it stops, pays for or destroys anything', async () => {
    const lost = once('edit', { fault: 'reset', at: 'before' })
    const fleet = await ownedFleet(['a', 'idle', 'c', 'old'], { faults: [lost] })
    const specs = [
      aSpec('a', { rootfsSize: 100 }),
      aSpec('idle', {}, STOPPED),
      aSpec('c', { month: 1, billingMode: 'monthly' }),
    ]
    const { ending, result } = await fleet.run(PRUNE, { specs, changeMs: 100 })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'unknown', sent: ['edit a'] })
    expect(result.stop).toMatchObject({
      why: 'unknown-outcome',
      doubt: { operation: 'grow-disk', id: fleet.ids[0] },
    })
    expect(result.skipped.map(({ operation }) => operation)).toEqual([
      'stop',
      'subscribe',
      'delete',
    ])
  })

  it('of one of several ends lets the others go on, which save money', async () => {
    const fleet = await ownedFleet(['a', 'b'], { faults: [once('stop', { fault: 'ignore' })] })
    const specs = ['a', 'b'].map((name) => aSpec(name, {}, STOPPED))
    await fleet.run(PLAIN_APPLY, { specs, changeMs: 10 })
    expect(fleet.sent()).toEqual(['stop a', 'stop b'])
  })
})

describe('a container that was reset and failed since', () => {
  it('ends the run before it stops or destroys anything', async () => {
    const fleet = await ownedFleet(['a', 'b', 'old'])
    const specs = ['a', 'b'].map((name) => aSpec(name, { imageUrl: 'pytorch:3' }))
    const { ending, result } = await fleet.run(PRUNE, {
      specs,
      onEvent(event) {
        if (event.kind === 'start' && event.action.name === 'b') {
          fleet.sandbox.meanwhile({ change: 'freeze', name: 'a' })
        }
      },
    })
    expect({ ending, stop: result.stop }).toEqual({
      ending: 'partial',
      stop: { why: 'upgrade-not-back' },
    })
    expect(fleet.sent()).toEqual(['upgrade a', 'upgrade b'])
  })
})
