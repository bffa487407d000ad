import { describe, expect, it } from 'vitest'
import { followStatus } from '../../../src/operations/follow-status.ts'
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
async function follow(states: readonly string[], limitMs: number, stopAfter = 99) {
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

  it('ends without a further look when somebody asks to stop', async () => {
    expect((await follow(['pulling', 'running'], 60_000, 1)).states).toEqual(['pulling'])
  })
})
