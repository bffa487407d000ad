import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../src/api/remote.ts'
import type { OwnedInstance } from '../../../src/ledger/state.ts'
import { isReapable } from '../../../src/status/reapable.ts'
import { toStatus } from '../../../src/status/status-report.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../support/builders.ts'
import { attempt } from '../../support/ledger-records.ts'

const NOW = Date.parse('2026-11-01T12:00:00.000Z')

/** Whether a reap would end an instance that was made two hours ago and expires after so many. */
function reapable(
  hours: number,
  over: Partial<OwnedInstance> = {},
  fields: Partial<RemoteInstance> = {},
): boolean {
  const expires = { kind: 'after', ms: hours * 3_600_000, text: '' } as const
  const spec = aSpec('a', {}, { expires })
  const { instances } = toStatus({
    target: 'sandbox',
    ledger: 'l',
    state: aState(entryOf(spec, [{ ...owned('1', spec), ...over }])),
    remote: { kind: 'complete', instances: [anInstance('1', 'a', fields)] },
    defined: new Set([spec.key]),
    lives: new Map([[spec.key, spec.life]]),
    catalog: undefined,
    now: NOW,
  })
  return instances.some(isReapable)
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
