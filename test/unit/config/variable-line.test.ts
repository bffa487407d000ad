import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVariables } from '../../../src/config/variable-file.ts'
import { variableLine } from '../../../src/config/variable-line.ts'
import { tempDir } from '../../support/temp-dir.ts'

describe('variableLine', () => {
  it('is read as the value that it was made of', async () => {
    const folder = tempDir()
    const file = join(folder, 'values.env')
    const known = [
      '',
      'a b',
      '"',
      "'",
      '\\',
      '$A',
      '${A}',
      'a\nb',
      'a\r\nb',
      '\t',
      '#x',
      ' #x ',
      '\\n',
      '\\0',
      '\\$',
    ]
    const value = fc.oneof(fc.constantFrom(...known), fc.string({ unit: 'binary' }))
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 5 }), async (given) => {
        const values = given.map((text) => Buffer.from(text.replaceAll('\0', '')).toString())
        const lines = values.map((text, at) => `${variableLine(`V${at}`, text)}\n`)
        writeFileSync(file, lines.join(''))
        const { lookup } = await readVariables({}, [file], { namedBy: 'person', root: folder })
        expect(values.map((_, at) => lookup(`V${at}`))).toEqual(values)
      }),
    )
  })
})
