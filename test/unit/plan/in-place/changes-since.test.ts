import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import { appliedAlreadyIn } from '../../../../src/plan/in-place/applied-already.ts'
import { plan } from '../../../../src/plan/make-plan.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../support/builders.ts'

const CPU = { kind: 'cpu', gpuNum: '', rootfsSize: '' } as const

/** What is planned where a file says `now`, `before` was applied, and the account shows one that runs on demand. */
const planned = (before: CreateBody, now: CreateBody, shown: Partial<RemoteInstance> = {}) =>
  plan({
    specs: [aSpec('a', now)],
    state: aState(entryOf(aSpec('a'), [owned('1', aSpec('a', before))])),
    remote: {
      kind: 'complete',
      instances: [anInstance('1', 'a', { billingMode: 'onDemand', ...shown })],
    },
    coversAll: true,
    now: Date.parse('2026-11-24T12:00:00Z'),
  })

describe('changesSince', () => {
  it.each<[string, CreateBody, CreateBody, Partial<RemoteInstance>?]>([
    ['the default way of paying', {}, { billingMode: 'onDemand' }],
    ['no months', {}, { month: 0 }],
    ['no months beside the default', { billingMode: 'onDemand' }, { month: 0 }],
    ['the cluster that it runs in', {}, { clusterId: 'cn-south-1' }],
    ['the cluster that somebody moved it to', { clusterId: 'a' }, { clusterId: 'cn-south-1' }],
    ['no automatic renewal of what is not monthly', {}, { autoRenew: false }],
    ['the size of a disk that came with the product', CPU, { ...CPU, rootfsSize: 60 }],
    [
      'the way of paying that the account has',
      {},
      { billingMode: 'spot' },
      { billingMode: 'spot' },
    ],
  ])(
    'is nothing to do where a file says, or says no longer, %s',
    (_what, less, more, shown = {}) => {
      const fields = more.kind === 'cpu' ? { kind: 'cpu', ...shown } : shown
      expect(planned(less, more, fields)).toMatchObject([{ kind: 'no-op', drift: [] }])
      if (more.billingMode === 'spot' || less.clusterId === 'a') return
      expect(planned(more, less, fields)).toMatchObject([{ kind: 'no-op', drift: [] }])
    },
  )

  it('is no other instance where monthly is written, or no longer, beside months that are paid', () => {
    const paid = { billingMode: 'monthly', endsAt: 1_800_000_000 }
    const bare = { billingMode: 'monthly' }
    expect(planned({ ...bare, month: 1 }, bare, paid)).toMatchObject([{ kind: 'no-op' }])
  })

  it.each<[string, CreateBody, CreateBody, Partial<RemoteInstance>]>([
    ['another cluster', {}, { clusterId: 'cn-north-1' }, {}],
    ['a cluster that is not shown', {}, { clusterId: 'cn-south-1' }, { clusterId: undefined }],
    ['spot', {}, { billingMode: 'spot' }, {}],
    ['a smaller disk than it came with', CPU, { ...CPU, rootfsSize: 40 }, { kind: 'cpu' }],
  ])('takes another instance for %s', (_what, before, now, shown) => {
    expect(planned(before, now, shown)).toMatchObject([{ kind: 'replace' }])
  })

  it('grows a disk that came with the product in place', () => {
    expect(planned(CPU, { ...CPU, rootfsSize: 100 }, { kind: 'cpu' })).toMatchObject([
      { kind: 'change', steps: [{ operation: 'grow-disk', from: 60, to: 100 }] },
    ])
  })
})

describe('appliedAlreadyIn', () => {
  it('has what the account shows, and nothing that waits', () => {
    const now = { clusterId: 'cn-south-1', imageUrl: 'pytorch:3', month: 0 }
    const [recorded, ...others] = appliedAlreadyIn(planned({}, now))
    const { body, digest } = aSpec('a', { clusterId: 'cn-south-1' })
    expect(recorded).toEqual({ key: 'a', id: '1', digest, spec: body })
    expect(others).toEqual([])
  })

  it('is nothing where the definition means what was applied', () => {
    expect(appliedAlreadyIn(planned({}, { month: 0, billingMode: 'onDemand' }))).toEqual([])
    expect(appliedAlreadyIn(planned({}, { clusterId: 'cn-north-1' }))).toEqual([])
  })
})
