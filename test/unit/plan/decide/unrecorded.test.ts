import { describe, expect, it } from 'vitest'
import type { AttemptId } from '../../../../src/ledger/record.ts'
import { EMPTY_STATE, type State } from '../../../../src/ledger/state.ts'
import { Secret } from '../../../../src/model/secret.ts'
import type { Goal } from '../../../../src/plan/decide/goal.ts'
import { plan } from '../../../../src/plan/make-plan.ts'
import { MARKER_KEY, markerText } from '../../../../src/plan/marker.ts'
import { anInstance, aSpec, owned } from '../../../support/builders.ts'

const unnamed = aSpec(undefined)
const marked = (id: string, ledger: string) =>
  anInstance(id, '', {
    envs: [
      { key: MARKER_KEY, value: new Secret(markerText(ledger, unnamed.key, 'a' as AttemptId), '') },
    ],
  })

const decided = (goal: Goal, state: State, ...instances: ReturnType<typeof marked>[]) =>
  plan({
    specs: [unnamed],
    state,
    remote: { kind: 'complete', instances },
    coversAll: true,
    goal,
    now: 0,
  })

describe('an instance that its marker says was made for an entry without a name', () => {
  const goals: readonly Goal[] = [
    { kind: 'destroy', scope: 'files' },
    { kind: 'start' },
    { kind: 'stop' },
  ]

  it.each(goals)('is told where no ledger holds it any more: $kind', (goal) => {
    for (const ledger of ['0a0a0a0a', '0b0b0b0b']) {
      const state = { ...EMPTY_STATE, ledgerIds: new Set(['0a0a0a0a']) }
      expect(decided(goal, state, marked('lost', ledger))).toMatchObject([
        { kind: 'blocked', reason: { code: 'not-recorded', id: 'lost' } },
      ])
    }
  })

  it('is another folder’s where this ledger has one of its own', () => {
    const entry = { key: unnamed.key, name: undefined, file: undefined, open: [] }
    const state: State = {
      ...EMPTY_STATE,
      ledgerIds: new Set(['0a0a0a0a']),
      entries: new Map([[unnamed.key, { ...entry, instances: [owned('ours', unnamed)] }]]),
    }
    const seen = [marked('ours', '0a0a0a0a'), marked('theirs', '0b0b0b0b')]
    const goal = { kind: 'destroy', scope: 'files' } as const
    expect(decided(goal, state, ...seen)).toMatchObject([
      { kind: 'destroy', owned: { id: 'ours' } },
    ])
  })
})
