import { type JsonSchema, type Limits, limitsOf } from '../../src/schema/json-schema.ts'
import { namesRequired } from './from-openapi.ts'
import type { Model, ModelField, ModelOwn, ModelScalar, Rule } from './model.ts'

/**
 * The schema of a whole definition file as a person writes it, for editors. It differs from the strict one in three
 * ways: a scalar may be a `${…}` reference, patterns tell how strings must look, and a field that `defaults` gives is
 * not missing in an entry. UnvalidatedEntry-07 without a keyword of any editor's own, so that every validator takes it; the
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
      defaults: {
        title: 'defaults',
        description: model.file.defaults,
        type: 'object',
        allOf: [{ $ref: '#/definitions/entry' }],
      },
      instances: {
        title: 'instances',
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
        ...(model.exclusive.length === 0 ? {} : { allOf: model.exclusive.map(notBoth) }),
      },
      reference: { type: 'string', pattern: REFERENCE },
    },
  }
}

/** A string with a reference in it: a dollar sign that is not escaped by another, before a brace or a name. */
const REFERENCE = '(^|[^$])(\\$\\$)*\\$[{A-Za-z_]'

const isReference: JsonSchema = { $ref: '#/definitions/reference' }

function fieldSchema(field: ModelField | ModelScalar | ModelOwn): JsonSchema {
  return {
    title: field.name,
    description: field.markdown,
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.examples === undefined ? {} : { examples: field.examples }),
    ...('inner' in field
      ? bodyFieldSchema(field)
      : 'over' in field
        ? overSchema(field)
        : scalarSchema(field)),
  }
}

/** What a list may lay over an entry, item by item. */
const overSchema = ({ name, over = [], maxItems }: ModelOwn): JsonSchema => ({
  type: 'array',
  ...(maxItems === undefined ? {} : { maxItems }),
  items: {
    title: `${name}[]`,
    type: 'object',
    properties: Object.fromEntries(
      over.map((field) => [field.name, { $ref: `#/definitions/entry/properties/${field.name}` }]),
    ),
    additionalProperties: false,
  },
})

function bodyFieldSchema(field: ModelField): JsonSchema {
  if (field.type === 'array') {
    // Editors offer what `anyOf` holds; the two types are so different that errors come from the right one.
    return field.also === 'map' ? { anyOf: [listOf(field), mapOf(field)] } : listOf(field)
  }
  const text = textSchema({ ...field, rules: rulesOf(field, 'text') })
  if (field.also !== 'list') return text
  return {
    if: { type: 'array' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      type: 'array',
      ...atMost('maxItems', field),
      uniqueItems: true,
      items: textSchema({ type: 'string', minLength: 1, rules: rulesOf(field, 'item') }),
    },
    else: text,
  }
}

const listOf = (field: ModelField): JsonSchema => ({
  type: 'array',
  ...atMost('maxItems', field),
  items: {
    title: `${field.name}[]`,
    type: 'object',
    required: field.inner.map((inner) => inner.name),
    properties: Object.fromEntries(field.inner.map((inner) => [inner.name, fieldSchema(inner)])),
    additionalProperties: false,
  },
})

function mapOf(field: ModelField): JsonSchema {
  const [key, value] = field.inner
  return {
    type: 'object',
    ...atMost('maxProperties', field),
    // Keys take no references, so the rules hold for every key.
    ...(key === undefined ? {} : { propertyNames: { type: 'string', allOf: patterns(key.rules) } }),
    ...(value === undefined ? {} : { additionalProperties: fieldSchema(value) }),
  }
}

function scalarSchema(scalar: ModelScalar | ModelOwn): JsonSchema {
  if (scalar.also === undefined) return textSchema(scalar)
  const { minimum: _minimum, maximum: _maximum, ...text } = scalar
  return {
    if: { type: scalar.also },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: limitsOf({ ...scalar, type: scalar.also }),
    else: textSchema(text),
  }
}

function atMost(keyword: 'maxItems' | 'maxProperties', field: ModelField): JsonSchema {
  const most = field.maxItems ?? field.published['x-together']?.maximum
  return most === undefined ? {} : { [keyword]: most }
}

/**
 * A scalar that may also be a reference, whose value nobody knows yet: then no limit holds but that it is a string.
 * The type is once, so that a wrong one is one error.
 */
function textSchema(scalar: Pick<ModelScalar, 'rules'> & Limits): JsonSchema {
  const { type = 'string', minLength, ...limits } = limitsOf(scalar)
  const allOf = patterns(scalar.rules)
  const refusedWhenEmpty = scalar.rules.some(({ pattern }) => !new RegExp(pattern, 'u').test(''))
  const schema = {
    ...(minLength === undefined || refusedWhenEmpty ? {} : { minLength }),
    ...limits,
    ...(allOf.length === 0 ? {} : { allOf }),
  }
  // Editors offer the values of `anyOf` but not those of a branch; with so few values its error is specific too.
  if (limits.enum !== undefined || type === 'boolean') {
    return { anyOf: [{ type, ...schema }, isReference] }
  }
  if (type !== 'string') return { if: isReference, else: { type, ...schema } }
  return Object.keys(schema).length === 0 ? { type } : { type, if: isReference, else: schema }
}

const rulesOf = (field: ModelField, of: 'item' | 'text'): readonly Rule[] =>
  field.rules.filter((rule) => (rule.of ?? 'text') === of)

const patterns = (rules: readonly Rule[]): readonly JsonSchema[] =>
  rules.map(({ title, pattern }) => ({ title, pattern }))

/** Two strings of which one at most may be given; an empty one counts as not given. */
const notBoth = ([one, other]: readonly [string, string]): JsonSchema => ({
  if: {
    required: [one, other],
    properties: {
      [one]: { type: 'string', minLength: 1 },
      [other]: { type: 'string', minLength: 1 },
    },
  },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    properties: {
      [other]: { title: `${one} and ${other} exclude each other`, type: 'string', maxLength: 0 },
    },
  },
})

/** Each required field, unless `defaults` has it; those of GPU instances, unless the entry is of another kind. */
function requirements(model: Model): readonly JsonSchema[] {
  const always = namesRequired(model, 'always').map((name) => ({
    if: { not: defaultsGive(name) },
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
