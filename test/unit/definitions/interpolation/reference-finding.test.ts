import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../../src/definitions/interpolation/evaluate.ts'
import { findingOf } from '../../../../src/definitions/interpolation/reference-finding.ts'
import { parseTemplate } from '../../../../src/definitions/interpolation/template.ts'
import { bareReferences } from '../../../../src/definitions/interpolation/variable-uses.ts'
import { REFERENCE_KINDS } from '../../../../src/diagnostics/catalogue/references.ts'
import type { Location } from '../../../../src/model/location.ts'

const place: Location = {
  file: { path: 'instances.yaml', text: '' },
  pointer: '/instances/0/imageUrl',
  span: { start: 0, end: 0 },
}

const findings = (source: string, secret = false, values: Record<string, string> = {}) => {
  const template = parseTemplate(source)
  const faults =
    template.faults.length > 0
      ? template.faults
      : evaluate(template, (name) => (Object.hasOwn(values, name) ? values[name] : undefined))
          .faults
  return faults.map((fault) => findingOf(fault, place, { secret }))
}

describe('findingOf', () => {
  test.each([
    ['${}', '`${}` names no variable'],
    ['${VAR', '`${VAR` has no closing brace'],
    ['${', '`${` has no closing brace'],
    ['${1A}', '`1A` is not the name of a variable'],
    ['${:-x}', 'No name of a variable follows `${`'],
    ['${VAR!x}', '`!` after `VAR` is not an operator of a reference'],
    ['${VAR }', '`${VAR` is followed by a space'],
    ['${VAR:}', 'The colon after `VAR` is not followed by `-`, `?` or `+`'],
    ['$VAR', 'The variable `VAR` is not set and has no default'],
    ['${VAR:?get one}', 'The variable `VAR` is not set: get one'],
    ['${VAR:?}', 'The variable `VAR` is not set but required'],
  ])('words %s as: %s', (source, message) => {
    expect(findings(source)).toMatchObject([{ message, severity: 'error', place }])
  })

  test.each([
    ['${ VAR }', 'write `${VAR}` without spaces'],
    ['${{ secrets.X }}', 'write `${X}` here, and in the workflow'],
    ['${VAR:=x}', 'a default is written `${VAR:-…}`'],
    ['${VAR=x}', 'a default is written `${VAR:-…}`'],
    ['${VAR%x}', 'allowed are `${VAR}` and the operators'],
    ['$VAR', 'write `$$VAR`'],
  ])('hints for %s: %s', (source, hint) => {
    expect(findings(source)[0]?.hint).toContain(hint)
  })

  test('says that a variable is empty where it has to have a value', () => {
    expect(findings('${VAR:?get one}', false, { VAR: '' })[0]?.message).toBe(
      'The variable `VAR` is empty: get one',
    )
  })

  test.each(['pa${1word}', 'pa${word!}', 'pa${word:1}', 'pa${word', 'pa${word:=1}'])(
    'quotes nothing of the secret %s',
    (source) => {
      const said = findings(source, true)
      expect(said).toHaveLength(1)
      expect(JSON.stringify(said)).not.toMatch(/word|`!`|`1`|`=`/)
    },
  )

  test('stays one short sentence for names and messages of any length', () => {
    const long = 'A'.repeat(100_000)
    for (const source of [`\${${long}`, `\${1${long}}`, `$${long}`, `\${A:?${long}}`]) {
      const [finding] = findings(source)
      expect(finding?.message.length).toBeLessThan(700)
      expect(finding?.hint?.length).toBeLessThan(700)
    }
  })
})

describe('the kinds of findings about references', () => {
  test.each(
    Object.entries(REFERENCE_KINDS).flatMap(([code, { example }]) =>
      example === undefined ? [] : [[code, example()] as const],
    ),
  )('%s is drawn by its example', (code, example) => {
    const [, value = ''] = /(?:command|imageUrl|imageAuth): (.*)\n$/.exec(example) ?? []
    const codes = findings(value, code.endsWith('-in-secret'), { PATH: '/bin' }).map(
      (finding) => finding.code,
    )
    const isCommand = example.includes('command: ')
    const isBare = isCommand && bareReferences(parseTemplate(value)).length > 0
    const bare = isBare ? ['reference-in-command'] : []
    expect([...codes, ...bare]).toEqual([code])
  })
})
