import { describe, expect, test } from 'vitest'
import { FIELDS, OWN_FIELDS } from '../../../src/schema/fields.generated.ts'
import { scalarTypeAt } from '../../../src/schema/scalar-type.ts'

describe('scalarTypeAt', () => {
  test('gives the type of every scalar field', () => {
    for (const [name, field] of Object.entries({ ...FIELDS, ...OWN_FIELDS })) {
      expect(scalarTypeAt([name])).toBe(field.type === 'array' ? undefined : field.type)
    }
  })

  test('gives the type inside lists and maps', () => {
    expect(scalarTypeAt(['envs', 0, 'value'])).toBe('string')
    expect(scalarTypeAt(['envs', 'FOO'])).toBe('string')
    expect(scalarTypeAt(['envs', 'constructor'])).toBe('string')
    expect(scalarTypeAt(['ports', 0])).toBe('string')
    expect(scalarTypeAt(['tools', 2, 'port'])).toBe('string')
    expect(scalarTypeAt(['networkStorages', 0, 'Id'])).toBe('string')
  })

  test('knows nothing where no scalar belongs', () => {
    const places = [[], ['foo'], ['constructor'], ['envs'], ['envs', 0], ['envs', 0, 'constructor']]
    const odd = [
      ['envs', 0, 'value', 0],
      ['gpuNum', 0],
      ['replicas', 'x'],
      ['expires', 0],
      ['ports', 'x'],
      [0],
    ]
    const wrong = [
      ['tools', 'port'],
      ['envs', 'A', 'value'],
      ['networkStorages', 0, 0],
    ]
    for (const path of [...places, ...odd, ...wrong]) expect(scalarTypeAt(path)).toBeUndefined()
  })
})
