import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnosticsGithub } from '../../../../src/output/ci/diagnostics-github.ts'
import { emptyReference, FILE, inCommand, placeOf, saying } from '../../view/findings.ts'

describe('diagnosticsGithub', () => {
  test('is one command a finding', () => {
    expect(diagnosticsGithub([inCommand(), emptyReference()])).toBe(
      [
        '::error file=fleet/instances.yaml,line=3,endLine=3,col=15,endColumn=18,title=reference-empty::`${}` names no variable%0Ahint: write the name between the braces, as in `${NAME}`, or `$${}` for these characters',
        '::warning file=fleet/instances.yaml,line=5,endLine=5,col=19,endColumn=24,title=reference-in-command::`$HOME` in `command` is replaced now, not in the container%0Ahint: write `$$HOME` to leave it to the container, or `${HOME}` if this is meant',
        '',
      ].join('\n'),
    )
  })

  test('has no columns where the range has several lines, which the service refuses', () => {
    const place = placeOf('imageUrl: ${}\n    imageAuth')
    expect(diagnosticsGithub([saying('x', place)])).toMatch(
      /^::error file=fleet\/instances.yaml,line=3,endLine=4,title=variable-required::/,
    )
  })

  test('is bounded for each level, and counts the rest', () => {
    const many = [
      ...Array.from({ length: 3000 }, () => inCommand()),
      ...Array.from({ length: 2000 }, () => emptyReference()),
    ]
    const lines = diagnosticsGithub(many).trimEnd().split('\n')
    const count = (start: string) => lines.filter((line) => line.startsWith(start)).length
    expect([count('::error '), count('::warning ')]).toEqual([10, 10])
    expect(lines.at(-1)).toBe(
      '::notice title=ppi-apply::… and 1990 more errors and 2990 more warnings: GitHub shows 10 of each in a step (--format json has all)',
    )
    expect(lines).toHaveLength(21)
  })

  test('escapes percent signs, and colons and commas of a path', () => {
    const file = { ...FILE, path: './a,b:c%41.yaml' }
    const text = diagnosticsGithub([saying('100%0A', placeOf('${}', file))])
    expect(text).toContain('file=a%2Cb%3Ac%2541.yaml,')
    expect(text).toContain('is not set: 100%250A%0A')
  })

  test('says the place in words where there is no file to stand at', () => {
    const place = placeOf('${}', { ...FILE, path: '<stdin>' })
    expect(diagnosticsGithub([emptyReference(place)])).toMatch(
      /^::error title=reference-empty::<stdin>:3:15: `\$\{\}` names no variable%0A/,
    )
  })

  test('lets no text begin a line or a command', () => {
    const pieces = fc.constantFrom(
      '\n',
      '\r',
      '::',
      '::error::x',
      '%0A',
      ',',
      'a',
      '\u2028',
      '\u0085',
    )
    const text = fc.array(pieces).map((some) => some.join(''))
    fc.assert(
      fc.property(text, text, (message, path) => {
        const file = { ...FILE, path: `f${path}` }
        const related = [{ message, place: placeOf('name', file) }]
        const written = diagnosticsGithub([saying(message, placeOf('${}', file), related)])
        expect(written.split(/[\n\r\u2028\u0085]/)).toEqual([
          expect.stringMatching(/^::error file=f/),
          '',
        ])
        const [, properties = ''] = /^::error (.*?)::/.exec(written) ?? []
        expect(properties.split(',').map((property) => property.split('=')[0])).toEqual([
          'file',
          'line',
          'endLine',
          'col',
          'endColumn',
          'title',
        ])
      }),
    )
  })
})
