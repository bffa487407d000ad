import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '../../../../../src/diagnostics/catalogue/catalogue.ts'
import { UserError } from '../../../../../src/model/user-error.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import {
  explainAll,
  explainCode,
} from '../../../../../src/output/text/source/diagnostics-explain.ts'

const options = { style: styleOf(false), width: 80 }

const refusal = (code: string): UserError => {
  try {
    explainCode(code, options)
  } catch (error) {
    if (error instanceof UserError) return error
  }
  throw new Error(`${code} was explained`)
}

describe('explainCode', () => {
  test('says what a finding is about and shows a file that draws it', () => {
    expect(explainCode('reference-empty', options)).toBe(
      `reference-empty (error)

A reference needs the name of a variable between its braces. To write the
characters \`\${}\` in a value, double the dollar sign: \`$\${}\`.

This file causes it:

    instances:
      - name: trainer
        kind: gpu
        productId: 4090.18c.60g
        gpuNum: 1
        rootfsSize: 60
        imageUrl: \${}
`,
    )
  })

  test('shows no file where none can draw it', () => {
    expect(explainCode('variable-too-long', options)).not.toContain('This file')
  })

  test('cuts what is too long for the terminal', () => {
    for (const line of explainCode('reference-too-deep', options).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(80)
    }
  })

  test.each([
    ['reference-emtpy', 'did you mean reference-empty?'],
    ['REFERENCE_EMPTY', 'did you mean reference-empty?'],
    ['toString', '`ppi-apply validate --explain` lists all codes'],
    ['\u009b2J', '`ppi-apply validate --explain` lists all codes'],
  ])('refuses the unknown code %j', (code, hint) => {
    expect(refusal(code)).toMatchObject({ hint, ending: 'usage' })
    expect(refusal(code).message).not.toMatch(/\p{Cc}/u)
  })
})

describe('explainAll', () => {
  test('has one line for every code, within the terminal', () => {
    const lines = explainAll(options).trimEnd().split('\n')
    expect(lines.map((line) => line.split(' ')[0])).toEqual(Object.keys(CATALOGUE).sort())
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })
})
