import { describe, expect, test } from 'vitest'
import type { SourceFile } from '../../../../../src/model/location.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import { diagnosticsText } from '../../../../../src/output/text/source/diagnostics-text.ts'
import { emptyReference, FILE, inCommand, placeOf, saying } from '../../../view/findings.ts'

const options = {
  style: styleOf(false),
  width: 80,
  blank: (file: SourceFile) => ({
    spans: file === FILE ? [placeOf('user:hunter2').span] : [],
    isAll: file === FILE,
  }),
}

describe('diagnosticsText', () => {
  test('shows each finding with its lines and advice, in file order, and counts them', () => {
    expect(diagnosticsText([inCommand(), emptyReference()], options)).toBe(
      `error: \`\${}\` names no variable [reference-empty]
  fleet/instances.yaml:3:15
  2 │   - name: trainer
  3 │     imageUrl: \${}
    │               ^^^
  4 │     imageAuth: (secret)
  hint: write the name between the braces, as in \`\${NAME}\`, or \`$\${}\` for these characters

warning: \`$HOME\` in \`command\` is replaced now, not in the container [reference-in-command]
  fleet/instances.yaml:5:19
  4 │     imageAuth: (secret)
  5 │     command: echo $HOME
    │                   ^^^^^
  6 │   - name: trainer
  hint: write \`$$HOME\` to leave it to the container, or \`\${HOME}\` if this is meant

1 error and 1 warning in 1 file
`,
    )
  })

  test('shows related places with their own lines', () => {
    const related = [{ message: 'the first is here', place: placeOf('name: trainer') }]
    expect(diagnosticsText([saying('x', placeOf('echo'), related)], options)).toContain(
      [
        '  the first is here: fleet/instances.yaml:2:5',
        '  2 │   - name: trainer',
        '    │     ^^^^^^^^^^^^^',
      ].join('\n'),
    )
  })

  test('keeps the order of the files', () => {
    const other: SourceFile = { path: 'a.yaml', text: 'x: ${}\n' }
    const found = [inCommand(), emptyReference(placeOf('${}', other)), emptyReference()]
    const text = diagnosticsText(found, options)
    expect(text.match(/^ {2}[\w/.]+:\d+:\d+$/gm)).toEqual([
      '  fleet/instances.yaml:3:15',
      '  fleet/instances.yaml:5:19',
      '  a.yaml:1:4',
    ])
    expect(text).toMatch(/2 errors and 1 warning in 2 files\n$/)
  })

  test('shows a bounded number of findings and counts all', () => {
    const text = diagnosticsText(Array(1000).fill(emptyReference()), { ...options, most: 3 })
    expect(text.match(/^error: /gm)).toHaveLength(3)
    expect(text).toContain('… and 997 more findings (--format json lists all)')
    expect(text).toMatch(/1000 errors in 1 file\n$/)
    expect(
      diagnosticsText(Array(60).fill(emptyReference()), options).match(/^error/gm),
    ).toHaveLength(50)
  })

  test('judges a file that was not understood by its keys', () => {
    const text = diagnosticsText([emptyReference()], {
      ...options,
      blank: () => ({ spans: [], isAll: false }),
    })
    expect(text).not.toContain('hunter2')
  })

  test('lets no text of a file reach the terminal raw', () => {
    const hostile = '\u001b]0;owned\u0007\r\n\u202egnorw'
    const file = { path: `x${hostile}`, text: `a: ${hostile}` }
    const text = diagnosticsText([saying(hostile, placeOf('a', file))], options)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_C}]/u)
    expect(text).toContain('␛]0;owned␇')
  })

  test('colours only what is its own', () => {
    const colored = diagnosticsText([inCommand()], { ...options, style: styleOf(true) })
    expect(colored).toContain('\u001b[33m')
    // biome-ignore lint/complexity/useRegexLiterals: a literal may hold no escape.
    expect(colored.replace(new RegExp('\u001b\\[\\d+m', 'g'), '')).toBe(
      diagnosticsText([inCommand()], options),
    )
  })

  test('says nothing when nothing was found', () => {
    expect(diagnosticsText([], options)).toBe('')
  })
})
