import { describe, expect, it } from 'vitest'
import { expiresAt } from '../../../src/definitions/life.ts'

describe('expiresAt', () => {
  it('is the point in time whenever the instance was created', () => {
    expect(expiresAt({ kind: 'at', at: 5_000, text: '…' }, 1_000)).toBe(5_000)
    expect(expiresAt({ kind: 'at', at: 5_000, text: '…' }, 9_000)).toBe(5_000)
  })

  it('counts a duration from the creation', () => {
    expect(expiresAt({ kind: 'after', ms: 5_000, text: '5s' }, 1_000)).toBe(6_000)
  })
})
