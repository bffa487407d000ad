import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

const storages = (...items: string[]): string =>
  exampleFile({ networkStorages: `[${items.map((item) => `{ ${item} }`).join(', ')}]` })

describe('networkStorages', () => {
  it('are sent with the capital I of the API', () => {
    expect(bodiesOf(storages('Id: s-1, mountPoint: /data'))).toMatchObject([
      { networkStorages: [{ Id: 's-1', mountPoint: '/data' }] },
    ])
  })

  it.each([
    ['Id: s-1', 'missing-key «{ Id: s-1 }»'],
    ['Id: "", mountPoint: /data', 'text-empty «""»'],
    ['Id: 5, mountPoint: /data', 'unquoted-text «5»'],
    ['Id: s-1, mountPoint: data', 'mount-point-relative «data»'],
    ['Id: s-1, mountPoint: ""', 'text-empty «""»'],
    ['id: s-1, mountPoint: /data', 'unknown-key «id»'],
    ['Id: s-1, mountPath: /data', 'unknown-key «mountPath»'],
  ])('refuse { %s }', (item, finding) => {
    expect(findsIn(storages(item))).toEqual([finding])
  })

  it('tell the spelling of Id', () => {
    expect(wordsOf(storages('id: s-1, mountPoint: /data'))).toBe(
      '`id` is an unknown key in `networkStorages[0]` | did you mean `networkStorages[].Id`?',
    )
  })

  it('share no mount point, however it is written', () => {
    expect(findsIn(storages('Id: a, mountPoint: /data', 'Id: b, mountPoint: //data/'))).toEqual([
      'mount-point-duplicate «//data/»',
    ])
    expect(findsIn(storages('Id: a, mountPoint: /data', 'Id: b, mountPoint: /data2'))).toEqual([])
  })

  it('are 30 at most', () => {
    const items = (count: number) =>
      Array.from({ length: count }, (_, index) => `Id: s, mountPoint: /m${index}`)
    expect(findsIn(storages(...items(30)))).toEqual([])
    expect(findsIn(storages(...items(31)))).toHaveLength(1)
  })
})
