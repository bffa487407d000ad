import { type JsonSchema, limitsOf } from '../../src/schema/json-schema.ts'
import type { Model, ModelField, ModelOwn, ModelScalar } from './model.ts'

/** The `$id` by which the schema of an entry refers to that of `defaults`. */
export const DEFAULTS_ID = 'defaults'

/** The `defaults` of a file: the keys of an entry, none of them required. */
export function toDefaultsSchema(model: Model): JsonSchema {
  const fields = model.fields.map((field) => [field.name, strictField(field)] as const)
  const own = model.own.map((field) => [field.name, strictOwn(field)] as const)
  return {
    $id: DEFAULTS_ID,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries([...fields, ...own]),
  }
}

/** One entry after expansion and merging of defaults, in definition form. Refers to the schema of `defaults`. */
export function toEntrySchema(model: Model): JsonSchema {
  return { type: 'object', allOf: [{ $ref: DEFAULTS_ID }], ...requirements(model) }
}

/**
 * The body of the create call as the service documents it: unknown keys are ignored, no inner field is marked
 * required, and a number that the service raises by itself is not refused.
 */
export function toCreateBodySchema(model: Model): JsonSchema {
  const properties = model.fields.map((field) => [field.name, publishedField(field)] as const)
  return { type: 'object', properties: Object.fromEntries(properties), ...requirements(model) }
}

/** The names of the fields that are required in this way. */
export const namesRequired = (model: Model, required: 'always' | 'gpu'): readonly string[] =>
  model.fields.filter((field) => field.required === required).map((field) => field.name)

/**
 * A missing `kind` counts as `gpu`, since the reference page requires these fields without exception; a wrong one
 * does not, so that one misspelled word gives one error.
 */
function requirements(model: Model): JsonSchema {
  const forGpu = namesRequired(model, 'gpu')
  if (forGpu.length === 0) return { required: namesRequired(model, 'always') }
  return {
    required: namesRequired(model, 'always'),
    if: { properties: { kind: { const: 'gpu' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: forGpu },
  }
}

/**
 * Shape and limits alone: how a string must look is checked by rules that can point into the text, and would be
 * reported twice if a pattern was here. `type` lists both forms where there are two, so that a wrong type is one error.
 */
function strictField(field: ModelField): JsonSchema {
  if (field.type !== 'array') {
    if (field.also !== 'list') return limitsOf(field)
    return {
      ...limitsOf(field),
      type: ['string', 'array'],
      items: { type: 'string', minLength: 1 },
    }
  }
  const items = itemsOf(field, limitsOf, {
    additionalProperties: false,
    required: field.inner.map((inner) => inner.name),
  })
  if (field.also !== 'map') return { type: 'array', ...atMost(field, 'maxItems'), items }
  return {
    type: ['array', 'object'],
    ...atMost(field, 'maxItems'),
    items,
    ...atMost(field, 'maxProperties'),
    additionalProperties: { type: 'string' },
  }
}

function strictOwn(field: ModelOwn): JsonSchema {
  if (field.over === undefined) {
    const { also, type } = field
    return { ...limitsOf(field), ...(also === undefined ? {} : { type: [type, also] }) }
  }
  // What is laid over an entry is checked with it, as an entry of its own.
  const properties = Object.fromEntries(field.over.map(({ name }) => [name, true]))
  return {
    type: 'array',
    ...atMost(field, 'maxItems'),
    items: { type: 'object', additionalProperties: false, properties },
  }
}

function publishedField(field: ModelField): JsonSchema {
  if (field.type !== 'array') return publishedScalar(field)
  return { type: 'array', ...atMost(field, 'maxItems'), items: itemsOf(field, publishedScalar, {}) }
}

function publishedScalar(field: ModelScalar | ModelField): JsonSchema {
  const { minimum, ...limits } = limitsOf(field.published)
  const raised = field.published['x-belowMinimum'] === 'raised'
  const patterns = field.rules.filter((rule) => rule.reference).map(({ pattern }) => ({ pattern }))
  return {
    ...limits,
    ...(minimum === undefined || raised ? {} : { minimum }),
    ...(patterns.length === 0 ? {} : { allOf: patterns }),
  }
}

const itemsOf = (
  field: ModelField,
  toSchema: (inner: ModelScalar) => JsonSchema,
  more: JsonSchema,
): JsonSchema => ({
  type: 'object',
  ...more,
  properties: Object.fromEntries(field.inner.map((inner) => [inner.name, toSchema(inner)])),
})

const atMost = (
  field: Pick<ModelField, 'maxItems'>,
  keyword: 'maxItems' | 'maxProperties',
): JsonSchema => (field.maxItems === undefined ? {} : { [keyword]: field.maxItems })
