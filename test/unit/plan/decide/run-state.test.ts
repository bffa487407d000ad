import { describe, expect, it } from 'vitest'
import { runStateByFile, runStateOf } from '../../../../src/plan/decide/run-state.ts'
import { anInstance } from '../../../support/builders.ts'

const wanting = (wanted: 'running' | 'stopped' | undefined, status: string, more: object = {}) =>
  runStateOf(wanted, anInstance('1', 'a', { status, ...more }))

describe('runStateOf', () => {
  it('says nothing where nobody says what is wanted, or nobody can see what is', () => {
    expect(wanting(undefined, 'exited')).toEqual({ kind: 'not-managed' })
    expect(runStateOf('running', undefined)).toEqual({ kind: 'not-managed' })
  })

  it.each([
    ['running', 'running'],
    ['stopped', 'exited'],
  ] as const)('has nothing to do about %s where it is %s', (wanted, status) => {
    expect(wanting(wanted, status)).toEqual({ kind: 'as-wanted' })
  })

  it.each([
    ['running', 'starting'],
    ['running', 'pulling'],
    ['stopped', 'toStop'],
    ['stopped', 'stopping'],
  ] as const)('sees it coming to be %s where it is %s', (to, status) => {
    expect(wanting(to, status)).toEqual({ kind: 'coming', to, status })
  })

  it.each([
    ['running', 'exited', 'to-start', [{ operation: 'start', from: 'exited', to: 'running' }]],
    ['stopped', 'running', 'to-stop', [{ operation: 'stop', from: 'running', to: 'stopped' }]],
    ['running', 'stopping', 'to-start-later', []],
    ['stopped', 'pulling', 'to-stop-later', []],
    ['stopped', 'resetting', 'to-stop-later', []],
  ] as const)('has to make it %s where it is %s: %s', (wanted, status, code, steps) => {
    const state = wanting(wanted, status)
    expect(state).toMatchObject({ kind: 'other', reason: { code, status } })
    expect(state.kind === 'other' && state.steps('command')).toEqual(
      steps.map((step) => ({ ...step, because: 'command' })),
    )
  })

  it.each([
    ['freezing', {}],
    ['exited', { statusError: 'no driver' }],
    ['exited', { spotStatus: 'terminated' }],
    ['removed', {}],
  ])('neither starts nor stops what has failed or is gone: %s', (status, more) => {
    expect(wanting('running', status, more)).toEqual({ kind: 'not-managed' })
  })
})

describe('runStateByFile', () => {
  const byFile = (wanted: 'running' | 'stopped', status: string) =>
    runStateByFile(wanted, anInstance('1', 'a', { status }))

  it('takes a start that is under way for one that was made', () => {
    expect(byFile('running', 'starting')).toEqual({ kind: 'as-wanted' })
  })

  it('takes a stop for nothing until it is seen, and sends none meanwhile', () => {
    const state = byFile('stopped', 'stopping')
    expect(state).toMatchObject({ kind: 'other', reason: { code: 'stop-under-way' } })
    expect(state.kind === 'other' && state.steps('definition')).toEqual([])
  })
})
