import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import { budgetOf, lookUp, matchIn } from '../../../src/apply/look-up.ts'
import type { ApplyPorts } from '../../../src/apply/ports.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { type Sought, soughtBy } from '../../../src/plan/attempt-matches.ts'
import { anInstance, aSpec, openAttempt } from '../../support/builders.ts'
import { toldById } from '../../support/told-by-id.ts'

const ATTEMPT = openAttempt(aSpec('a'), [])
const sought = soughtBy(ATTEMPT)
const NONE = new Set<InstanceId>()

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

/** Unix seconds of a moment so many minutes from the attempt. */
const minutes = (count: number): number => Date.parse(ATTEMPT.since) / 1000 + count * 60

const made = (id: string, name = 'a', fields: Partial<RemoteInstance> = {}): RemoteInstance =>
  anInstance(id, name, { createdAt: minutes(0), ...fields })

const candidate = (id: string) => ({ instance: { id } })

describe('matchIn', () => {
  it('takes the one live instance of the exact name that was not there before and is nobody else’s', () => {
    const remote = complete(made('8', 'A'), made('9'), made('7', 'ab'))
    expect(matchIn(sought, NONE, remote)).toEqual({ kind: 'one', id: '9' })
    const seen: Sought = { ...sought, seen: ['9' as InstanceId] }
    const others = complete(made('9'), made('7', 'ab'))
    expect(matchIn(seen, NONE, others)).toMatchObject({ kind: 'none' })
    expect(matchIn(sought, new Set(['9' as InstanceId]), others)).toMatchObject({ kind: 'none' })
  })

  it('takes a newcomer whose name the service may have spelt otherwise neither for it nor for none', () => {
    const found = matchIn(sought, NONE, complete(made('8', 'A'), made('7', 'ab')))
    expect(found).toMatchObject({
      kind: 'unproven',
      candidates: [{ instance: { id: '8' }, verdict: 'untold' }],
    })
    const differs = matchIn(sought, NONE, complete(made('8', 'A', { gpuNum: 8 })))
    expect(differs).toMatchObject({ kind: 'none' })
  })

  it.each(['toRemove', 'removing', 'removed', 'REMOVED'])(
    'takes a record that is %s for no answer, and names it',
    (status) => {
      const found = matchIn(sought, NONE, complete(made('9', 'a', { status })))
      expect(found).toMatchObject({ kind: 'removed', candidates: [candidate('9')] })
      const reason = { code: 'possible-but-removed', id: '9', by: 'name', status }
      expect(found).toMatchObject({ reason })
    },
  )

  it('cannot choose between a live instance and a removed one', () => {
    const remote = complete(made('8', 'a', { status: 'removed' }), made('9'))
    expect(matchIn(sought, NONE, remote)).toMatchObject({
      kind: 'several',
      candidates: [candidate('8'), candidate('9')],
    })
  })

  it('does not take an instance that is clearly older than the attempt, and says so', () => {
    const old = made('8', 'a', { createdAt: minutes(-11) })
    const found = matchIn(sought, NONE, complete(old))
    const at = '2026-11-01T09:49:00.000Z'
    const against = [{ code: 'made-outside-attempt', at, side: 'before' }]
    expect(found).toMatchObject({ kind: 'unproven', candidates: [{ ...candidate('8'), against }] })
    expect(matchIn(sought, NONE, complete(old, made('9')))).toEqual({ kind: 'one', id: '9' })
  })

  it('cannot choose while another one does not say enough to be ruled out', () => {
    const silent = made('8', 'a', { createdAt: undefined })
    expect(matchIn(sought, NONE, complete(silent, made('9')))).toMatchObject({ kind: 'several' })
  })

  it('proves nothing by a list that broke off, but names what it showed', () => {
    const remote: Remote = { kind: 'partial', instances: [made('9')], why: 'HTTP 500' }
    expect(matchIn(sought, NONE, remote)).toMatchObject({
      kind: 'unclear',
      candidates: [candidate('9')],
    })
    expect(matchIn(sought, NONE, { kind: 'not-offered', why: 'HTTP 404' })).toMatchObject({
      kind: 'unclear',
      candidates: [],
    })
  })
})

describe('lookUp', () => {
  /** A world in which time passes only by waiting. */
  const world = (...lists: readonly Remote[]) => {
    let clock = 0
    let looks = 0
    const at = (nth: number) => lists[Math.min(nth, lists.length - 1)] as Remote
    return {
      looks: () => looks,
      list: async () => at(looks++),
      get: async (id: InstanceId): ReturnType<ApplyPorts['get']> => toldById(at(looks - 1), id),
      wait: async (ms: number) => {
        clock += ms
      },
      elapsed: () => clock,
      interrupted: () => false,
    }
  }
  const budget = budgetOf(60_000)

  it('is not talked out of a removed record by a later list without it', async () => {
    const removed = complete(made('8', 'a', { status: 'removing' }))
    const ports = world(complete(), removed, complete(made('9')))
    expect(await lookUp(sought, NONE, budget, ports)).toMatchObject({
      kind: 'removed',
      candidates: [candidate('8')],
    })
    expect(ports.looks()).toBe(2)
  })

  it.each([
    ['an old one', made('8', 'a', { createdAt: minutes(-60) })],
    ['a different one', made('8', 'a', { productId: 'A100' })],
  ])('waits for its own instance while the list shows %s of the name only', async (_, other) => {
    const ports = world(complete(other), complete(other, made('9')))
    expect(await lookUp(sought, NONE, budget, ports)).toEqual({ kind: 'one', id: '9' })
  })

  it('takes none that the account does not say enough about, however long it waits', async () => {
    const ports = world(complete(made('9', 'a', { createdAt: undefined })))
    expect(await lookUp(sought, NONE, budget, ports)).toMatchObject({ kind: 'unproven' })
    expect(ports.elapsed()).toBe(60_000)
  })
})
