import { describe, expect, it } from 'vitest'
import { type FollowOptions, followStatus } from '../../../src/operations/follow-status.ts'
import { type StatusReport, toStatus } from '../../../src/status/status-report.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../support/builders.ts'

const a = aSpec('a')

const reportOf = (status: string): StatusReport =>
  toStatus({
    target: 'sandbox',
    ledger: 'l',
    state: aState(entryOf(a, [owned('1', a)])),
    remote: { kind: 'complete', instances: [anInstance('1', 'a', { status })] },
    defined: undefined,
    catalog: undefined,
    now: 0,
  })

/** Follows these states on a clock that each wait moves. */
async function follow(
  states: readonly string[],
  limitMs: number,
  stopAfter = 99,
  more: Pick<FollowOptions, 'act' | 'isOver'> = {},
) {
  let clock = 0
  let waits = 0
  const shown: StatusReport[] = []
  const [first = '', ...later] = states
  await followStatus(reportOf(first), async () => reportOf(later.shift() ?? 'pulling'), {
    limitMs,
    elapsed: () => clock,
    cancellation: {
      requested: () => waits >= stopAfter,
      async wait(ms) {
        clock += ms
        waits += 1
      },
    },
    show: (report) => shown.push(report),
    ...more,
  })
  const seen = shown.map(({ instances: [one] }) => one?.presence)
  return {
    clock,
    states: seen.map((presence) =>
      presence?.kind === 'seen' ? presence.instance.status : presence?.kind,
    ),
  }
}

describe('followStatus', () => {
  it('shows each look until nothing moves', async () => {
    const { states } = await follow(['pulling', 'pulling', 'running', 'running'], 60_000)
    expect(states).toEqual(['pulling', 'pulling', 'running'])
    expect((await follow(['running'], 60_000)).states).toEqual(['running'])
  })

  it('ends with its time, and begins no look after it', async () => {
    expect(await follow(['pulling'], 0)).toEqual({ states: ['pulling'], clock: 0 })
    expect((await follow(['pulling'], 30_000)).clock).toBe(30_000)
  })

  it('looks again at once where something was done, and goes on as long as it is to', async () => {
    const acts = [true, false, false]
    const { states, clock } = await follow(['running', 'removing', 'running'], 60_000, 2, {
      isOver: () => false,
      act: async () => acts.shift() ?? false,
    })
    expect(states).toEqual(['running', 'removing', 'running'])
    expect(clock).toBeLessThanOrEqual(5000)
    expect(acts).toEqual([])
  })

  it('looks once more after something was done, though its time is over', async () => {
    const acts = [true]
    const done = { isOver: () => false, act: async () => acts.shift() ?? false }
    expect((await follow(['running', 'removing'], 0, 99, done)).states).toEqual([
      'running',
      'removing',
    ])
  })

  it('does nothing more when somebody asks to stop', async () => {
    let acted = 0
    const act = async () => {
      acted += 1
      return false
    }
    await follow(['running', 'running'], 60_000, 1, { isOver: () => false, act })
    expect(acted).toBe(1)
  })

  it('ends without a further look when somebody asks to stop', async () => {
    expect((await follow(['pulling', 'running'], 60_000, 1)).states).toEqual(['pulling'])
  })
})
