import { describe, expect, it } from 'vitest'
import type { CreateBody, InstanceSpec } from '../../../../../src/definitions/instance-spec.ts'
import { EMPTY_STATE, type State } from '../../../../../src/ledger/state.ts'
import { fold, titleOf } from '../../../../../src/output/text/plan/plan-groups.ts'
import { plan } from '../../../../../src/plan/make-plan.ts'
import { aSpec, owned } from '../../../../support/builders.ts'
import { ended } from '../../../../support/planning.ts'

/** Entries of one file, each on a place of its own. */
const entries = (...bodies: readonly (readonly [string, CreateBody?])[]): InstanceSpec[] =>
  bodies.map(([name, body], at) => {
    const spec = aSpec(name, body)
    return { ...spec, place: { ...spec.place, span: { start: at, end: at + 1 } } }
  })

const titles = (specs: readonly InstanceSpec[], state: State = EMPTY_STATE): readonly string[] =>
  fold(
    plan({
      specs,
      state,
      remote: { kind: 'complete', instances: [] },
      coversAll: true,
      now: 0,
    }),
  ).map(titleOf)

describe('fold', () => {
  it('makes one of many neighbours that differ in their names alone', () => {
    const nodes = Array.from({ length: 200 }, (_, at) => [`node-${at + 1}`] as const)
    expect(titles(entries(...nodes))).toEqual(['node-1 … node-200 (200)'])
  })

  it('shows a few one by one, and keeps what differs apart', () => {
    expect(titles(entries(['a'], ['b'], ['c']))).toEqual(['a', 'b', 'c'])
    const mixed = entries(['a'], ['b'], ['big', { gpuNum: 8 }], ['c'], ['d'], ['e'], ['f'])
    expect(titles(mixed)).toEqual(['a', 'b', 'big', 'c … f (4)'])
  })

  it('keeps apart what was never there and what was destroyed', () => {
    const [of, ...more] = [aSpec('w-1'), aSpec('w-2'), aSpec('w-3')] as const
    const state = ended(EMPTY_STATE, [of, owned('1', of), 'destroy'])
    expect(titles([of, ...more], state)).toEqual(['w-1', 'w-2, w-3'])
  })
})
