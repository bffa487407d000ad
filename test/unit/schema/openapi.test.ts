import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const document: unknown = parse(readFileSync('schemas/openapi.yaml', 'utf8'))

/** Every value of this key, anywhere in a value. */
function valuesOf(key: string, value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...valuesOf(key, inner),
  ])
}

const at = (path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string, unknown>>)?.[key],
    document,
  )

describe('schemas/openapi.yaml', () => {
  test('has no reference that leads nowhere', () => {
    const refs = valuesOf('$ref', document)
    expect(refs.length).toBeGreaterThan(0)
    for (const ref of refs) expect(at(String(ref).split('/').slice(1)), String(ref)).toBeDefined()
  })

  test('says of each operation whether it is documented or observed, and marks nothing otherwise', () => {
    const paths = at(['paths']) as Readonly<Record<string, Readonly<Record<string, object>>>>
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    for (const operation of operations) expect(operation).toHaveProperty('x-source')
    expect(new Set(valuesOf('x-source', document))).toEqual(new Set(['documented', 'observed']))
  })

  test('requires of a create body what the reference page marks as required', () => {
    expect(at(['components', 'schemas', 'CreateInstanceRequest', 'required'])).toEqual([
      ...['productId', 'gpuNum', 'rootfsSize', 'imageUrl', 'kind'],
    ])
  })
})
