import { describe, expect, it } from 'vitest'
import { unmet, type Wished } from '../../chaos/judge/wishes.ts'
import { settingsOf } from '../../chaos/service/settings.ts'
import type { Truth } from '../../chaos/service/truth.ts'
import { type Entry, plainEntry } from '../../chaos/story/entry.ts'
import { aState } from '../../support/builders.ts'
import { aTruth } from '../../support/chaos-truth.ts'

const STARTED = 10_000

const entry = plainEntry('a')

const anInstance = (id: string, more: Partial<Truth> = {}): Truth =>
  aTruth(id, settingsOf(entry, 'token'), more)

/** What an apply of one entry left unmet; `past` tells what an instance was before it was as it is now. */
function unmetOf(
  truth: readonly Truth[],
  past: Readonly<Record<string, Truth>> = {},
  more: Partial<Entry> = {},
) {
  const wished: Wished = {
    order: { order: 'apply', prune: false, allow: [], only: undefined },
    entries: [{ ...entry, ...more }],
    truth,
    before: aState(),
    after: aState(),
    startedAt: STARTED,
    endedAt: STARTED + 1000,
    shown: new Map(),
    between: (id) =>
      [past[id], truth.find((each) => each.id === id)].filter((each) => each !== undefined),
    token: 'token',
    troubles: [],
  }
  return unmet(wished).map(({ what, wasMet, isMadeBeside = false }) => ({
    what,
    wasMet,
    isMadeBeside,
  }))
}

describe('what an apply left unmet', () => {
  it('is nothing where one of the name runs', () => {
    expect(unmetOf([anInstance('1')])).toEqual([])
  })

  it('was met where others took the instance away in the middle of it', () => {
    const gone = anInstance('1', { isLeaving: true })
    const found = { what: '"a" lives 0 times: ', isMadeBeside: false }
    expect(unmetOf([gone], { 1: anInstance('1') })).toEqual([{ ...found, wasMet: true }])
    expect(unmetOf([gone])).toEqual([{ ...found, wasMet: false }])
  })

  it('was met where others made one of the name meanwhile, and not where that was there before', () => {
    const stranger = { askedName: undefined }
    const found = { what: '"a" lives 2 times: 1, 2' }
    const meanwhile = anInstance('2', { ...stranger, createdAt: STARTED + 1 })
    expect(unmetOf([anInstance('1'), meanwhile])).toEqual([
      { ...found, wasMet: true, isMadeBeside: true },
    ])
    expect(unmetOf([anInstance('1'), anInstance('2', stranger)])).toEqual([
      { ...found, wasMet: false, isMadeBeside: false },
    ])
    const other = anInstance('2', { ...stranger, name: 'b' })
    expect(unmetOf([anInstance('1'), anInstance('2', stranger)], { 2: other })).toEqual([
      { ...found, wasMet: true, isMadeBeside: false },
    ])
  })

  it('was not met where the program made both, or one beside what was there', () => {
    const made = { createdAt: STARTED + 1 }
    expect(unmetOf([anInstance('1', made), anInstance('2', made)])).toMatchObject([
      { wasMet: false, isMadeBeside: true },
    ])
    expect(
      unmetOf([anInstance('1', made), anInstance('2', { askedName: undefined })]),
    ).toMatchObject([{ wasMet: false, isMadeBeside: true }])
  })

  it('was met where others started what had been stopped', () => {
    const found = { what: '1 of "a" is to be stopped, and is running', isMadeBeside: false }
    const wanted = { desiredStatus: 'stopped' } as const
    const stopped = anInstance('1', { status: 'exited' })
    expect(unmetOf([anInstance('1')], { 1: stopped }, wanted)).toEqual([{ ...found, wasMet: true }])
    expect(unmetOf([anInstance('1')], {}, wanted)).toEqual([{ ...found, wasMet: false }])
  })

  it('was never met where the time of an instance was over', () => {
    expect(unmetOf([anInstance('1')], {}, { expires: 'past' })).toEqual([
      { what: '1 of "a" is to be over, and is running', wasMet: false, isMadeBeside: false },
    ])
  })
})
