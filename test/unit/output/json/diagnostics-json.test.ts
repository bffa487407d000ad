import { describe, expect, test } from 'vitest'
import { validateReport } from '../../../../src/output/json/diagnostics-json.ts'
import { emptyReference, inCommand, placeOf, saying } from '../../view/findings.ts'

describe('validateReport', () => {
  test('lists all findings, however many', () => {
    const many = Array.from({ length: 3000 }, () => emptyReference())
    expect(validateReport(many).diagnostics).toHaveLength(3000)
  })

  test('has the documented shape', () => {
    expect(JSON.stringify(validateReport([emptyReference()]))).toBe(
      JSON.stringify({
        formatVersion: '1.0',
        valid: false,
        diagnostics: [
          {
            code: 'reference-empty',
            severity: 'error',
            message: '`${}` names no variable',
            hint: 'write the name between the braces, as in `${NAME}`, or `$${}` for these characters',
            file: 'fleet/instances.yaml',
            pointer: '/instances/0',
            range: {
              start: { line: 3, column: 15, offset: 43 },
              end: { line: 3, column: 18, offset: 46 },
            },
          },
        ],
      }),
    )
  })

  test('is valid without findings and with mere warnings', () => {
    expect(validateReport([])).toEqual({ formatVersion: '1.0', valid: true, diagnostics: [] })
    expect(validateReport([inCommand()]).valid).toBe(true)
  })

  test('holds all findings in file order, and related places', () => {
    const related = [{ message: 'see', place: placeOf('imageAuth') }]
    const { diagnostics } = validateReport([inCommand(), saying('x', placeOf('${}'), related)])
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'variable-required',
      'reference-in-command',
    ])
    expect(diagnostics[0]?.related).toMatchObject([
      { message: 'see', file: 'fleet/instances.yaml', range: { start: { line: 4, column: 5 } } },
    ])
    expect(diagnostics[1]).not.toHaveProperty('related')
  })
})
