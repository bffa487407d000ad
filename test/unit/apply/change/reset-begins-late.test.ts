import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import { changeAll } from '../../../../src/apply/change/change-all.ts'
import { runProgress } from '../../../../src/apply/change/run-progress.ts'
import type { ApplyEvent } from '../../../../src/apply/event.ts'
import { budgetOf } from '../../../../src/apply/look-up.ts'
import { stepsInPlace } from '../../../support/change-tasks.ts'
import { changeWorld } from '../../../support/change-world.ts'

const MINUTE = 60_000

type Shown = Partial<RemoteInstance>

const OLD: Shown = { imageUrl: 'pytorch:2.7' }
const NEW: Shown = { imageUrl: 'pytorch:2.8' }
const RESETTING: Shown = { ...NEW, status: 'resetting' }
const FAILED: Shown = { ...NEW, status: 'exited', statusError: 'manifest unknown' }

interface Resetting {
  /** What a container shows, so many ms after its reset was sent. */
  readonly after: (ms: number) => Shown
  readonly settleMs?: number
  readonly changeMs?: number
  readonly interruptedAt?: number
}

/** Resets containers one by one. A service that writes the new settings into its record begins with the reset whenever it likes. */
async function reset(
  ids: readonly string[],
  { after, settleMs = MINUTE, changeMs = 10 * MINUTE, interruptedAt = Infinity }: Resetting,
) {
  const sentAt = new Map<string, number>()
  const world = changeWorld({
    get: (id, calls, at) => (calls === 0 ? OLD : after(at - (sentAt.get(id) ?? 0))),
    change: (_nth, id) => {
      sentAt.set(id, world.now())
      return { kind: 'accepted' }
    },
    interrupted: (_calls, at) => at >= interruptedAt,
  })
  const progress = runProgress()
  const changing = changeAll(
    ids.map((id) => stepsInPlace(`n-${id}`, id)[2]),
    { budget: budgetOf(settleMs, undefined, changeMs), hourly: new Map(), ledgerIds: new Set() },
    { first: 1, of: ids.length, progress },
    world.ports,
  )
  const events: ApplyEvent[] = []
  let end = await changing.next()
  while (!end.done) {
    progress.note(end.value)
    events.push(end.value)
    end = await changing.next()
  }
  const done = events.flatMap((event) => (event.kind === 'complete' ? [event.elapsedMs] : []))
  const sent = world.log.filter((line) => line.startsWith('send'))
  return { ...world, events, done, sent, stopped: end.value }
}

describe('a reset whose settings show before it begins', () => {
  it.each([400, 2500, 14_000])('is no success where it fails then: %i ms', async (begins) => {
    const after = (ms: number) => (ms < begins ? NEW : ms < begins + 1100 ? RESETTING : FAILED)
    const { done, sent, stopped, events } = await reset(['1', '2', '3'], { after })
    expect({ done, sent }).toEqual({ done: [], sent: ['send upgrade 1'] })
    expect(stopped).toMatchObject({ why: 'upgrade-not-back' })
    expect(events.at(-1)).toMatchObject({ kind: 'unknown', reason: { code: 'change-not-seen' } })
  })

  it('is done as soon as it was seen on its way and runs', async () => {
    const after = (ms: number) => (ms >= 500 && ms < 2500 ? RESETTING : NEW)
    const { done, stopped } = await reset(['1', '2'], { after })
    expect({ done, stopped }).toEqual({ done: [3000, 3000], stopped: undefined })
  })
})

describe('a reset that nobody sees on its way', () => {
  it('is done once it has run with its settings for a while, long before the settle time is over', async () => {
    const { done, lookedAt } = await reset(['1'], { after: () => NEW })
    expect(done).toEqual([15_000])
    expect(lookedAt).toEqual([0, 0, 1000, 3000, 7000, 15_000])
  })

  it('counts that while from when it shows its settings, and from anew where they went', async () => {
    const flapping = (ms: number) => (ms < 2000 || (ms >= 6000 && ms < 10_000) ? OLD : NEW)
    const { done } = await reset(['1'], { after: flapping })
    expect(done).toEqual([30_000])
  })

  it('needs no more than the settle time', async () => {
    expect((await reset(['1'], { after: () => NEW, settleMs: 2000 })).done).toEqual([2000])
    expect((await reset(['1'], { after: () => NEW, settleMs: 0 })).done).toEqual([0])
  })

  it.each([
    ['somebody interrupts', { interruptedAt: 3000 }],
    ['its time is over', { changeMs: 3000 }],
  ])('stays open where %s before', async (_what, bounds) => {
    const { events, log } = await reset(['1'], { after: () => NEW, ...bounds })
    expect(events.at(-1)).toMatchObject({ kind: 'unknown', reason: { code: 'reset-not-seen' } })
    expect(log.filter((line) => line.startsWith('settled'))).toEqual([])
  })
})
