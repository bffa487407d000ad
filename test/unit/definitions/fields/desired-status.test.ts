import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import {
  bodiesOf,
  findsIn,
  findsWithoutVariables,
  fleetOf,
  wordsOf,
} from '../../../support/fleet-of.ts'

const statusIn = (text: string, variables = {}) =>
  fleetOf(text, variables).specs.map(({ life }) => life.desiredStatus)

describe('desiredStatus', () => {
  it('is running or stopped, and not managed where it is left out', () => {
    expect(statusIn(exampleFile({ desiredStatus: 'running' }))).toEqual(['running'])
    expect(statusIn(exampleFile({ desiredStatus: 'stopped' }))).toEqual(['stopped'])
    expect(statusIn(exampleFile({}))).toEqual([undefined])
  })

  it('comes from defaults and from variables', () => {
    const defaults = 'defaults: { desiredStatus: stopped }\n'
    expect(statusIn(`${defaults}${exampleFile({})}`)).toEqual(['stopped'])
    const text = exampleFile({ desiredStatus: '${STATUS:-running}' })
    expect(statusIn(text)).toEqual(['running'])
    expect(statusIn(text, { STATUS: 'stopped' })).toEqual(['stopped'])
    expect(findsWithoutVariables(text)).toEqual([])
  })

  it('is no other word, and says which one was meant', () => {
    const text = exampleFile({ desiredStatus: 'stoped' })
    expect(findsIn(text)).toEqual(['value-not-allowed «stoped»'])
    expect(wordsOf(text)).toBe(
      '`desiredStatus` is "stoped", but must be `running` or `stopped` | did you mean `stopped`?',
    )
  })

  it('is never sent, and no part of the key of an unnamed entry', () => {
    const text = exampleFile({ name: undefined, desiredStatus: 'running' })
    for (const body of bodiesOf(text)) expect(body).not.toHaveProperty('desiredStatus')
    expect(fleetOf(text).specs[0]?.key).toBe(
      fleetOf(exampleFile({ name: undefined })).specs[0]?.key,
    )
  })
})
