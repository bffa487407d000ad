import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('gpuNum', () => {
  it.each(['1', '8', '2.0'])('takes %s', (value) => {
    expect(findsIn(exampleFile({ gpuNum: value }))).toEqual([])
  })

  it.each([
    ['0', 'number-too-small «0»'],
    ['-1', 'number-too-small «-1»'],
    ['9', 'number-too-large «9»'],
    ['1.5', 'wrong-type «1.5»'],
    ['.inf', 'wrong-type «.inf»'],
    ['.nan', 'wrong-type «.nan»'],
    ['"2"', 'wrong-type «"2"»'],
    ['true', 'wrong-type «true»'],
    ['[1]', 'wrong-type «[1]»'],
    ['{ a: 1 }', 'wrong-type «{ a: 1 }»'],
    ['9007199254740993', 'integer-too-large «9007199254740993»'],
    ['~', 'null-value «~»'],
  ])('refuses %s', (value, finding) => {
    expect(findsIn(exampleFile({ gpuNum: value }))).toEqual([finding])
  })

  it('is required for an entry of kind gpu', () => {
    const [finding] = findsIn(exampleFile({ gpuNum: undefined }))
    expect(finding).toMatch(/^missing-key «name: trainer/)
  })

  it('may be left out for an entry of kind cpu, and is checked when it is given', () => {
    const cpu = { kind: 'cpu', rootfsSize: undefined }
    expect(findsIn(exampleFile({ ...cpu, gpuNum: undefined }))).toEqual([])
    expect(findsIn(exampleFile({ ...cpu, gpuNum: '1' }))).toEqual(['gpu-on-cpu «1»'])
    expect(findsIn(exampleFile({ ...cpu, gpuNum: '9' }))).toEqual(['number-too-large «9»'])
  })

  it.each(['2', '02', '+2'])('casts the text "%s" of a variable to a number', (GPUS) => {
    expect(findsIn(exampleFile({ gpuNum: '${GPUS}' }), { GPUS })).toEqual([])
    expect(findsIn(exampleFile({ gpuNum: '"${GPUS}"' }), { GPUS })).toEqual([])
  })

  it.each(['2x', '', ' 2', '2 ', '1e0', '0x2', '2.0', 'two'])(
    'does not cast the text "%s" of a variable',
    (GPUS) => {
      expect(findsIn(exampleFile({ gpuNum: '${GPUS}' }), { GPUS })).toEqual([
        'reference-not-cast «${GPUS}»',
      ])
    },
  )

  it('keeps the limits for a value from a variable', () => {
    expect(findsIn(exampleFile({ gpuNum: '${GPUS}' }), { GPUS: '9' })).toEqual([
      'number-too-large «${GPUS}»',
    ])
    expect(findsIn(exampleFile({ gpuNum: '${GPUS}' }), { GPUS: '9'.repeat(400) })).toEqual([
      'integer-too-large «${GPUS}»',
    ])
  })

  it('names the limit, and the variable that supplied a bad value', () => {
    expect(wordsOf(exampleFile({ gpuNum: '9' }))).toBe('`gpuNum` is 9, but must be at most 8 | ')
    expect(wordsOf(exampleFile({ gpuNum: '${GPUS}' }), { GPUS: '2x' })).toBe(
      '`gpuNum` is "2x" (from the variable GPUS), but a whole number is expected | correct the value of GPUS',
    )
    expect(wordsOf(exampleFile({ gpuNum: '"2"' }))).toContain('write `2`, without quotes')
  })
})
