import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import { lookUp, matchIn } from '../../../src/apply/resolve.ts'
import type { InstanceId } from '../../../src/ledger/entry.ts'
import { anInstance } from '../../support/builders.ts'

const SINCE = '2026-11-24T12:00:00.000Z'
const marker = { name: 'a', seen: [] as InstanceId[], since: SINCE }
const NONE = new Set<InstanceId>()

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

/** Unix seconds of a moment so many minutes from the attempt. */
const minutes = (count: number): number => Date.parse(SINCE) / 1000 + count * 60

describe('matchIn', () => {
  it('takes the one live instance of the exact name that was not there before and is nobody else’s', () => {
    const remote = complete(anInstance('8', 'A'), anInstance('9', 'a'), anInstance('7', 'ab'))
    expect(matchIn(marker, NONE, remote)).toEqual({ kind: 'one', id: '9' })
    const seen = { ...marker, seen: ['9' as InstanceId] }
    expect(matchIn(seen, NONE, remote)).toMatchObject({ kind: 'none' })
    expect(matchIn(marker, new Set(['9' as InstanceId]), remote)).toMatchObject({ kind: 'none' })
  })

  it.each(['toRemove', 'removing', 'removed', 'REMOVED'])(
    'takes a record that is %s for no answer, and names it',
    (status) => {
      const found = matchIn(marker, NONE, complete(anInstance('9', 'a', { status })))
      expect(found).toMatchObject({ kind: 'removed', ids: ['9'] })
      expect(found).toMatchObject({ words: expect.stringContaining(`9 carries this name`) })
      expect(found).toMatchObject({ words: expect.stringContaining(status) })
    },
  )

  it('cannot choose between a live instance and a removed one', () => {
    const remote = complete(anInstance('8', 'a', { status: 'removed' }), anInstance('9', 'a'))
    expect(matchIn(marker, NONE, remote)).toMatchObject({ kind: 'several', ids: ['8', '9'] })
  })

  it('passes over an instance that is clearly older than the attempt, and says so', () => {
    const old = anInstance('8', 'a', { createdAt: minutes(-11) })
    const found = matchIn(marker, NONE, complete(old))
    expect(found).toMatchObject({ kind: 'none', words: expect.stringContaining('8') })
    expect(found).toMatchObject({ words: expect.stringContaining('2026-11-24T11:49:00.000Z') })
    const both = complete(old, anInstance('9', 'a', { createdAt: minutes(0) }))
    expect(matchIn(marker, NONE, both)).toEqual({ kind: 'one', id: '9' })
  })

  it.each([
    ['the clocks differ by less than ten minutes', minutes(-9)],
    ['the clock of the service is ahead', minutes(600)],
    ['the list does not say when it was made', undefined],
  ])('takes an instance although %s', (_what, createdAt) => {
    const remote = complete(anInstance('9', 'a', { createdAt }))
    expect(matchIn(marker, NONE, remote)).toEqual({ kind: 'one', id: '9' })
  })

  it('proves nothing by a list that broke off, but names what it showed', () => {
    const remote: Remote = { kind: 'partial', instances: [anInstance('9', 'a')], why: 'HTTP 500' }
    expect(matchIn(marker, NONE, remote)).toMatchObject({ kind: 'unclear', ids: ['9'] })
    expect(matchIn(marker, NONE, { kind: 'not-offered', why: 'HTTP 404' })).toMatchObject({
      kind: 'unclear',
      ids: [],
    })
  })
})

describe('lookUp', () => {
  /** A world in which time passes only by waiting. */
  const world = (...lists: readonly Remote[]) => {
    let clock = 0
    let looks = 0
    return {
      looks: () => looks,
      list: async () => lists[Math.min(looks++, lists.length - 1)] as Remote,
      wait: async (ms: number) => {
        clock += ms
      },
      elapsed: () => clock,
      interrupted: () => false,
    }
  }
  const budget = { settleMs: 60_000, retryMs: 60_000 }

  it('is not talked out of a removed record by a later list without it', async () => {
    const removed = complete(anInstance('8', 'a', { status: 'removing' }))
    const ports = world(complete(), removed, complete(anInstance('9', 'a')))
    expect(await lookUp(marker, NONE, budget, ports)).toMatchObject({ kind: 'removed', ids: ['8'] })
    expect(ports.looks()).toBe(2)
  })

  it('waits for a younger instance while the list shows an old one only', async () => {
    const old = anInstance('8', 'a', { createdAt: minutes(-60) })
    const ports = world(complete(old), complete(old, anInstance('9', 'a')))
    expect(await lookUp(marker, NONE, budget, ports)).toEqual({ kind: 'one', id: '9' })
  })
})
