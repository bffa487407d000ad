import { describe, expect, it } from 'vitest'
import { untold } from '../../chaos/judge/check-told.ts'
import { settingsOf } from '../../chaos/service/settings.ts'
import type { Truth } from '../../chaos/service/truth.ts'
import { plainEntry } from '../../chaos/story/entry.ts'
import { aTruth } from '../../support/chaos-truth.ts'

const ENTRY = plainEntry('a')

const instance = (id: string, more: Partial<Truth> = {}): Truth =>
  aTruth(id, { ...settingsOf(ENTRY, 't'), disk: 80 }, more)

const told = (
  action: object,
  entry = ENTRY,
  truth: readonly Truth[] = [instance('1')],
  adopted: readonly string[] = [],
) =>
  untold(`words\n${JSON.stringify({ actions: [{ name: 'a', ...action }] }, undefined, 2)}\n`, {
    entries: [entry],
    truth,
    token: 't',
    adopted: new Set(adopted),
  })

describe('what a plan does not tell', () => {
  it('is a field in which an instance is not as the file says', () => {
    expect(told({ action: 'no-op' })).toEqual([
      '1 has another rootfsSize than the file, and the plan says no-op',
    ])
    expect(told({ action: 'change', changes: [{ field: 'rootfsSize' }] })).toEqual([])
    expect(told({ action: 'no-op', drift: [{ field: 'rootfsSize' }] })).toEqual([])
    expect(told({ action: 'in-doubt' })).toEqual([])
  })

  it('is what counts as changed by others, where it was recorded just now', () => {
    const drifted = { action: 'no-op', drift: [{ field: 'rootfsSize' }] }
    expect(told(drifted, ENTRY, [instance('1')], ['a'])).toHaveLength(1)
    const changed = { action: 'change', changes: [{ field: 'rootfsSize' }] }
    expect(told(changed, ENTRY, [instance('1')], ['a'])).toEqual([])
  })

  it('is what is to be paid in advance', () => {
    const change = { action: 'change', changes: [{ field: 'rootfsSize' }] }
    expect(told(change, { ...ENTRY, prepaid: true })).toHaveLength(1)
    const paid = [instance('1', { isPrepaid: true })]
    expect(told(change, { ...ENTRY, prepaid: true }, paid)).toEqual([])
  })

  it('is an instance beside another one', () => {
    const two = [instance('1'), instance('2')]
    expect(told({ action: 'conflict', ids: ['1', '2'] }, ENTRY, two)).toEqual([])
    expect(told({ action: 'conflict', ids: ['1'] }, ENTRY, two)).toHaveLength(1)
  })
})
