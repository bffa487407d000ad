import { describe, expect, it } from 'vitest'
import { durationText } from '../../../src/model/duration.ts'

describe('durationText', () => {
  it.each([
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [125, '2 min 5 s'],
    [3600, '1 h'],
    [86_399, '23 h 59 min'],
    [273_600, '3 d 4 h'],
  ])('says %d seconds in at most two units', (seconds, text) => {
    expect(durationText(seconds)).toBe(text)
  })
})
