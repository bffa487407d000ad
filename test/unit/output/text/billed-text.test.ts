import { describe, expect, it } from 'vitest'
import { billedJson } from '../../../../src/output/json/money-json.ts'
import { billedText } from '../../../../src/output/text/billed-text.ts'
import type { Billed } from '../../../../src/pricing/billed.ts'

const billed = (fields: Partial<Billed>): Billed => ({
  currency: { code: 'CNY', pretended: false },
  instances: 0,
  hourly: { price: 0, known: 0, unknown: 0 },
  stopped: 0,
  takenBack: 0,
  prepaid: 0,
  unseen: 0,
  inDoubt: 0,
  ...fields,
})

describe('what is billed, as a sentence', () => {
  it.each([
    [{}, 'Billed now: nothing that the ledger holds.'],
    [
      { instances: 3, stopped: 1, hourly: { price: 597_000, known: 3, unknown: 1 } },
      'Billed now: 3 instances, 5.97 CNY an hour; 1 stopped goes on paying for its disk.',
    ],
    [
      { instances: 2, hourly: { price: 199_000, known: 1, unknown: 1 } },
      'Billed now: 2 instances, 1.99 CNY an hour and 1 unknown.',
    ],
    [
      { instances: 1, hourly: { price: 0, known: 0, unknown: 1 } },
      'Billed now: 1 instance, price unknown.',
    ],
    [
      { stopped: 2, hourly: { price: 0, known: 0, unknown: 2 } },
      'Billed now: 2 stopped instances go on paying for their disks.',
    ],
    [
      { takenBack: 1, hourly: { price: 0, known: 0, unknown: 1 } },
      'Billed now: 1 taken back by the platform, at an unknown cost.',
    ],
    [{ instances: 1, prepaid: 1 }, 'Billed now: 1 instance, 1 paid in advance.'],
    [
      { instances: 2, unseen: 1, inDoubt: 1, hourly: { price: 398_000, known: 2, unknown: 0 } },
      'Billed now: 2 instances, 3.98 CNY an hour, 1 not seen in the account; 1 in doubt may be one more.',
    ],
    [
      { instances: 2, unseen: 2, hourly: { price: 398_000, known: 2, unknown: 0 } },
      'Billed now: not known: 2 instances, 3.98 CNY an hour, not seen in the account.',
    ],
    [
      {
        currency: { code: 'CNY', pretended: true },
        instances: 1,
        hourly: { price: 199_000, known: 1, unknown: 0 },
      },
      'Billed now in the sandbox, where nobody pays: 1 instance, 1.99 CNY an hour.',
    ],
  ] as const)('tells %j', (fields, sentence) => {
    expect(billedText(billed(fields))).toBe(sentence)
  })
})

describe('what is billed, as JSON', () => {
  it('has amounts as decimal strings, and null where nothing is known', () => {
    expect(
      billedJson(billed({ instances: 2, hourly: { price: 199_000, known: 1, unknown: 1 } })),
    ).toMatchObject({ currency: 'CNY', instances: 2, hourly: { known: '1.99', unknown: 1 } })
    expect(
      billedJson(billed({ stopped: 1, hourly: { price: 0, known: 0, unknown: 1 } })),
    ).toMatchObject({ stopped: 1, hourly: { known: null, unknown: 1 } })
  })
})
