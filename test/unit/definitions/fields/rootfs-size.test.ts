import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('rootfsSize', () => {
  it.each(['10', '6144'])('takes %s', (value) => {
    expect(findsIn(exampleFile({ rootfsSize: value }))).toEqual([])
  })

  it.each([
    ['6145', 'number-too-large «6145»'],
    ['60.5', 'wrong-type «60.5»'],
    ['60GB', 'wrong-type «60GB»'],
    ['"60"', 'wrong-type «"60"»'],
    ['9', 'root-disk-too-small «9»'],
    ['0', 'root-disk-too-small «0»'],
  ])('refuses %s', (value, finding) => {
    expect(findsIn(exampleFile({ rootfsSize: value }))).toEqual([finding])
  })

  it('says that the service would silently make a smaller disk 10', () => {
    expect(wordsOf(exampleFile({ rootfsSize: '5' }))).toContain('would silently make it 10')
  })

  it('reads octal-looking digits as YAML 1.2 does', () => {
    expect(bodiesOf(exampleFile({ rootfsSize: '010' }))).toMatchObject([{ rootfsSize: 10 }])
  })

  it('casts the value of a variable', () => {
    const text = exampleFile({ rootfsSize: '${DISK:-60}' })
    expect(bodiesOf(text)).toMatchObject([{ rootfsSize: 60 }])
    expect(bodiesOf(text, { DISK: '100' })).toMatchObject([{ rootfsSize: 100 }])
    expect(findsIn(text, { DISK: '5' })).toEqual(['root-disk-too-small «${DISK:-60}»'])
  })

  it('is required for kind gpu only', () => {
    expect(findsIn(exampleFile({ rootfsSize: undefined }))).toHaveLength(1)
    const cpu = { kind: 'cpu', gpuNum: undefined, rootfsSize: undefined }
    expect(findsIn(exampleFile(cpu))).toEqual([])
  })
})
