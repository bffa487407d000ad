import { describe, expect, it } from 'vitest'
import { toState } from '../../../src/ledger/state.ts'
import { checkCreate } from '../../chaos/judge/check-create.ts'
import { settingsOf } from '../../chaos/service/settings.ts'
import { type Entry, plainEntry } from '../../chaos/story/entry.ts'
import { aTruth } from '../../support/chaos-truth.ts'
import { id, key, settled } from '../../support/ledger-records.ts'

const BRIEF = { ...plainEntry('a'), expires: 'soon' } as const

/** Made at the beginning of time, and gone. */
const GONE = aTruth('i1', settingsOf(BRIEF, 't'), { status: undefined, isLeaving: true })

const judged = (because: 'expired' | 'destroy', entry: Entry = BRIEF) => {
  const records = [settled({ key: key('a'), id: id('i1'), because, end: 'gone' })]
  const call = { name: 'a', hasListed: true, isAgreed: true, entries: [entry], at: 5_000 }
  return checkCreate(call, { records, state: toState(records), open: [], truth: [GONE] })
}

describe('a create of what was reaped', () => {
  it('is one too many while the entry is as it was', () => {
    expect(judged('expired').map(({ what }) => what)).toEqual([
      '"a" was made again after its time was over',
    ])
  })

  it('is right where its time moved, or somebody ended it', () => {
    expect(judged('expired', { ...plainEntry('a'), expires: 'far' })).toEqual([])
    expect(judged('expired', plainEntry('a'))).toEqual([])
    expect(judged('destroy')).toEqual([])
  })
})
