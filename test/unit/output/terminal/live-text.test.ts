import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countText, liveText } from '../../../../src/output/terminal/live-text.ts'
import { displayWidth, plain } from '../../../../src/output/terminal/terminal-text.ts'

describe('countText', () => {
  it('is as wide for the first entry as for the last, and nothing for the only one', () => {
    expect(countText({ nth: 3, of: 200 })).toBe('[  3/200] ')
    expect(countText({ nth: 200, of: 200 })).toBe('[200/200] ')
    expect(countText({ nth: 1, of: 1 })).toBe('')
  })
})

describe('liveText', () => {
  const trainer = { count: { nth: 3, of: 20 }, label: 'trainer', ms: 4300 }

  it('says which, what and how long', () => {
    expect(liveText(trainer, 80)).toBe('[ 3/20] trainer … 4 s')
    expect(liveText({ ...trainer, doing: 'trying again' }, 80)).toBe(
      '[ 3/20] trainer, trying again … 4 s',
    )
  })

  it('drops what is done before it cuts the name, and cuts wide characters as a whole', () => {
    expect(liveText({ ...trainer, doing: 'trying again' }, 30)).toBe('[ 3/20] trainer … 4 s')
    expect(liveText({ ...trainer, label: '中文训练机器' }, 24)).toBe('[ 3/20] 中文训练… … 4 s')
  })

  it('fits wherever the count and the time do', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).map(plain),
        fc.integer({ min: 24, max: 120 }),
        fc.integer({ min: 0, max: 3_000_000 }),
        fc.option(fc.constant('looking in the account'), { nil: undefined }),
        (label, width, ms, doing) => {
          const text = liveText({ ...trainer, label, ms, doing }, width)
          expect(displayWidth(text)).toBeLessThanOrEqual(width)
          expect(text).toMatch(/^\[ 3\/20\] .*… [\dhmins ]+$/u)
        },
      ),
    )
  })
})
