import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/model/user-error.ts'
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
  const look = async () => {
    const state = later.shift() ?? 'pulling'
    if (state === 'unreadable') throw new UserError('no ledger', { hint: 'look for it' })
    return reportOf(state)
  }
  const last = await followStatus(reportOf(first), look, {
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
    last,
    whys: shown.map(({ refresh }) => refresh.why),
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
    expect(await follow(['pulling'], 0)).toMatchObject({ states: ['pulling'], clock: 0 })
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

  it('goes on where a look fails, does nothing by an old one, and says that it is one', async () => {
    const acted: unknown[] = []
    const { states, whys } = await follow(
      ['running', 'unreadable', 'unreadable', 'running'],
      60_000,
      4,
      {
        isOver: () => false,
        act: async (report) => {
          acted.push(report.refresh.why)
          return false
        },
      },
    )
    expect(states).toEqual(['running', 'running', 'running', 'running'])
    expect(whys).toEqual([undefined, 'no ledger', 'no ledger', undefined])
    expect(acted).toEqual([undefined, undefined])
  })

  it('is not over by a look that failed, and gives it with its time', async () => {
    const settled = ['pulling', 'unreadable', 'running']
    expect((await follow(settled, 60_000)).states).toEqual(['pulling', 'pulling', 'running'])
    const { last } = await follow(['pulling', 'unreadable'], 60_000, 2)
    expect(last.refresh).toEqual({ kind: 'partial', why: 'no ledger', hint: 'look for it' })
  })

  it('ends with what is no trouble of a person', async () => {
    const broken = followStatus(
      reportOf('pulling'),
      async () => {
        throw new TypeError('broken')
      },
      {
        limitMs: 60_000,
        elapsed: () => 0,
        cancellation: { requested: () => false, wait: async () => undefined },
        show: () => undefined,
      },
    )
    await expect(broken).rejects.toThrow('broken')
  })

  it('ends without a further look when somebody asks to stop', async () => {
    expect((await follow(['pulling', 'running'], 60_000, 1)).states).toEqual(['pulling'])
  })
})
