import { describe, expect, test } from 'vitest'
import type { Silence } from '../../../../src/ledger/ledger-lock.ts'
import { ledgerNewsText } from '../../../../src/output/text/ledger-news-text.ts'

const HOLDER = {
  id: 'aaaaaaaaaaaa',
  user: 'ci',
  host: 'runner-7',
  pid: 12,
  command: 'apply',
  time: '2026-11-24T05:40:12.000Z',
  machine: undefined,
  boot: undefined,
  space: undefined,
  started: undefined,
}

const taken = (silence: Silence | undefined): string =>
  ledgerNewsText({ kind: 'lock-taken-over', from: { ...HOLDER, silence } })

const silent = (agesFrom: Silence['agesFrom']): Silence => ({
  ageMs: 61_500,
  agesFrom,
  saidAt: undefined,
  since: '2026-11-24T05:41:00.000Z',
})

describe('a takeover', () => {
  test.each([
    [undefined, 'that process is gone from this machine.'],
    [
      silent('its clock'),
      'it gave no sign of life for 61 s, since 2026-11-24 05:41:00 UTC, and may be asleep.',
    ],
    [
      silent('the first look'),
      'this run saw no new sign of life of it for 61 s, since 2026-11-24 05:41:00 UTC, and it may be asleep.',
    ],
  ])('says whose lock it was, where, and no more than what is known: %#', (silence, why) => {
    expect(taken(silence)).toContain(
      `The lock of "apply" of ci on runner-7, process 12, since 2026-11-24 05:40:12 UTC was taken over: ${why}`,
    )
    expect(taken(silence).includes('gone')).toBe(silence === undefined)
  })
})
