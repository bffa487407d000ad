import { describe, expect, test } from 'vitest'
import { toModel } from '../../../schemas/generator/model.ts'
import { openApiWith, overlayWith } from './tiny-documents.ts'

const text = { type: 'string', description: 'A text.' }

describe('toModel', () => {
  test('keeps the order of the specification and puts a later field at its place', () => {
    const model = toModel(
      openApiWith({ a: text, b: text }),
      overlayWith({
        b: {},
        a: {},
        last: { generation: 'later', schema: text },
        between: { generation: 'later', schema: text, before: 'b' },
      }),
    )
    expect(model.fields.map((field) => [field.name, field.generation])).toEqual([
      ['a', 'reference'],
      ['between', 'later'],
      ['b', 'reference'],
      ['last', 'later'],
    ])
  })

  test('takes limits from the specification, and a lower length of 0 for no limit', () => {
    const [field] = toModel(
      openApiWith({ a: { ...text, minLength: 0, maxLength: 9 } }),
      overlayWith({ a: {} }),
    ).fields
    expect(field).toMatchObject({ type: 'string', maxLength: 9, description: 'A text.' })
    expect(field).not.toHaveProperty('minLength')
  })

  test('loosens what is required to the kind that needs it, and no further', () => {
    const model = toModel(
      openApiWith({ a: text, b: text, c: text }, ['a', 'b']),
      overlayWith({ a: { requiredFor: 'gpu' }, b: {}, c: {} }),
    )
    expect(model.fields.map((field) => field.required)).toEqual(['gpu', 'always', 'never'])
  })

  test('makes inner fields not empty unless they may be', () => {
    const list = { type: 'array', items: { type: 'object', properties: { k: text, v: text } } }
    const [field] = toModel(
      openApiWith({ a: list }),
      overlayWith({ a: { inner: { k: {}, v: { mayBeEmpty: true } } } }),
    ).fields
    expect(field?.inner.map((inner) => inner.minLength)).toEqual([1, undefined])
  })

  test('refuses a field that only one of the documents knows', () => {
    expect(() => toModel(openApiWith({ a: text }), overlayWith({}))).toThrow('a is missing')
    expect(() => toModel(openApiWith({}), overlayWith({ a: {} }))).toThrow(
      'a is not in the specification nor `generation: later`',
    )
  })

  test('refuses an inner field that the overlay does not know', () => {
    const list = { type: 'array', items: { type: 'object', properties: { k: text } } }
    expect(() => toModel(openApiWith({ a: list }), overlayWith({ a: {} }))).toThrow(
      'a[].k is missing',
    )
  })

  test('refuses a misspelled key of the overlay', () => {
    const misspelled = { changeNotes: 'x' } as object
    expect(() => toModel(openApiWith({ a: text }), overlayWith({ a: misspelled }))).toThrow(
      'a: changeNotes means nothing',
    )
  })

  test('refuses an operation that is not in the specification', () => {
    const overlay = { ...overlayWith({}), operation: 'other' }
    expect(() => toModel(openApiWith({}), overlay)).toThrow('other has no body')
  })
})
