import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { emit, firstDifference } from '../../../schemas/generator/emit.ts'
import { emitConfig } from '../../../schemas/generator/emit-config.ts'

const inputs = {
  openapi: readFileSync('schemas/openapi.yaml', 'utf8'),
  overlay: readFileSync('schemas/overlay.yaml', 'utf8'),
}
const outputs = emit(inputs)

describe('emit', () => {
  for (const output of [...outputs, ...emitConfig()]) {
    test(`agrees with ${output.path} as committed`, () => {
      expect(firstDifference(output, readFileSync(output.path, 'utf8'))).toBeUndefined()
    })
  }

  test('writes the digest of both inputs into every file, so that no change of them goes unnoticed', () => {
    const changed = emit({ ...inputs, overlay: `${inputs.overlay}\n# a remark\n` })
    for (const [index, output] of outputs.entries()) {
      expect(firstDifference(output, changed[index]?.text)).toContain('schemas/overlay.yaml sha256')
    }
  })

  test('leaves no require in the validators, which are an ECMAScript module', () => {
    const validators = outputs.find(({ path }) => path.endsWith('validate.generated.ts'))
    expect(validators?.text).not.toMatch(/\brequire\(/)
  })

  test('uses no keyword in strict schemas but those that SchemaError names', () => {
    const validators =
      outputs.find(({ path }) => path.endsWith('validate.generated.ts'))?.text ?? ''
    const keywords = [...validators.matchAll(/keyword:"(\w+)"/g)].map(([, keyword]) => keyword)
    expect([...new Set(keywords)].sort()).toEqual(
      [
        ...['additionalProperties', 'enum', 'if', 'maxItems', 'maxLength', 'maxProperties'],
        ...['maximum', 'minLength', 'minimum', 'pattern', 'required', 'type'],
      ].sort(),
    )
  })
})

describe('firstDifference', () => {
  const expected = { path: 'a.ts', text: 'one\ntwo\n' }

  test('names the file, the line and both texts', () => {
    expect(firstDifference(expected, 'one\n2\n')).toBe('a.ts:2\n  is:        2\n  should be: two')
  })

  test('sees a missing file, a missing end and a surplus end', () => {
    expect(firstDifference(expected, undefined)).toBe('a.ts is missing')
    expect(firstDifference(expected, 'one')).toContain('a.ts:2\n  is:        (end of file)')
    expect(firstDifference(expected, 'one\ntwo\nthree')).toContain('a.ts:3\n  is:        three')
    expect(firstDifference(expected, 'one\ntwo\n\n')).toContain('a.ts:4')
  })

  test('is silent when nothing differs', () => {
    expect(firstDifference(expected, expected.text)).toBeUndefined()
  })
})
