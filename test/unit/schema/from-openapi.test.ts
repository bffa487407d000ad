import { describe, expect, test } from 'vitest'
import {
  toCreateBodySchema,
  toDefaultsSchema,
  toEntrySchema,
} from '../../../schemas/generator/from-openapi.ts'
import { toModel } from '../../../schemas/generator/model.ts'
import { openApiWith, overlayWith } from './tiny-documents.ts'

const text = { type: 'string' }
const pairs = {
  type: 'array',
  maxItems: 2,
  items: { type: 'object', properties: { key: text, value: text } },
}

const model = toModel(
  openApiWith(
    {
      size: { type: 'integer', minimum: 10, 'x-belowMinimum': 'raised' },
      count: { type: 'integer', minimum: 1 },
      ports: { ...text, maxLength: 5 },
      pairs,
    },
    ['size', 'count'],
  ),
  overlayWith({
    size: { requiredFor: 'gpu' },
    count: {},
    ports: {
      also: 'list',
      rules: [
        { title: 'ours', pattern: 'a' },
        { title: 'theirs', pattern: 'b', reference: true },
      ],
    },
    pairs: { also: 'map', inner: { key: {}, value: { mayBeEmpty: true } } },
  }),
)

describe('toDefaultsSchema', () => {
  test('requires nothing, refuses unknown keys and leaves patterns to the rules', () => {
    expect(toDefaultsSchema(model)).toEqual({
      $id: 'defaults',
      type: 'object',
      additionalProperties: false,
      properties: {
        size: { type: 'integer', minimum: 10 },
        count: { type: 'integer', minimum: 1 },
        ports: {
          type: ['string', 'array'],
          maxLength: 5,
          items: { type: 'string', minLength: 1 },
        },
        pairs: {
          type: ['array', 'object'],
          maxItems: 2,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['key', 'value'],
            properties: { key: { type: 'string', minLength: 1 }, value: { type: 'string' } },
          },
          maxProperties: 2,
          additionalProperties: { type: 'string' },
        },
      },
    })
  })
})

describe('toEntrySchema', () => {
  test('requires what is always required, and for gpu the rest', () => {
    expect(toEntrySchema(model)).toMatchObject({
      required: ['count'],
      if: { properties: { kind: { const: 'gpu' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['size'] },
    })
  })

  test('has no condition when nothing depends on the kind', () => {
    const plain = toModel(openApiWith({ a: text }, ['a']), overlayWith({ a: {} }))
    expect(toEntrySchema(plain)).toEqual({
      type: 'object',
      allOf: [{ $ref: 'defaults' }],
      required: ['a'],
    })
  })
})

describe('toCreateBodySchema', () => {
  test('is what the service documents: no second forms, no inner requirement, no limit it mends by itself', () => {
    expect(toCreateBodySchema(model).properties).toEqual({
      size: { type: 'integer' },
      count: { type: 'integer', minimum: 1 },
      ports: { type: 'string', maxLength: 5, allOf: [{ pattern: 'b' }] },
      pairs: {
        type: 'array',
        maxItems: 2,
        items: { type: 'object', properties: { key: text, value: text } },
      },
    })
  })

  test('ignores unknown keys', () => {
    expect(toCreateBodySchema(model)).not.toHaveProperty('additionalProperties')
  })
})
