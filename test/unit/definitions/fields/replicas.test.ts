import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, fleetOf } from '../../../support/fleet-of.ts'

describe('replicas', () => {
  it('is a whole number from 1 to 1000', () => {
    expect(findsIn(exampleFile({ replicas: '1000' }))).toEqual([])
    expect(findsIn(exampleFile({ replicas: '0' }))).toEqual(['number-too-small «0»'])
    expect(findsIn(exampleFile({ replicas: '1001' }))).toEqual(['number-too-large «1001»'])
    expect(findsIn(exampleFile({ replicas: '1.5' }))).toEqual(['wrong-type «1.5»'])
    expect(findsIn(exampleFile({ replicas: '1000000000' }))).toEqual([
      'number-too-large «1000000000»',
    ])
  })

  it('makes numbered names, also of one', () => {
    const names = (replicas: string) =>
      fleetOf(exampleFile({ name: 'worker', replicas })).specs.map(({ name }) => name)
    expect(names('3')).toEqual(['worker-1', 'worker-2', 'worker-3'])
    expect(names('1')).toEqual(['worker-1'])
  })

  it('is never sent', () => {
    for (const body of bodiesOf(exampleFile({ replicas: '2' }))) {
      expect(body).not.toHaveProperty('replicas')
    }
  })

  it('is cast from a variable', () => {
    expect(bodiesOf(exampleFile({ replicas: '${N}' }), { N: '2' })).toHaveLength(2)
  })

  it('makes several unnamed specs with keys of their own', () => {
    const { specs } = fleetOf(exampleFile({ name: undefined, replicas: '2' }))
    expect(specs.map(({ key }) => key)).toEqual([
      `~${specs[0]?.digest}#1`,
      `~${specs[0]?.digest}#2`,
    ])
    expect(specs.map(({ name }) => name)).toEqual([undefined, undefined])
  })

  it('counts its suffix for the length of the name', () => {
    const name = 'n'.repeat(253)
    expect(findsIn(exampleFile({ name, replicas: '9' }))).toEqual([])
    expect(findsIn(exampleFile({ name, replicas: '10' }))).toEqual([
      `replica-name-too-long «${name}»`,
    ])
  })
})
