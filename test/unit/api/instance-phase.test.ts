import { describe, expect, it } from 'vitest'
import { phaseOf } from '../../../src/api/instance-phase.ts'
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
