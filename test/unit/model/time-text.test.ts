import { describe, expect, it } from 'vitest'
import { minuteText, timeText } from '../../../src/model/time-text.ts'

describe('timeText', () => {
  it.each([
    ['2026-11-24T05:40:12.345Z', '2026-11-24 05:40:12 UTC'],
    ['2026-11-24T05:40:12+08:00', '2026-11-23 21:40:12 UTC'],
    ['once upon a time', 'once upon a time'],
    ['', ''],
  ])('says %s as %s', (iso, text) => {
    expect(timeText(iso)).toBe(text)
  })

  it('can leave the seconds out', () => {
    expect(minuteText('2026-11-24T05:40:12.345Z')).toBe('2026-11-24 05:40 UTC')
  })
})
