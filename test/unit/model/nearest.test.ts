import { describe, expect, test } from 'vitest'
import { nearest } from '../../../src/model/nearest.ts'

const FIELDS = ['name', 'productId', 'gpuNum', 'rootfsSize', 'imageUrl', 'imageAuth', 'ports', 'Id']

describe('nearest', () => {
  test.each([
    ['gpunum', 'gpuNum'],
    ['GPU_NUM', 'gpuNum'],
    ['gpuNmu', 'gpuNum'],
    ['gpuNums', 'gpuNum'],
    ['imageURL', 'imageUrl'],
    ['image-url', 'imageUrl'],
    ['rootFsSzie', 'rootfsSize'],
    ['prots', 'ports'],
    ['nam', 'name'],
    ['id', 'Id'],
  ])('suggests for %s the field %s', (word, meant) => {
    expect(nearest(word, FIELDS)).toBe(meant)
  })

  test.each(['cpu', 'replicas', '', 'x', 'password', '名称'])('suggests nothing for %j', (word) => {
    expect(nearest(word, FIELDS)).toBeUndefined()
  })

  test('prefers fewer slips to the earlier candidate, and the earlier candidate in a tie', () => {
    expect(nearest('imageAut', ['imageUrl', 'imageAuth'])).toBe('imageAuth')
    expect(nearest('port', ['ports', 'sport'])).toBe('ports')
  })

  test('never suggests the word itself', () => {
    expect(nearest('name', ['name', 'names'])).toBe('names')
  })

  test('suggests nothing for a word of a million letters, which it could not compare', () => {
    expect(nearest('x'.repeat(1_000_000), ['x'.repeat(999_999), 'name'])).toBeUndefined()
  })
})
