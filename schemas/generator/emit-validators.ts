import { Ajv, type Options } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import type { JsonSchema } from '../../src/schema/json-schema.ts'

/** The schemas to compile; `entry` refers to `defaults` by its `$id`. */
export interface StrictSchemas {
  readonly entry: JsonSchema
  readonly defaults: JsonSchema
  readonly createBody: JsonSchema
}

/**
 * The text of a module with the compiled validators. Compiling at build time keeps ajv's compiler, some 100 ms,
 * out of every start.
 */
export function validatorModule(schemas: StrictSchemas): string {
  const ajv = compiler()
  ajv.addSchema(schemas.defaults)
  ajv.addSchema(schemas.entry, 'entry')
  ajv.addSchema(schemas.createBody, 'createBody')
  const code = standalone.default(ajv, {
    entry: 'entry',
    defaults: schemas.defaults.$id ?? '',
    createBody: 'createBody',
  })
  return `${HEAD}${ENTRY_FUNCTIONS}\n${shorter(withoutRequire(code))}`
}

/** The text of a module with the compiled validator of the config. */
export function configValidatorModule(schema: JsonSchema): string {
  const ajv = compiler()
  ajv.addSchema(schema, 'config')
  const code = standalone.default(ajv, { config: 'config' })
  return `${HEAD}${CONFIG_FUNCTION}\n${shorter(withoutRequire(code))}`
}

/** The text of a module with the compiled validator of fault scripts. */
export function faultsValidatorModule(schema: JsonSchema): string {
  // `type: object` is beside `oneOf`, not in each of its schemas.
  const ajv = compiler({ discriminator: true, strictTypes: false })
  ajv.addSchema(schema, 'faults')
  const code = standalone.default(ajv, { faults: 'faults' })
  return `${HEAD}${FAULTS_FUNCTION}\n${shorter(withoutRequire(code))}`
}

const compiler = (more: Options = {}): Ajv =>
  new Ajv({
    allErrors: true,
    strict: true,
    // `ports` and `envs` have two forms: one `type` with both gives one error where `anyOf` gives three.
    allowUnionTypes: true,
    // The conditional part of an entry requires what another schema, that of `defaults`, defines.
    strictRequired: false,
    // ajv counts lengths in code points, as JSON Schema defines them. That is right here: the reference page limits
    // characters, and counting UTF-16 units would refuse a name of 200 emoji that the service takes.
    // Callers word each finding themselves.
    messages: false,
    // One function for `defaults` serves entries too.
    inlineRefs: false,
    code: { esm: true, source: true, lines: true, optimize: 2 },
    ...more,
  })

/** ajv writes `require` even into modules. What it asks for becomes an import of ours: ajv itself is not a part of what runs. */
function withoutRequire(code: string): string {
  const body = code
    .replace(/^"use strict";\s*/, '')
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'codePoints')
    .replace(/^export const (entry|defaults|createBody|config|faults) = (\w+);/gm, 'const $1 = $2;')
  const left = /require\([^)]*\)/.exec(body)?.[0]
  if (left !== undefined) throw new Error(`the compiled validators need ${left}: make it an import`)
  return body
}

/** ajv spells out for each error how it joins a list that may not exist yet: half of the text, read at every start. */
const shorter = (code: string): string =>
  code.replace(
    /const (err\d+) = (.*);\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}/g,
    '(vErrors ??= []).push($2);',
  )

const HEAD = `// @ts-nocheck
import { codePoints } from './code-points.ts'
import { errorsOf, type SchemaError } from './schema-error.ts'
`

const CONFIG_FUNCTION = `
/** Checks a config against \`schemas/config.schema.json\`, and tells where it is wrong. No errors: valid. */
export function validateConfig(value: unknown): readonly Pick<SchemaError, 'instancePath'>[] {
  return errorsOf(config, value)
}
`

const FAULTS_FUNCTION = `
/** Checks a fault script against \`schemas/faults.schema.json\`. No errors: valid. */
export function validateFaults(value: unknown): readonly FaultSchemaError[] {
  return errorsOf(faults, value) as readonly FaultSchemaError[]
}

type FaultSchemaError =
  | SchemaError
  | {
      readonly keyword: 'discriminator' | 'minItems' | 'const'
      readonly instancePath: string
      readonly schemaPath: string
      readonly params: object
    }
`

const ENTRY_FUNCTIONS = `
/** Checks the shape and limits of one entry, after expansion and merging of defaults, in definition form. No errors: valid. */
export function validateEntry(value: unknown): readonly SchemaError[] {
  return errorsOf(entry, value)
}

/** Checks the \`defaults\` of a file: as an entry, with nothing required. */
export function validateDefaults(value: unknown): readonly SchemaError[] {
  return errorsOf(defaults, value)
}

/** Checks the body of a create call as the service documents it: unknown keys are ignored, our own keys are unknown. */
export function validateCreateBody(value: unknown): readonly SchemaError[] {
  return errorsOf(createBody, value)
}
`
