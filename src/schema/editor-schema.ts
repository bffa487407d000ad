import { namesRequired } from './from-openapi.ts'
import { type JsonSchema, limitsOf } from './json-schema.ts'
import type { Model, ModelField, ModelScalar, Rule } from './model.ts'

/**
 * The schema of a whole definition file as a person writes it, for editors. It differs from the strict one in three
 * ways: a scalar may be a `${…}` reference, patterns tell how texts must look, and a field that `defaults` gives is
 * not missing in an entry. Draft-07 without a keyword of any editor's own, so that every validator takes it; the
 * sub-schemas of patterns have titles because the YAML language server shows the title beside the error.
 */
export function toEditorSchema(model: Model, id: string): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: id,
    title: model.file.title,
    description: model.file.description,
    type: 'object',
    required: ['instances'],
    properties: {
      defaults: { description: model.file.defaults, $ref: '#/definitions/entry' },
      instances: {
        description: model.file.instances,
        type: 'array',
        items: { $ref: '#/definitions/entry' },
      },
    },
    patternProperties: { '^x-': { description: model.file.extension } },
    additionalProperties: false,
    allOf: requirements(model),
    definitions: {
      entry: {
        title: 'instance',
        type: 'object',
        properties: Object.fromEntries(
          [...model.fields, ...model.own].map((field) => [field.name, fieldSchema(field)]),
        ),
        additionalProperties: false,
      },
      reference: { type: 'string', pattern: REFERENCE },
    },
  }
}

/** A text with a reference in it: a dollar sign that is not escaped by another, before a brace or a name. */
const REFERENCE = '(^|[^$])(\\$\\$)*\\$[{A-Za-z_]'

const isReference: JsonSchema = { $ref: '#/definitions/reference' }

function fieldSchema(field: ModelField | ModelScalar): JsonSchema {
  const described: JsonSchema = {
    title: field.name,
    description: field.markdown,
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.examples === undefined ? {} : { examples: field.examples }),
  }
  if (field.type !== 'array') {
    if (!('also' in field) || field.also !== 'list') return { ...described, ...textSchema(field) }
    return {
      ...described,
      if: { type: 'array' },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: {
        type: 'array',
        maxItems: field.published['x-together']?.maximum ?? 0,
        uniqueItems: true,
        items: textSchema({ type: 'string', minLength: 1, rules: rulesOf(field, 'item') }),
      },
      else: textSchema({ ...field, rules: rulesOf(field, 'text') }),
    }
  }
  const maxItems = field.maxItems ?? field.published['x-together']?.maximum
  const list: JsonSchema = {
    type: 'array',
    ...(maxItems === undefined ? {} : { maxItems }),
    items: {
      title: `${field.name}[]`,
      type: 'object',
      required: field.inner.map((inner) => inner.name),
      properties: Object.fromEntries(field.inner.map((inner) => [inner.name, fieldSchema(inner)])),
      additionalProperties: false,
    },
  }
  if (field.also !== 'map') return { ...described, ...list }
  const [key, value] = field.inner
  return {
    ...described,
    if: { type: 'array' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: list,
    else: {
      type: 'object',
      ...(maxItems === undefined ? {} : { maxProperties: maxItems }),
      // Keys take no references, so the rules hold for every key.
      ...(key === undefined ? {} : { propertyNames: { allOf: patterns(key.rules) } }),
      ...(value === undefined ? {} : { additionalProperties: fieldSchema(value) }),
    },
  }
}

/** A scalar that may also be a reference, whose value nobody knows yet: then no limit holds but that it is a text. */
function textSchema(
  scalar: Pick<ModelScalar, 'rules'> & Parameters<typeof limitsOf>[0],
): JsonSchema {
  const allOf = patterns(scalar.rules)
  const schema = { ...limitsOf(scalar), ...(allOf.length === 0 ? {} : { allOf }) }
  const isPlainText = schema.type === 'string' && Object.keys(schema).length === 1
  if (isPlainText) return schema
  return { ...(schema.type === 'string' ? { type: 'string' } : {}), if: isReference, else: schema }
}

const rulesOf = (field: ModelField, of: 'item' | 'text'): readonly Rule[] =>
  field.rules.filter((rule) => (rule.of ?? 'text') === of)

const patterns = (rules: readonly Rule[]): readonly JsonSchema[] =>
  rules.map(({ title, pattern }) => ({ title, type: 'string', pattern }))

/** Each required field, unless `defaults` has it; those of GPU instances, unless the entry is of another kind. */
function requirements(model: Model): readonly JsonSchema[] {
  const always = namesRequired(model, 'always').map((name) => ({
    if: { not: { ...defaultsGive(name) } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: entries({ required: [name], properties: { [name]: true } }),
  }))
  const forGpu = namesRequired(model, 'gpu').map((name) => ({
    if: { not: defaultsGive(name) },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      if: defaultsGive('kind', { not: { const: 'gpu' } }),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: entries(requireIf({ required: ['kind'], ...IS_GPU }, name)),
      else: entries(requireIf(IS_GPU, name)),
    },
  }))
  return [...always, ...forGpu]
}

const IS_GPU: JsonSchema = { properties: { kind: { const: 'gpu' } } }

const defaultsGive = (name: string, value: JsonSchema | true = true): JsonSchema => ({
  type: 'object',
  required: ['defaults'],
  properties: {
    defaults: { type: 'object', required: [name], properties: { [name]: value } },
  },
})

const entries = (items: JsonSchema): JsonSchema => ({
  properties: { instances: { type: 'array', items: { type: 'object', ...items } } },
})

const requireIf = (condition: JsonSchema, name: string): JsonSchema => ({
  if: condition,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: [name], properties: { [name]: true } },
})
