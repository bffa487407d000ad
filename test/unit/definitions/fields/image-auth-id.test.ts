import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn } from '../../../support/fleet-of.ts'

describe('imageAuthId', () => {
  it('is a text, which is no secret', () => {
    expect(bodiesOf(exampleFile({ imageAuthId: '${ID}' }), { ID: 'a-1' })).toMatchObject([
      { imageAuthId: 'a-1' },
    ])
    expect(findsIn(exampleFile({ imageAuthId: '17' }))).toEqual(['unquoted-text «17»'])
  })

  it('is not allowed together with imageAuth', () => {
    expect(findsIn(exampleFile({ imageAuthId: 'a-1', imageAuth: 'u:p' }))).toEqual([
      'image-auth-twice «a-1»',
    ])
  })
})
