import { describe, expect, it } from 'vitest'
import { isExecutable, tasksOf } from '../../../src/plan/action.ts'
import { PLAIN_APPLY } from '../../../src/plan/decide/goal.ts'
import { anInstance, aSpec, owned } from '../../support/builders.ts'
import { complete, owning, planned } from '../../support/planning.ts'

const named = (name: string, desiredStatus?: 'running' | 'stopped') =>
  aSpec(name, {}, { desiredStatus })

describe('tasksOf', () => {
  const resting = named('resting', 'running')
  const running = named('running', 'stopped')
  const orphan = named('orphan')
  const other = named('other')
  const lost = named('lost')
  const state = owning(
    [orphan, owned('1', orphan)],
    [running, owned('2', running)],
    [resting, owned('3', resting)],
    [lost, owned('4', lost)],
    [other, owned('5', other)],
  )
  const remote = complete(
    anInstance('1', 'orphan'),
    anInstance('2', 'running'),
    anInstance('3', 'resting', { status: 'exited' }),
    anInstance('5', 'other'),
  )
  const actions = planned({
    specs: [running, named('new'), lost, resting],
    state,
    remote,
    goal: { ...PLAIN_APPLY, prune: true },
  })

  it('starts, creates, stops, and deletes last, each in the order of the plan', () => {
    const tasks = tasksOf(actions.filter(isExecutable))
    expect(tasks.map(({ operation, action: { name } }) => `${operation} ${name}`)).toEqual([
      'start resting',
      'create new',
      'create lost',
      'stop running',
      'delete orphan',
      'delete other',
    ])
  })

  it('has one task for each action that can be carried out, and keeps the action', () => {
    const executable = actions.filter(isExecutable)
    const tasks = tasksOf(executable)
    expect(new Set(tasks.map(({ action }) => action))).toEqual(new Set(executable))
    expect(tasks).toHaveLength(executable.length)
    expect(tasksOf([])).toEqual([])
  })
})
