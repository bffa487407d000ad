import { afterEach, describe, expect, it, vi } from 'vitest'
import { liveLine, wantsLiveLine } from '../../../../src/cli/talk/progress-line.ts'
import { screenOf } from '../../../support/screen.ts'

/** A terminal in memory that says when something was written to it. */
function terminalOf(columns: number) {
  const writes: string[] = []
  let tell: () => void = () => {}
  return {
    columns,
    writes,
    screen: () => screenOf(writes.join('')),
    write(text: string) {
      writes.push(text)
      tell()
    },
    written: () =>
      new Promise<void>((resolve) => {
        tell = resolve
      }),
  }
}

describe('liveLine', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('draws only after a moment, over itself, and is gone when it is hidden', () => {
    vi.useFakeTimers()
    const terminal = terminalOf(80)
    const line = liveLine(terminal)
    let words = 'one and more'
    line.show(() => words)
    vi.advanceTimersByTime(250)
    expect(terminal.writes).toEqual([])
    vi.advanceTimersByTime(100)
    expect(terminal.screen()).toEqual(['one and more'])
    words = 'two'
    vi.advanceTimersByTime(100)
    expect(terminal.screen()).toEqual(['two'])
    line.hide()
    expect(terminal.screen()).toEqual([''])
  })

  it('makes way for what is printed, and stands below it again', async () => {
    const terminal = terminalOf(80)
    const line = liveLine(terminal)
    line.show(() => 'working')
    await terminal.written()
    line.makeWay('a line\n')
    terminal.write('a line\n')
    await terminal.written()
    expect(terminal.screen()).toEqual(['a line', 'working'])
    line.hide()
  })

  it('does not draw behind a text whose line is not ended', async () => {
    const terminal = terminalOf(80)
    const line = liveLine(terminal)
    line.show(() => 'working')
    await terminal.written()
    line.makeWay('half')
    terminal.write('half')
    line.show(() => 'something else')
    line.makeWay(' a line\n')
    terminal.write(' a line\n')
    await terminal.written()
    expect(terminal.screen()).toEqual(['half a line', 'something else'])
    line.hide()
  })

  it.each([
    [20, 18],
    [1, 1],
    // Not known.
    [0, 78],
  ])('fits into %i columns', async (columns, cells) => {
    const terminal = terminalOf(columns)
    const line = liveLine(terminal)
    line.show(() => 'x'.repeat(200))
    await terminal.written()
    expect(terminal.screen()[0]).toHaveLength(cells)
    line.hide()
  })
})

describe('wantsLiveLine', () => {
  const watched = { isTTY: true, env: { TERM: 'xterm' }, quiet: false, format: undefined }

  it('is only for somebody who watches', () => {
    expect(wantsLiveLine(watched)).toBe(true)
    expect(wantsLiveLine({ ...watched, format: 'text' })).toBe(true)
    expect(wantsLiveLine({ ...watched, isTTY: false })).toBe(false)
    expect(wantsLiveLine({ ...watched, quiet: true })).toBe(false)
    expect(wantsLiveLine({ ...watched, format: 'json' })).toBe(false)
    expect(wantsLiveLine({ ...watched, env: { TERM: 'dumb' } })).toBe(false)
    expect(wantsLiveLine({ ...watched, env: { TERM: 'xterm', CI: 'true' } })).toBe(false)
  })
})
