import { describe, expect, it } from 'vitest'
import { locate, locationAt, nodeAt } from '../../../../src/definitions/yaml/locate.ts'
import type { Span } from '../../../../src/model/location.ts'
import { documentIn } from '../../../support/parsed.ts'

const TEXT = `x-base: &base { gpuNum: 1, envs: [{ key: A }] }
defaults: *base
instances:
  - <<: *base
    name: trainer
    a/b~c: 2
    "010": 3
`
const document = documentIn(TEXT)
const cut = ({ start, end }: Span): string => TEXT.slice(start, end)

describe('locate', () => {
  it.each([
    ['/instances/0/name', 'trainer', 'name'],
    ['/instances/0/a~1b~0c', '2', 'a/b~c'],
    ['/instances/0/010', '3', '"010"'],
    ['/instances/0/gpuNum', '1', 'gpuNum'],
    ['/defaults/gpuNum', '1', 'gpuNum'],
    ['/defaults/envs/0/key', 'A', 'key'],
  ])('finds the value and the key of %s through aliases and merges', (pointer, value, key) => {
    const found = locate(document, pointer)
    expect(found.pointer).toBe(pointer)
    expect(cut(found.value)).toBe(value)
    expect(found.key === undefined ? undefined : cut(found.key)).toBe(key)
  })

  it.each([
    ['/instances/0/month', '/instances/0'],
    ['/instances/7', '/instances'],
    ['/instances/00', '/instances'],
    ['/instances/-', '/instances'],
    ['/instances/0/name/length', '/instances/0/name'],
    ['/nothing/at/all', ''],
  ])('finds for %s the nearest that exists, %s', (pointer, ancestor) => {
    expect(locate(document, pointer).pointer).toBe(ancestor)
  })

  it('takes names of JavaScript for ordinary keys', () => {
    expect(locate(document, '/constructor').pointer).toBe('')
    expect(locate(document, '/__proto__').pointer).toBe('')
  })
})

describe('nodeAt', () => {
  it('gives the node itself, or nothing', () => {
    expect(nodeAt(document.root, '/instances/0/name')).toMatchObject({ value: 'trainer' })
    expect(nodeAt(document.root, '/instances/0/month')).toBeUndefined()
    expect(nodeAt(document.root, '')).toBe(document.root)
  })
})

describe('locationAt', () => {
  it('points at the value or at the key', () => {
    expect(cut(locationAt(document, '/instances/0/name').span)).toBe('trainer')
    expect(cut(locationAt(document, '/instances/0/name', 'key').span)).toBe('name')
  })

  it('keeps the pointer that was asked for', () => {
    expect(locationAt(document, '/instances/0/month').pointer).toBe('/instances/0/month')
  })
})
