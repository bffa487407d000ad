import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { styleOf } from '../../../../src/output/terminal/style.ts'
import { displayWidth } from '../../../../src/output/terminal/terminal-text.ts'
import { wrapTo } from '../../../../src/output/terminal/wrap-text.ts'

describe('wrapTo', () => {
  it('breaks between words and goes on indented', () => {
    expect(wrapTo('  one two three four\nnext', 14)).toBe('  one two\n   three four\nnext')
  })

  it('counts cells, not characters, and no colours', () => {
    expect(wrapTo('训练机器 推理 worker', 14)).toBe('训练机器 推理\n  worker')
    const { red } = styleOf(true)
    expect(wrapTo(red('one two three'), 13)).toBe(red('one two three'))
  })

  it('leaves whole what is copied, and everything where there is no limit', () => {
    const command = 'Apply exactly this: ppi-apply apply fleet.yaml --plan-id 000792-4f53cd'
    const ssh = '  ssh  ssh -p 2022 root@proxy.example.com  user root'
    expect(wrapTo(`${command}\n${ssh}`, 30)).toBe(`${command}\n${ssh}`)
    expect(wrapTo('a long line of many words', undefined)).toBe('a long line of many words')
  })

  it('loses no word, and makes no line too wide that it can help', () => {
    const words = fc.array(fc.stringMatching(/^[a-z中文]{1,9}$/), { minLength: 1 })
    fc.assert(
      fc.property(words, fc.integer({ min: 30, max: 60 }), (list, width) => {
        const wrapped = wrapTo(`  ${list.join(' ')}`, width)
        expect(wrapped.split(/\s+/).filter((word) => word !== '')).toEqual(list)
        for (const line of wrapped.split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width)
        }
      }),
    )
  })
})
