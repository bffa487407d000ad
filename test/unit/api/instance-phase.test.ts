import { describe, expect, it } from 'vitest'
import { isUnclear, phaseOf } from '../../../src/api/instance-phase.ts'
import { anInstance } from '../../support/builders.ts'

describe('phaseOf', () => {
  it.each([
    ['running', 'running'],
    ['Running', 'running'],
    ['exited', 'stopped'],
    ['removed', 'gone'],
    ['removing', 'moving'],
    ['pulling', 'moving'],
    ['a word that nobody documents', 'moving'],
  ])('takes %s for %s', (status, phase) => {
    expect(phaseOf(anInstance('1', 'a', { status }))).toBe(phase)
  })

  it('takes a reported error for a failure, whatever the state', () => {
    expect(phaseOf(anInstance('1', 'a', { status: 'pulling', statusError: 'no image' }))).toBe(
      'failed',
    )
  })
})

describe('isUnclear', () => {
  it.each(['', 'Evicted', 'terminated', 'ready', 'unknown', 'released', 'todo', 'x'])(
    'takes %s for a state that tells nobody whether it runs',
    (status) => expect(isUnclear(anInstance('1', 'a', { status }))).toBe(true),
  )

  it.each(['running', 'RUNNING', 'toCreate', 'Scheduling', 'pending', 'queued', 'toDeploy'])(
    'lets "%s" go on',
    (status) => expect(isUnclear(anInstance('1', 'a', { status }))).toBe(false),
  )
})
