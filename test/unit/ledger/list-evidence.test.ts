import { describe, expect, test } from 'vitest'
import { hasSeenList } from '../../../src/ledger/list-evidence.ts'
import { adopted, created, forgotten, intent, opened } from '../../support/ledger-records.ts'

describe('a ledger tells that its account was listed', () => {
  test.each([
    ['an intent that saw no instance of its name', intent({ seen: [] })],
    ['an intent of an unnamed entry that was listed', intent({ seen: undefined, listed: true })],
    ['an instance found in the account', created({ how: 'found' })],
    ['an adoption of what the account showed', adopted({ listed: true })],
  ])('by %s', (_what, entry) => {
    expect(hasSeenList([opened(), entry])).toBe(true)
  })

  test.each([
    ['nothing', opened()],
    ['an intent that could not look', intent({ seen: undefined })],
    ['an answered create', created({ how: 'answered' })],
    ['an adoption by hand', adopted()],
    ['what was forgotten', forgotten()],
  ])('not by %s', (_what, entry) => {
    expect(hasSeenList([opened(), entry])).toBe(false)
  })
})
