import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, findsWithoutVariables, wordsOf } from '../../../support/fleet-of.ts'

describe('entrypoint', () => {
  it('takes up to 2047 characters', () => {
    expect(findsIn(exampleFile({ entrypoint: 'c'.repeat(2047) }))).toEqual([])
    expect(findsIn(exampleFile({ entrypoint: 'c'.repeat(2048) }))).toEqual([
      `text-too-long «${'c'.repeat(2048)}»`,
    ])
    expect(findsIn(exampleFile({ entrypoint: '[python, train.py]' }))).toEqual([
      'wrong-type «[python, train.py]»',
    ])
  })

  it('is shown as its source text when a reference is in it', () => {
    const text = exampleFile({ entrypoint: 'serve --key ${KEY} --mode ${MODE:-planted} $$HOME' })
    expect(bodiesOf(text, { KEY: 'planted' })).toMatchObject([
      { entrypoint: 'serve --key ${KEY} --mode ${MODE:-…} $$HOME' },
    ])
  })

  it('is shown when no reference is in it, with a dollar sign for two', () => {
    expect(bodiesOf(exampleFile({ entrypoint: 'echo $$HOME' }))).toMatchObject([
      { entrypoint: 'echo $HOME' },
    ])
  })

  it('draws a warning at a bare reference', () => {
    const text = exampleFile({ entrypoint: 'echo $HOME ${USER}' })
    expect(findsIn(text, { HOME: '/root', USER: 'root' })).toEqual(['reference-in-command «$HOME»'])
    expect(findsWithoutVariables(text)).toEqual(['reference-in-command «$HOME»'])
    expect(wordsOf(text, { HOME: '/root', USER: 'root' })).toContain('$$HOME')
  })

  it('draws one finding, not two, at a bare reference to an unset variable', () => {
    expect(findsIn(exampleFile({ entrypoint: 'echo $HOME' }))).toEqual(['variable-unset «$HOME»'])
  })

  it('tells no value of a variable that makes it too long', () => {
    const words = wordsOf(exampleFile({ entrypoint: 'run ${KEY}' }), { KEY: 'planted'.repeat(400) })
    expect(words).not.toContain('planted')
    expect(words).toContain('KEY')
  })
})
