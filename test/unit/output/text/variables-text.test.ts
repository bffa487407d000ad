import { describe, expect, it } from 'vitest'
import { variablesOf } from '../../../../src/definitions/interpolation/variables.ts'
import { variablesJson } from '../../../../src/output/json/variables-json.ts'
import { styleOf } from '../../../../src/output/terminal/style.ts'
import { variablesText } from '../../../../src/output/text/variables-text.ts'
import { documentsOf } from '../../../support/fleet-of.ts'

/** One entry with so many variables, each of its own name and used twice. */
const usesOf = (count: number) =>
  variablesOf(
    documentsOf(
      `instances:\n  - envs:\n${Array.from({ length: count }, (_none, nth) => `      - { key: a, value: "\${V${nth}:-}\${V${nth}}" }\n`).join('')}`,
    ),
  )

describe('the variables of the files', () => {
  it('are listed once each with all their uses', () => {
    expect(variablesText(usesOf(2), (name) => name === 'V0', styleOf(false))).toBe(
      [
        'V0  set',
        '  instances.yaml:3:27  envs[0].value',
        '  instances.yaml:3:34  envs[0].value',
        'V1  not set, required',
        '  instances.yaml:4:27  envs[1].value',
        '  instances.yaml:4:34  envs[1].value',
        '',
      ].join('\n'),
    )
  })

  it('may be more than a call can have arguments', () => {
    const own = usesOf(1)
    const uses = Array.from({ length: 150_000 }, (_none, nth) =>
      own.map((use) => ({ ...use, name: `V${nth}` })),
    ).flat()
    const isSet = () => true
    expect(variablesText(uses, isSet, styleOf(false)).split('\n')).toHaveLength(450_001)
    expect(variablesJson(uses, isSet).variables).toHaveLength(150_000)
  })
})
