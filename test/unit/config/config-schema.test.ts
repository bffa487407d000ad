import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../../src/config/config.ts'
import { CONFIG_KEYS } from '../../../src/config/config-keys.ts'
import { UserError } from '../../../src/model/user-error.ts'

const published = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as object
const editor = new Ajv({ strict: true, allowUnionTypes: true }).compile(published)

/** Whether the program takes a config. */
function isTaken(value: unknown): boolean {
  try {
    checkConfig('/p/ppi-apply.config.yaml', value)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

describe('the schema of the config', () => {
  const key = fc.constantFrom(
    ...Object.keys(CONFIG_KEYS),
    '$schema',
    'envFile',
    'constructor',
    'toString',
    'x',
  )
  const value = fc.oneof(
    fc.constantFrom(
      '',
      'a',
      '${A}',
      '${A',
      '${1}',
      'auto',
      'never',
      'recreate',
      '-',
      'https://api.ppio.com',
    ),
    fc.constantFrom<unknown>([], [''], ['a'], ['recreate'], ['a', 1], [[]], {}, null, true, false),
    fc.constantFrom(0, -0, -1, 1, 0.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY),
    fc.jsonValue(),
  )

  it('says of any config what the program says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(key, value), fc.jsonValue()), (config) => {
        // JSON has no such numbers; a YAML file has them.
        expect(isTaken(config)).toBe(editor(config))
      }),
      { numRuns: 2000 },
    )
  })

  it('describes each key in a sentence', () => {
    for (const [name, { schema }] of Object.entries(CONFIG_KEYS)) {
      expect(schema.description, name).toMatch(/^[A-Z].{15,}\.$/)
    }
  })

  it('is named in a JSON config, which means nothing else', () => {
    const config = { $schema: './config.schema.json', refresh: 'never' }
    expect(checkConfig('/p/ppi-apply.config.json', config)).toEqual({ refresh: 'never' })
  })
})
