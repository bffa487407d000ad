import { describe, expect, test } from 'vitest'
import type { Silence } from '../../../../src/ledger/ledger-lock.ts'
import { ledgerNewsText } from '../../../../src/output/text/ledger-news-text.ts'
import { id, key } from '../../../support/ledger-records.ts'

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

describe('an emergency file', () => {
  const path = '/p/.ppi-apply/x.ledger.jsonl.rescued-1'

  test('is named with what was taken from it', () => {
    const outcome = { type: 'created', key: key('web') } as const
    expect(ledgerNewsText({ kind: 'rescued', path, ids: [id('i1')], outcomes: [outcome] })).toBe(
      `Took i1 into the ledger from the emergency file ${path}: created web.`,
    )
    expect(
      ledgerNewsText({
        kind: 'rescued',
        path,
        ids: [],
        outcomes: [{ ...outcome, type: 'rejected' }],
      }),
    ).toBe(`Took what it tells into the ledger from the emergency file ${path}: rejected web.`)
  })

  test.each([
    ['no-seal', 'no run with this API key wrote it for this ledger, so anybody may have.'],
    ['not-an-outcome', 'it does not say how an attempt of this ledger ended.'],
  ] as const)('is left with the reason: %s', (why, words) => {
    const said = ledgerNewsText({ kind: 'rescued-left', path, why })
    expect(said).toContain(`The emergency file ${path} was left where it is, and does not count: `)
    expect(said).toContain(words)
  })
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
