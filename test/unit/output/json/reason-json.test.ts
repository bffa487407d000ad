import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codeJson, reasonJson } from '../../../../src/output/json/reason-json.ts'
import { REASONS } from '../../../support/reasons.ts'
import { fitsDefinition } from '../../../support/schemas.ts'

/** The schemas of a sentence with its code and its facts. */
const WORDED = ['actionReason', 'lookUpReason', 'doubtReason', 'obstacleReason'] as const

const COMMON = JSON.parse(
  readFileSync(new URL('../../../../schemas/common.schema.json', import.meta.url), 'utf8'),
)

const codes = (schema: { readonly enum?: readonly string[] }): readonly string[] =>
  schema.enum ?? COMMON.definitions.lookUpCode.enum

const partsOf = (name: (typeof WORDED)[number]) => COMMON.definitions[name].properties

describe('the schemas of reasons', () => {
  it.each(REASONS)('know $code', (reason) => {
    const worded = WORDED.filter((name) => fitsDefinition(name, reasonJson(reason)))
    const isObjection = fitsDefinition('objection', codeJson(reason))
    expect(worded).toHaveLength(isObjection ? 0 : 1)
    expect(fitsDefinition('lookUp', codeJson(reason))).toBe(worded[0] === 'lookUpReason')
  })

  it('name the codes of the sources, each once', () => {
    const named = [
      ...WORDED.flatMap((name) => codes(partsOf(name).reasonCode)),
      ...codes(COMMON.definitions.objection.properties.code),
    ]
    expect(named.toSorted()).toEqual(REASONS.map(({ code }) => code).toSorted())
  })

  it.each(WORDED)('declare the facts of %s', (name) => {
    const declared = partsOf(name)
    const facts = REASONS.filter(({ code }) => codes(declared.reasonCode).includes(code)).flatMap(
      ({ code: _, ...args }) => Object.keys(args),
    )
    expect([...new Set(facts)].toSorted()).toEqual(
      Object.keys(declared.reasonArgs.properties).toSorted(),
    )
  })
})
