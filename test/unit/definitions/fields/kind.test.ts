import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { findsIn, findsWithoutVariables, wordsOf } from '../../../support/fleet-of.ts'

describe('kind', () => {
  it.each(['GPU', 'gpuu', '""'])('refuses %s, in one finding', (kind) => {
    expect(findsIn(exampleFile({ kind }))).toEqual([`value-not-allowed «${kind}»`])
  })

  it('names the allowed words and the nearest', () => {
    expect(wordsOf(exampleFile({ kind: 'GPU' }))).toBe(
      '`kind` is "GPU", but must be `gpu` or `cpu` | did you mean `gpu`?',
    )
    expect(wordsOf(exampleFile({ kind: '${KIND}' }), { KIND: 'tpu' })).toContain(
      '"tpu" (from the variable KIND)',
    )
  })

  it('is required', () => {
    expect(wordsOf(exampleFile({ kind: undefined }))).toContain('`kind: gpu`')
  })

  it('asks nothing of the other fields while it is not known', () => {
    const text = exampleFile({ kind: '${KIND}', gpuNum: undefined, rootfsSize: undefined })
    expect(findsWithoutVariables(text)).toEqual([])
    expect(findsIn(text)).toEqual(['variable-unset «${KIND}»'])
    expect(findsIn(text, { KIND: 'gpu' })).toHaveLength(2)
    expect(findsIn(text, { KIND: 'cpu' })).toEqual([])
  })
})
