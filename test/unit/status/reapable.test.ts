import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { OwnedInstance } from '../../../src/ledger/state.ts'
import type { OwnedStatus } from '../../../src/status/owned-status.ts'
import { isReapable, overdueOf } from '../../../src/status/reapable.ts'
import { toStatus } from '../../../src/status/status-report.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../support/builders.ts'
import { attempt } from '../../support/ledger-records.ts'

const NOW = Date.parse('2026-11-01T12:00:00.000Z')

/** The status of an instance that was made two hours ago and expires after so many. */
function statusOf(
  hours: number,
  over: Partial<OwnedInstance> = {},
  remote: Remote = seenAs({}),
): OwnedStatus | undefined {
  const expires = { kind: 'after', ms: hours * 3_600_000, text: '' } as const
  const spec = aSpec('a', {}, { expires })
  const { instances } = toStatus({
    target: 'sandbox',
    ledger: 'l',
    state: aState(entryOf(spec, [{ ...owned('1', spec), ...over }])),
    remote,
    defined: new Set([spec.key]),
    lives: new Map([[spec.key, spec.life]]),
    catalog: undefined,
    now: NOW,
  })
  return instances[0]
}

const seenAs = (fields: Partial<RemoteInstance>): Remote => ({
  kind: 'complete',
  instances: [anInstance('1', 'a', fields)],
})

/** Whether a reap would end it. */
function reapable(
  hours: number,
  over?: Partial<OwnedInstance>,
  fields: Partial<RemoteInstance> = {},
): boolean {
  const status = statusOf(hours, over, seenAs(fields))
  return status !== undefined && isReapable(status)
}

const open = (operation: 'delete' | 'stop'): Partial<OwnedInstance> => ({
  open: {
    attempt: attempt('o1'),
    operation,
    since: '2026-11-01T11:00:00.000Z',
    because: 'command',
    from: {},
    to: {},
    digest: undefined,
    reason: undefined,
  },
})

describe('isReapable', () => {
  it('is what has expired and is there', () => {
    expect(reapable(2)).toBe(true)
    expect(reapable(3)).toBe(false)
    expect(reapable(1, {}, { status: 'exited' })).toBe(true)
    expect(reapable(1, {}, { status: 'removing' })).toBe(false)
  })

  it('is not what a reap would leave alone', () => {
    expect(reapable(1, { protect: true })).toBe(false)
    expect(reapable(1, {}, { billingMode: 'monthly' })).toBe(false)
    expect(reapable(1, open('stop'))).toBe(false)
    expect(reapable(1, open('delete'))).toBe(true)
  })
})

describe('overdueOf', () => {
  const overdue = (...of: Parameters<typeof statusOf>) => {
    const status = statusOf(...of)
    return status && overdueOf(status, NOW)
  }
  const complete: Remote = { kind: 'complete', instances: [] }
  const partial: Remote = { kind: 'partial', instances: [], why: 'HTTP 500' }

  it('is what has expired and is there, be it that a reap cannot end it', () => {
    expect(overdue(2)).toBe('there')
    expect(overdue(1, open('stop'))).toBe('there')
    expect(overdue(1, {}, seenAs({ billingMode: 'monthly' }))).toBe('there')
  })

  it('is not known of what nobody saw, and of what is on its way out', () => {
    expect(overdue(1, {}, partial)).toBe('unknown')
    expect(overdue(1, {}, seenAs({ status: 'removing' }))).toBe('unknown')
  })

  it('is not what is gone, protected, or has its time to come', () => {
    expect(overdue(1, {}, complete)).toBeUndefined()
    expect(overdue(1, {}, seenAs({ status: 'removed' }))).toBeUndefined()
    expect(overdue(1, { protect: true })).toBeUndefined()
    expect(overdue(3, {}, partial)).toBeUndefined()
  })

  it('counts the time that passed since the look', () => {
    const status = statusOf(3)
    expect(status && overdueOf(status, NOW + 3_600_000)).toBe('there')
  })
})
