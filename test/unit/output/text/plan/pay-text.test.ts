import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../../src/api/remote.ts'
import type { CreateBody } from '../../../../../src/definitions/instance-spec.ts'
import type { Life } from '../../../../../src/definitions/life.ts'
import type { OpenOperation } from '../../../../../src/ledger/state.ts'
import type { AllowWord } from '../../../../../src/model/allow-word.ts'
import { planJson } from '../../../../../src/output/json/plan-json.ts'
import { planMarkdown } from '../../../../../src/output/markdown/plan-markdown.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import { planText } from '../../../../../src/output/text/plan/plan-text.ts'
import type { PlanReport } from '../../../../../src/plan/priced-plan.ts'
import { type Catalog, unavailableCatalog } from '../../../../../src/pricing/catalog.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../../support/builders.ts'
import { aCatalog } from '../../../../support/catalog-of.ts'
import { openOperation } from '../../../../support/change-world.ts'
import { aPlanReport, listOf } from '../../../../support/plan-report.ts'
import { expectValid } from '../../../../support/schemas.ts'

interface Situation {
  readonly was?: CreateBody
  readonly is?: CreateBody
  readonly life?: Partial<Life>
  readonly remote?: Partial<RemoteInstance>
  readonly open?: OpenOperation
  readonly catalog?: Catalog
  readonly allow?: readonly AllowWord[]
}

function reportOf({
  was = {},
  is = was,
  life = {},
  remote = {},
  open,
  catalog = aCatalog(),
  allow = [],
}: Situation): PlanReport {
  const spec = aSpec('big', is, life)
  return aPlanReport([spec], {
    state: aState(entryOf(spec, [{ ...owned('i-1', aSpec('big', was)), open }])),
    remote: listOf(anInstance('i-1', 'big', remote)),
    catalog,
    allow: new Set(allow),
    service: 'api.ppinfra.com',
    commandLine: { flags: {}, args: ['fleet.yaml'] },
  })
}

const textOf = (situation: Situation): string =>
  [...planText(reportOf(situation), { style: styleOf(false), verbose: false })].join('')

const linesOf = (situation: Situation): readonly string[] => {
  const lines = textOf(situation).split('\n').slice(2)
  return lines.slice(0, lines.indexOf('')).map((line) => line.trim())
}

const seconds = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000

const MONTHLY = { month: 1, billingMode: 'monthly' }
const RENEWED: Situation = {
  was: MONTHLY,
  life: { paidUntil: seconds('2027-03-01') },
  remote: { billingMode: 'monthly', endsAt: seconds('2027-02-01') },
}
const SUBSCRIBED: Situation = { is: MONTHLY, remote: { billingMode: 'onDemand' } }
const NO_LIST = unavailableCatalog('no list', '2026-11-01T10:00:00.000Z')

const KEEP = 'to keep what is there: write it into the file'

describe('a renewal', () => {
  it('says for how long, until when and how much, that it cannot be undone, and its word', () => {
    const [title, ...details] = linesOf(RENEWED)
    expect(title).toContain(
      '~ big   i-1 is paid until 2027-02-01 00:00:00 UTC, and is to be paid until 2027-03-01 00:00:00 UTC',
    )
    expect(details).toEqual([
      'pays for 1 month more, from 2027-02-01 00:00:00 UTC to about 2027-03-01: 1,000.00 CNY by the list prices, charged at once; it cannot be undone',
      'waits for --allow pay, or for a person to agree',
      'for 1 month more: ppi-apply apply --allow pay fleet.yaml',
    ])
    expect(textOf(RENEWED)).toMatch(
      /^ {2}~ big {2}renew 1 month +– +– +– +1,000\.00 +cannot be undone$/m,
    )
  })

  it('says what it leaves to a further run', () => {
    expect(textOf({ ...RENEWED, life: { paidUntil: seconds('2028-10-01') } })).toContain(
      'cannot be undone; 8 months more are left to a further run, since one pays for 12 at most',
    )
    expect(textOf({ ...SUBSCRIBED, life: { paidUntil: seconds('2028-10-01') } })).toContain(
      'cannot be undone; it is to be paid until 2028-10-01 00:00:00 UTC, and what lacks of that then is left to a further run',
    )
  })

  it('does not know an amount that nobody told', () => {
    const text = textOf({ ...RENEWED, catalog: NO_LIST })
    expect(text).toContain(
      'from 2027-02-01 00:00:00 UTC to about 2027-03-01: an unknown amount (no list), charged at once; it cannot be undone',
    )
    expect(text).toMatch(/renew 1 month +– +– +– +unknown +no list; cannot be undone$/m)
    expect(planJson(reportOf({ ...RENEWED, catalog: NO_LIST }))).toMatchObject({
      money: { effects: { actions: [{ chargedNow: null, unknownBecause: 'no list' }] } },
    })
  })

  it('is the same in Markdown and in JSON', () => {
    expect(planMarkdown(reportOf(RENEWED))).toContain(
      '- pays for 1 month more, from `2027-02-01` `00:00:00` UTC to about `2027-03-01`: `1,000.00` CNY by the list prices',
    )
    const json = planJson(reportOf(RENEWED))
    expectValid('plan', json)
    expect(json).toMatchObject({
      actions: [
        {
          action: 'change',
          reasonCode: 'paid-too-short',
          waitsFor: 'pay',
          steps: [
            {
              operation: 'renew',
              months: 1,
              from: '2027-02-01T00:00:00.000Z',
              to: '2027-03-01T00:00:00.000Z',
            },
          ],
          price: { chargedNow: '1000.00' },
        },
      ],
      money: { effects: { actions: [{ operation: 'renew', chargedNow: '1000.00' }] } },
    })
  })

  it('is blocked where nothing is paid by the month', () => {
    const hourly = { life: RENEWED.life ?? {}, remote: { billingMode: 'onDemand' } }
    expect(textOf(hourly)).toContain(
      'i-1 is not paid by the month, and only what is can be renewed',
    )
    expect(linesOf(hourly).slice(-2)).toEqual([
      'to pay by the month: write billingMode: monthly and month into the file, then ppi-apply apply --allow pay fleet.yaml',
      'to go on as it is: take paidUntil, autoRenew and autoRenewMonth out of the file',
    ])
  })
})

describe('a change to months', () => {
  it('says what is paid from then on', () => {
    const [, ...details] = linesOf(SUBSCRIBED)
    expect(details).toEqual([
      'month        (unset) → 1  (in place)',
      'billingMode  (unset) → monthly  (in place)',
      'pays for 1 month in advance, and no longer by the hour: 1,000.00 CNY by the list prices, charged at once; it cannot be undone',
      'waits for --allow pay, or for a person to agree',
      'to do it: ppi-apply apply --allow pay fleet.yaml',
      KEEP,
    ])
    expect(textOf(SUBSCRIBED)).toMatch(
      /^ {2}~ big {2}pay 1 month +1\.99 +– +– +1,000\.00 +cannot be undone$/m,
    )
    const json = planJson(reportOf(SUBSCRIBED))
    expectValid('plan', json)
    expect(json).toMatchObject({
      actions: [
        { steps: [{ operation: 'subscribe', months: 1, fields: ['month', 'billingMode'] }] },
      ],
    })
  })

  it('says that nothing is charged where it is paid so already', () => {
    expect(linesOf({ ...SUBSCRIBED, remote: { billingMode: 'monthly' } })).toContain(
      'it is paid by the month already: nothing is sent, and nothing is charged',
    )
  })

  it('asks for how many months where no file says', () => {
    expect(linesOf({ ...SUBSCRIBED, is: { billingMode: 'monthly' } })).toContain(
      'to apply the file: write into the file for how many months (month), then ppi-apply apply --allow pay fleet.yaml',
    )
  })

  it('is one row with what else is done, and keeps its sum', () => {
    expect(textOf({ ...SUBSCRIBED, is: { ...MONTHLY, rootfsSize: 80 } })).toMatch(
      /^ {2}~ big {2}disk \+20 GB, pay 1 month +1\.99 +– +\S+ +1,000\.00 +.*cannot be undone$/m,
    )
  })
})

describe('an automatic renewal', () => {
  const remote = { billingMode: 'monthly' }

  it('says what is charged when, and that nobody can check it', () => {
    const on = { was: MONTHLY, is: { ...MONTHLY, autoRenew: true, autoRenewMonth: 3 }, remote }
    expect(linesOf(on)).toContain(
      'is renewed by itself from then on, for 3 months each time: each renewal is charged; the service does not let anybody check it',
    )
    expect(textOf(on)).toMatch(/^ {2}~ big {2}renewal on +– +– +– +–$/m)
    const json = planJson(reportOf(on))
    expectValid('plan', json)
    expect(json).toMatchObject({
      actions: [{ steps: [{ operation: 'auto-renew', to: true, months: 3 }] }],
    })
    const off = { was: { ...MONTHLY, autoRenew: true }, is: { ...MONTHLY, autoRenew: false } }
    expect(linesOf({ ...off, remote })).toContain(
      'is no longer renewed by itself; the service does not let anybody check it',
    )
  })
})

describe('a payment without an outcome', () => {
  it('says that it may have been charged, and the ways out', () => {
    const open = openOperation('renew')
    const [title, ...details] = linesOf({ ...RENEWED, open })
    expect(title).toContain('the renewal of i-1, begun ')
    expect(details.slice(-3)).toEqual([
      'look in the console whether it was charged: it is never sent a second time by itself',
      'the next run looks at it first, and goes on where that settles it: ppi-apply apply fleet.yaml',
      'to go on from what is there now: ppi-apply adopt big i-1 fleet.yaml',
    ])
  })
})
