import { describe, expect, it } from 'vitest'
import { durationText, meantDuration, parseDuration } from '../../../src/model/duration.ts'

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

describe('parseDuration', () => {
  it.each([
    ['45s', 45_000],
    ['5m', 300_000],
    ['8h', 28_800_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s', 93_784_000],
    ['90m', 5_400_000],
    ['90', 90_000],
    ['0', 0],
    ['0h0s', 0],
  ])('reads %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', 'soon', '-8h', '+8h', '8H', '8 h', ' 8h', '1.5h', '30m1h', '1h1h', 'h', '2w'])(
    'takes %j for no duration',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )
})

describe('meantDuration', () => {
  it.each([
    ['8 hours', '8h'],
    ['8H', '8h'],
    ['1.5h', '1h30m'],
    ['30m 1h', '1h30m'],
    ['2w', '14d'],
    ['90 secs', '1m30s'],
  ])('says of %j what to write', (text, meant) => {
    expect(meantDuration(text)).toBe(meant)
    expect(parseDuration(meant)).toBeDefined()
  })

  it.each(['', 'soon', '8', '-8h', '3 months', '1M', '1 M', '0.2s', '8.5.1h'])(
    'says nothing of %j',
    (text) => {
      expect(meantDuration(text)).toBeUndefined()
    },
  )
})
