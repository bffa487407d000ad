import { describe, expect, it } from 'vitest'
import { toFleet } from '../../../../../src/definitions/fleet.ts'
import { parse } from '../../../../support/parse.ts'

const lines = (...inner: readonly string[]): string =>
  ['instances:', '  - name: web', '    kind: cpu', '    productId: p-1', ...inner, ''].join('\n')

/** Each finding as its code, line, column and words. */
function findings(text: string): readonly string[] {
  const { documents, diagnostics } = parse({ path: 'instances.yaml', text })
  const all = [...diagnostics, ...toFleet(documents, { lookup: () => undefined }).diagnostics]
  return all.map(({ code, message, place }) => {
    const before = text.slice(0, place.span.start).split('\n')
    return `${code} ${before.length}:${(before.at(-1) ?? '').length + 1} ${message}`
  })
}

describe('a character of an input method in the place of structure', () => {
  it.each([
    [
      'an indentation',
      lines('\u3000\u3000imageUrl: app:1'),
      'yaml-odd-character 5:1',
      'ideographic space (U+3000)',
    ],
    [
      'an indentation after spaces',
      lines('   \u00a0imageUrl: app:1'),
      'yaml-odd-character 5:4',
      'no-break space (U+00A0)',
    ],
    ['a colon', lines('    imageUrl：app:1'), 'yaml-odd-character 5:13', 'full-width ":" (U+FF1A)'],
    [
      'the space after a colon',
      lines('    imageUrl:\u00a0app'),
      'yaml-odd-character 5:14',
      'no-break space (U+00A0)',
    ],
    [
      'a dash',
      'instances:\n  – name: web\n    kind: cpu\n',
      'yaml-odd-character 2:3',
      'en dash (U+2013)',
    ],
    [
      'the space after a dash',
      'instances:\n  -\u00a0name: web\n    kind: cpu\n',
      'yaml-odd-character 2:4',
      'no-break space (U+00A0)',
    ],
    [
      'a comma between brackets',
      lines('    imageUrl: app:1', '    envs: { A: x，B: y }'),
      'yaml-odd-character 6:17',
      'full-width "," (U+FF0C)',
    ],
    [
      'a quote',
      lines('    imageUrl: “app: 1”'),
      'yaml-odd-character 5:15',
      'left double quotation mark (U+201C)',
    ],
  ])('is found at its place: %s', (_what, text, place, name) => {
    expect(findings(text)).toEqual([expect.stringContaining(place)])
    expect(findings(text)[0]).toContain(name)
  })

  it.each([
    ['4090．18c．60g', 'productId', '20', 'full-width "." (U+FF0E)'],
    ['"p\u00ad-1"', 'productId', '18', 'soft hyphen (U+00AD)'],
    ['１', 'month', '12', 'full-width "1" (U+FF11)'],
    ['80/http，22/tcp', 'ports', '19', 'full-width "," (U+FF0C)'],
    ['"web\u200b"', 'name', '15', 'zero-width space (U+200B)'],
    ['“ondemand”', 'billingMode', '18', 'left double quotation mark (U+201C)'],
  ])('is found in a value: %s of %s', (value, field, column, name) => {
    const fields = { name: 'web', kind: 'cpu', productId: 'p-1', imageUrl: 'app:1', [field]: value }
    const text = `instances:\n  - ${Object.entries(fields)
      .map(([key, each]) => `${key}: ${each}`)
      .join('\n    ')}\n`
    const found = findings(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^odd-character \\d+:${column} `))
    expect(found[0]).toContain(name)
  })

  it('is found as the colon of a key in braces, which then has its value', () => {
    const text = lines('    imageUrl: app:1', '    envs: { A：x, B: y }')
    expect(findings(text)).toEqual([
      'yaml-odd-character 6:14 This is a full-width ":" (U+FF1A), which YAML does not read as structure',
    ])
  })

  it('is found in a key, which then is not missing as well', () => {
    expect(findings(lines('    image\u200bUrl: app:1'))).toEqual([
      'odd-character-in-key 5:10 This key has a zero-width space (U+200B) in it',
    ])
    expect(findings(lines('    ｉｍａｇｅUrl: app:1'))).toHaveLength(1)
  })

  it('is found where a variable brought it, by the name of the variable', () => {
    const { documents } = parse({
      path: 'f.yaml',
      text: lines('    imageUrl: app:1', '    clusterId: ${C}'),
    })
    const [only, ...others] = toFleet(documents, { lookup: () => 'cn\u00a0south' }).diagnostics
    expect(others).toEqual([])
    expect(only?.message).toBe(
      '`clusterId` (from the variable C) has a no-break space (U+00A0) in it',
    )
  })

  it.each(['训练：一号', '「甲」', '訓練\u3000機'])(
    'is left alone in a name that a person chose: %s',
    (name) => {
      expect(findings(lines('    imageUrl: app:1').replace('name: web', `name: ${name}`))).toEqual(
        [],
      )
    },
  )

  it('is left alone in comments, commands and values of variables', () => {
    const text = lines(
      '    imageUrl: app:1 # 镜像：最新，“稳定”',
      '    command: echo “你好，世界”',
      '    envs: { GREETING: “你好”, NOTE: "a，b：c" }',
    )
    expect(findings(text)).toEqual([])
  })

  it('does not hide another mistake in the grammar', () => {
    const text = lines('    imageUrl: app:1', '    command: echo 你好，世界', '   month: 1')
    expect(findings(text)).toEqual([expect.stringContaining('yaml-indentation 7:4')])
  })
})
