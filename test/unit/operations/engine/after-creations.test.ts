import { describe, expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { Fault, FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet, PRUNE } from '../../../support/owned-fleet.ts'

type Options = Parameters<typeof ownedFleet>[1]

/** How long an instance takes from one state to the next, in milliseconds. */
const SLOWLY = { by: 'clock', stepMs: 200 } as const

const LIMIT_MS = 3_000

const IMAGE = { imageUrl: 'app:2' }

const NAMES = ['old', 'idle', 'gone']

const FRESH = aSpec('fresh', IMAGE)

const UNTOUCHED = ['running', 'running', 'running']

const FAILS: Fault = { fault: 'fail-later', message: 'image pull failed' }

/** What goes wrong with the creations of the runs, in order; the fleet was made before. */
const creations = (...faults: readonly Fault[]): FaultRule[] =>
  faults.map((fault, at) => ({ on: 'create', when: { nth: NAMES.length + 1 + at }, do: fault }))

/** Of a fleet that runs `old` is to be reset and `idle` to be stopped, and `gone` is in no file any more. */
async function prepared(options: Options = {}) {
  const fleet = await ownedFleet(NAMES, { pace: SLOWLY, ...options })
  fleet.pass(1000)
  const kept = [aSpec('old', IMAGE), aSpec('idle', {}, { desiredStatus: 'stopped' })]
  const apply = (made: readonly string[], more: Parameters<typeof fleet.run>[1] = {}) =>
    fleet.run(PRUNE, {
      specs: [...kept, ...made.map((name) => aSpec(name, IMAGE))],
      changeMs: LIMIT_MS,
      ...more,
    })
  return { fleet, apply, states: () => NAMES.map(fleet.truth) }
}

describe('what resets, stops or ends an instance', () => {
  it('waits until what the run made runs', async () => {
    const made: string[] = []
    const { fleet, apply } = await prepared({
      onCall({ phase, operation }) {
        const isAfter = operation === 'upgrade' || operation === 'stop' || operation === 'delete'
        if (phase === 'received' && isAfter) made.push(fleet.truth('fresh'))
      },
    })
    const { ending, events } = await apply(['fresh'])
    expect(ending).toBe('done')
    expect(fleet.sent()).toEqual(['create fresh', 'upgrade old', 'stop idle', 'delete gone'])
    expect(made).toEqual(UNTOUCHED)
    expect(events.filter(({ kind }) => kind === 'made_wait')).toMatchObject([
      { instances: [{ name: 'fresh' }], waitMs: LIMIT_MS },
    ])
  })

  it.each<[string, Fault, string]>([
    ['fails', FAILS, 'exited (CreateFailed: image pull failed)'],
    ['does not come to run in time', { fault: 'stuck' }, 'pulling'],
  ])('is not tried where that %s', async (_what, fault, status) => {
    const { fleet, apply, states } = await prepared({ faults: creations(fault) })
    const { ending, result } = await apply(['fresh'])
    expect(ending).toBe('partial')
    expect(result.stop).toMatchObject({
      why: 'not-all-running',
      instances: [{ name: 'fresh', status }],
    })
    expect(result.skipped.map(({ operation }) => operation)).toEqual(['upgrade', 'stop', 'delete'])
    expect({ sent: fleet.sent(), states: states() }).toEqual({
      sent: ['create fresh'],
      states: UNTOUCHED,
    })
  })

  it('is not tried as soon as one of several has failed', async () => {
    const { fleet, apply } = await prepared({ faults: creations({ fault: 'stuck' }, FAILS) })
    const { result } = await apply(['slow', 'broken'])
    expect(result.stop).toMatchObject({
      why: 'not-all-running',
      instances: [
        { name: 'slow' },
        { name: 'broken', status: 'exited (CreateFailed: image pull failed)' },
      ],
    })
    const waited = result.stop?.why === 'not-all-running' ? result.stop.waitedMs : LIMIT_MS
    expect(waited).toBeLessThan(LIMIT_MS)
    expect(fleet.sent()).toEqual(['create slow', 'create broken'])
  })

  it('goes on where the list does not show what was made, and a look by its id does', async () => {
    const stale: FaultRule = { on: 'list', do: { fault: 'list', how: 'stale' } }
    const { fleet, apply } = await prepared({ faults: [stale] })
    await apply(['fresh'])
    expect(fleet.sent()).toEqual(['create fresh', 'upgrade old', 'stop idle', 'delete gone'])
  })

  it('is not tried where nobody can look', async () => {
    const { fleet, apply, states } = await prepared()
    const { result } = await apply(['fresh'], {
      onEvent({ kind }) {
        if (kind !== 'made_wait') return
        const answer = { fault: 'answer', at: 'before', status: 404, html: true } as const
        fleet.sandbox.replaceFaults([{ on: ['list', 'get'], do: answer }])
      },
    })
    expect(result.stop).toMatchObject({ why: 'not-all-running', instances: [{ name: 'fresh' }] })
    expect(states()).toEqual(UNTOUCHED)
  })

  it('is not tried once somebody interrupts the wait', async () => {
    const { fleet, apply, states } = await prepared({ faults: creations({ fault: 'stuck' }) })
    let stops = false
    const { ending, result } = await apply(['fresh'], {
      onEvent({ kind }) {
        stops ||= kind === 'wait_state'
      },
      interrupted: () => stops,
    })
    expect({ ending, stop: result.stop }).toEqual({
      ending: 'interrupted',
      stop: { why: 'interrupted' },
    })
    expect({ sent: fleet.sent(), states: states() }).toEqual({
      sent: ['create fresh'],
      states: UNTOUCHED,
    })
  })

  it('leaves the old one of each replacement where one of the new ones fails', async () => {
    const { fleet } = await prepared({ faults: creations(FAILS) })
    const specs = NAMES.map((name) => aSpec(name, name === 'gone' ? {} : { gpuNum: 2 }))
    const apply = () => fleet.run(PLAIN_APPLY, { specs, changeMs: LIMIT_MS })
    const first = await apply()
    expect(first.result.stop).toMatchObject({ instances: [{ name: 'old' }] })
    expect({ sent: fleet.sent(), ending: first.ending }).toEqual({
      sent: ['create old', 'create idle'],
      ending: 'partial',
    })
    await apply()
    expect(fleet.sent()).toEqual(['create old', 'create idle', 'delete idle'])
  })
})

describe('a creation', () => {
  it('is not waited for where nothing comes after it', async () => {
    const faults = creations({ fault: 'stuck' }, { fault: 'stuck' })
    const { fleet } = await prepared({ faults })
    const ports = aSpec('old', { ports: '80/http' })
    const first = await fleet.run(PLAIN_APPLY, { specs: [ports, FRESH] })
    expect(fleet.sent()).toEqual(['edit old', 'create fresh'])
    expect(first.events.map(({ kind }) => kind)).not.toContain('made_wait')
    // What is made in the place of one that ended before has nothing after it either.
    const idle = aSpec('idle', { gpuNum: 2 }, { replaceBy: 'destroy-first' })
    const second = await fleet.run(PLAIN_APPLY, { specs: [ports, FRESH, idle] })
    expect(fleet.sent().slice(2)).toEqual(['delete idle', 'create idle'])
    expect(second.events.map(({ kind }) => kind)).not.toContain('made_wait')
  })
})
