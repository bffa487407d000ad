import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import type { InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import type { OwnedInstance } from '../../../../src/ledger/state.ts'
import { fittingRung } from '../../../../src/plan/fallback/fitting-rung.ts'
import { plan } from '../../../../src/plan/make-plan.ts'
import {
  anInstance,
  aSpec,
  aState,
  entryOf,
  owned,
  withFallback,
} from '../../../support/builders.ts'

const spec = withFallback(
  aSpec('a'),
  { clusterId: 'cn-northwest-2' },
  { productId: 'A100', gpuNum: 2 },
)

const A100 = { productId: 'A100', gpuNum: 2 }

/** What is decided of an entry whose instance was made with an item of its fallback: from 0 on. */
function decided(
  made: number,
  {
    now = spec,
    fields = {},
    own = {},
  }: {
    readonly now?: InstanceSpec
    readonly fields?: Partial<RemoteInstance>
    readonly own?: Partial<OwnedInstance>
  } = {},
) {
  const rung = spec.fallback[made] ?? spec
  const ours = { ...owned('i1', rung), ...own }
  const state = aState(entryOf(spec, [ours]))
  const remote = { kind: 'complete', instances: [anInstance('i1', 'a', fields)] } as const
  const [action] = plan({ specs: [now], state, remote, coversAll: true, now: Date.now() })
  return action
}

describe('an instance of an entry with a fallback', () => {
  it('is as applied with whichever of the bodies it was made', () => {
    expect(decided(0, { fields: { clusterId: 'cn-northwest-2' } })).toMatchObject({
      kind: 'no-op',
      drift: [],
    })
    expect(decided(1, { fields: A100 })).toMatchObject({ kind: 'no-op', drift: [] })
  })

  it('is not moved back to an earlier one', () => {
    const now = withFallback(aSpec('a'), { productId: 'other' }, A100)
    expect(decided(1, { now, fields: A100 })).toMatchObject({ kind: 'no-op' })
  })

  it('takes another instance once its body is no longer in the file', () => {
    const now = withFallback(aSpec('a'), { clusterId: 'cn-northwest-2' })
    expect(decided(1, { now, fields: A100 })).toMatchObject({
      kind: 'replace',
      changes: [{ field: 'productId' }, { field: 'gpuNum' }],
      // What takes its place may be made with any of them.
      spec: { fallback: [{ body: { clusterId: 'cn-northwest-2' } }] },
    })
  })

  it('changes in place in what has nothing to do with where it runs', () => {
    const now = withFallback(aSpec('a', { imageUrl: 'pytorch:3' }), { clusterId: 'x' }, A100)
    expect(decided(1, { now, fields: { ...A100, command: undefined } })).toMatchObject({
      kind: 'change',
      changes: [{ field: 'imageUrl', from: 'pytorch:2.7', to: 'pytorch:3' }],
    })
  })

  it('grows its disk where it is', () => {
    const larger = aSpec('a', { rootfsSize: 80 })
    const changes = [{ field: 'rootfsSize', from: 60, to: 80, takes: 'edit' }]
    const now = withFallback(larger, { clusterId: 'x' }, A100)
    expect(decided(1, { now, fields: A100 })).toMatchObject({ kind: 'change', changes })
    const ofItsItem = withFallback(aSpec('a'), { clusterId: 'x' }, { ...A100, rootfsSize: 80 })
    expect(decided(1, { now: ofItsItem, fields: A100 })).toMatchObject({ kind: 'change', changes })
  })

  it('is not moved to one that takes a payment besides', () => {
    const paid = { billingMode: 'monthly', month: 1 } as const
    const laid = { ...A100, billingMode: 'onDemand' } as const
    const [, made = spec] = withFallback(aSpec('a', paid), A100, laid).fallback
    const now = withFallback(aSpec('a', { ...paid, rootfsSize: 80 }), A100, laid)
    const { body } = fittingRung(now, owned('i1', made), undefined)
    expect(body).toMatchObject({ ...laid, rootfsSize: 80 })
  })

  it('has drifted where it is another one of them than was applied', () => {
    expect(decided(1, { fields: {} })).toMatchObject({
      kind: 'no-op',
      drift: [{ field: 'productId' }, { field: 'gpuNum' }],
    })
  })

  it('is known by what the account shows where nobody knows what was applied', () => {
    const own = { digest: undefined, spec: undefined }
    expect(decided(0, { own, fields: A100 })).toMatchObject({ kind: 'no-op', drift: [] })
    const larger = withFallback(aSpec('a', { rootfsSize: 80 }), A100)
    expect(decided(0, { now: larger, own, fields: A100 })).toMatchObject({
      drift: [{ field: 'rootfsSize' }],
    })
  })

  it('is there already where one of another maker agrees with any of the bodies', () => {
    const remote = { kind: 'complete', instances: [anInstance('i9', 'a', A100)] } as const
    const [action] = plan({
      specs: [spec],
      state: aState(),
      remote,
      coversAll: true,
      now: Date.now(),
    })
    expect(action).toMatchObject({ kind: 'exists', spec: { body: A100 } })
  })
})
