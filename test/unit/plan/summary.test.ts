import { describe, expect, it } from 'vitest'
import type { Life } from '../../../src/definitions/life.ts'
import { type Goal, PLAIN_APPLY } from '../../../src/plan/decide/goal.ts'
import { summarise } from '../../../src/plan/summary.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../support/builders.ts'
import { aPlanReport, listOf } from '../../support/plan-report.ts'

const NAMES = ['a', 'b', 'c']

/** The summary of three entries that run, where the last one is protected. */
function summaryOf(goal: Goal, life: Partial<Life> = {}): string {
  const specs = NAMES.map((name) => aSpec(name, {}, life))
  const state = aState(
    ...specs.map((spec) =>
      entryOf(spec, [{ ...owned(`i-${spec.name}`, spec), protect: spec.name === 'c' }]),
    ),
  )
  const remote = listOf(...NAMES.map((name) => anInstance(`i-${name}`, name)))
  return summarise(aPlanReport(specs, { state, remote, goal }))
}

describe('summarise', () => {
  it('counts what the plan is for, though there is none', () => {
    const nothing = { actions: [], elsewhere: 0 }
    const goals: readonly (readonly [Goal, string])[] = [
      [PLAIN_APPLY, '0 to create, 0 unchanged, 0 in doubt'],
      [{ kind: 'destroy', scope: 'files' }, '0 to destroy'],
      [{ kind: 'reap' }, '0 to destroy'],
      [{ kind: 'start' }, '0 to start'],
      [{ kind: 'stop' }, '0 to stop'],
    ]
    for (const [goal, text] of goals) expect(summarise({ ...nothing, goal })).toBe(text)
  })

  it('keeps what is protected apart from what is to be destroyed', () => {
    expect(summaryOf({ kind: 'destroy', scope: 'files' })).toBe('2 to destroy, 1 protected')
  })

  it('tells what is stopped from what differs', () => {
    expect(summaryOf({ kind: 'stop' })).toBe('3 to stop')
    expect(summaryOf({ kind: 'start' })).toBe('3 as asked, 0 to start')
    const apply: Goal = PLAIN_APPLY
    expect(summaryOf(apply, { desiredStatus: 'stopped' })).toBe(
      '0 to create, 0 unchanged, 3 to stop, 0 in doubt',
    )
  })

  it('counts what is gone already by itself: nothing is sent for it', () => {
    const spec = aSpec('a')
    const state = aState(entryOf(spec, [owned('i-a', spec)]))
    const report = aPlanReport([spec], { state, goal: { kind: 'destroy', scope: 'files' } })
    expect(summarise(report)).toBe('0 to destroy, 1 gone already')
  })
})
