import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import { type WaitEvent, type WaitResult, waitUntilReady } from '../../../src/apply/wait.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { anInstance } from '../../support/builders.ts'

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})
const failing: Remote = { kind: 'partial', instances: [], why: 'HTTP 500' }
const inState = (status: string, statusError?: string) =>
  complete(anInstance('1', 'a', { status, statusError }))

/** Waits for the instance `1` of `a` while the account looks like this, look by look; the last one stays. */
async function waitFor(
  looks: readonly [Remote, ...Remote[]],
  { budgetMs = 60_000, interruptAfter = Number.POSITIVE_INFINITY } = {},
): Promise<{ events: readonly string[]; result: WaitResult; waits: readonly number[] }> {
  const queue = [...looks]
  const waits: number[] = []
  let clock = 0
  const ports = {
    list: async (): Promise<Remote> => (queue.length > 1 ? queue.shift() : queue[0]) ?? failing,
    wait: async (ms: number) => {
      waits.push(ms)
      clock += ms
    },
    elapsed: () => clock,
    interrupted: () => waits.length >= interruptAfter,
    random: () => 1,
  }
  const looking = waitUntilReady([{ name: 'a', id: '1' as InstanceId }], budgetMs, ports)
  const events: WaitEvent[] = []
  let step = await looking.next()
  while (step.done !== true) {
    events.push(step.value)
    step = await looking.next()
  }
  return { events: events.map(({ status }) => status), result: step.value, waits }
}

describe('waitUntilReady', () => {
  it('tells each new state once, and ends when the instance runs', async () => {
    const looks = ['toCreate', 'pulling', 'pulling', 'running'].map((status) => inState(status))
    const { events, result } = await waitFor([complete(), ...looks])
    expect(events).toEqual(['toCreate', 'pulling', 'running'])
    expect(result).toMatchObject({ early: undefined, instances: [{ phase: 'running' }] })
  })

  it('ends at a reported error', async () => {
    const { result } = await waitFor([inState('pulling'), inState('pulling', 'no such image')])
    expect(result).toMatchObject({
      early: undefined,
      instances: [{ phase: 'failed', instance: { statusError: 'no such image' } }],
    })
  })

  it('ends when the time is over, with pauses that grow up to a bound', async () => {
    const { result, waits } = await waitFor([inState('pulling')])
    expect(result).toMatchObject({ early: 'time-out', instances: [{ phase: 'moving' }] })
    expect(waits.reduce((total, ms) => total + ms, 0)).toBe(60_000)
    expect(Math.max(...waits)).toBe(10_000)
    expect(waits[0]).toBe(1000)
  })

  it('goes on after a look that failed, and remembers what it saw before', async () => {
    const { events, result } = await waitFor([inState('pulling'), failing, inState('running')])
    expect(events).toEqual(['pulling', 'running'])
    expect(result.early).toBeUndefined()
  })

  it('never takes an instance that was not seen for one that runs', async () => {
    const { result } = await waitFor([failing], { budgetMs: 3000 })
    expect(result).toMatchObject({
      early: 'time-out',
      blind: 'HTTP 500',
      instances: [{ phase: undefined }],
    })
  })

  it('ends at once when somebody interrupts', async () => {
    const { result, waits } = await waitFor([inState('pulling')], { interruptAfter: 2 })
    expect(result.early).toBe('interrupted')
    expect(waits).toHaveLength(2)
  })

  it('does not wait where nobody can ever see anything', async () => {
    const { result, waits } = await waitFor([{ kind: 'not-offered', why: 'HTTP 404' }])
    expect(result.early).toBe('time-out')
    expect(waits).toHaveLength(0)
  })
})
