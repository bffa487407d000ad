import { describe, expect, test } from 'vitest'
import { styleOf, wantsColor } from '../../../../src/output/terminal/style.ts'

const asked = (
  env: Record<string, string>,
  { isTTY = true, flag }: { isTTY?: boolean; flag?: boolean } = {},
) => wantsColor({ isTTY, env, flag })

describe('wantsColor', () => {
  test('follows the terminal when nobody says otherwise', () => {
    expect(asked({})).toBe(true)
    expect(asked({}, { isTTY: false })).toBe(false)
    expect(asked({ TERM: 'dumb' })).toBe(false)
    expect(asked({ TERM: 'xterm' }, { flag: true })).toBe(true)
  })

  test('lets --no-color win over all else', () => {
    expect(asked({ FORCE_COLOR: '1' }, { flag: false })).toBe(false)
  })

  test('lets --color win over the environment and the terminal', () => {
    expect(asked({ NO_COLOR: '1', TERM: 'dumb' }, { flag: true, isTTY: false })).toBe(true)
  })

  test('lets NO_COLOR win over FORCE_COLOR, unless it is empty', () => {
    expect(asked({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false)
    expect(asked({ NO_COLOR: '0' })).toBe(false)
    expect(asked({ NO_COLOR: '' })).toBe(true)
  })

  test('lets FORCE_COLOR win over the terminal, in both directions', () => {
    expect(asked({ FORCE_COLOR: '1', TERM: 'dumb' }, { isTTY: false })).toBe(true)
    expect(asked({ FORCE_COLOR: '0' })).toBe(false)
    expect(asked({ FORCE_COLOR: 'false' })).toBe(false)
    expect(asked({ FORCE_COLOR: '' }, { isTTY: false })).toBe(false)
  })

  test('does not take CI for a terminal', () => {
    expect(asked({ CI: '1' }, { isTTY: false })).toBe(false)
  })
})

describe('styleOf', () => {
  test('colours or leaves alone, whatever the environment of the process says', () => {
    expect(styleOf(true).red('x')).toBe('\u001b[31mx\u001b[39m')
    expect(styleOf(false).red('x')).toBe('x')
  })
})
