import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksSame, mask, Secret, type WithSecrets } from '../../../src/model/secret.ts'

/** Small values of few texts, so that equal ones are met often. */
const { value } = fc.letrec<{ value: WithSecrets }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<WithSecrets>('', 'a', '(secret)', 0, 1, true, null),
    fc.constantFrom('a', '(secret)').map((shown) => new Secret('planted', shown)),
    fc.array(tie('value'), { maxLength: 2 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', '1', '__proto__'), tie('value')), {
        selector: ([key]) => key,
        maxLength: 3,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
}))

describe('looksSame', () => {
  it('holds for exactly the values whose masked JSON is one text', () => {
    const text = (one: WithSecrets): string => JSON.stringify(mask(one))
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(looksSame(one, one)).toBe(true)
        expect(looksSame(one, other)).toBe(text(one) === text(other))
      }),
      { numRuns: 5_000 },
    )
  })

  it('passes over one member, wherever it stands', () => {
    expect(
      looksSame({ name: 'a', gpuNum: 1, kind: 'gpu' }, { gpuNum: 1, kind: 'gpu' }, 'name'),
    ).toBe(true)
    expect(looksSame({ gpuNum: 1, name: 'a' }, { name: 'b', gpuNum: 1 }, 'name')).toBe(true)
    expect(looksSame({ envs: { name: 'a' } }, { envs: { name: 'b' } }, 'name')).toBe(false)
  })
})
