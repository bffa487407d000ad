import { describe, expect, it } from 'vitest'
import type { ChangeTask } from '../../../../src/apply/event.ts'
import { type ApplyResult, type Done, toResult } from '../../../../src/apply/result.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import { styleOf } from '../../../../src/output/terminal/style.ts'
import { resultText } from '../../../../src/output/text/result-text.ts'
import { unavailableCatalog } from '../../../../src/pricing/catalog.ts'
import { quoteAll } from '../../../../src/pricing/quote.ts'
import { aCreation, anInstance, aSpec } from '../../../support/builders.ts'
import {
  aDeletion,
  aFinish,
  aSwitch,
  payments,
  stepsInPlace,
} from '../../../support/change-tasks.ts'

const NOTHING = toResult([], [])

const money = quoteAll([], unavailableCatalog('none', '2026-11-01T10:00:00.000Z'), 'api.ppio.com')

const costs = new Map([
  [
    'i1' as InstanceId,
    { rate: { kind: 'hourly', price: 1.99, from: 'ledger' } as const, age: 7200, soFar: 3.98 },
  ],
])

const textOf = (
  result: Partial<ApplyResult>,
  also: Partial<Parameters<typeof resultText>[2]> = {},
) =>
  resultText({ ...NOTHING, ...result }, [], {
    style: styleOf(false),
    plan: { money, costs, now: Date.UTC(2026, 10, 28, 8) },
    billed: undefined,
    commandLine: { flags: {}, args: [] },
    ...also,
  })

const done = (
  task: ChangeTask,
  fields: Partial<{
    how: 'answered' | 'seen' | 'was-so'
    isThere: boolean
    unrecorded: { reason: string; rescue: string | undefined }
  }> = {},
): Done => ({
  ...task,
  id: task.action.owned.id,
  how: 'answered',
  isThere: true,
  elapsedMs: 1,
  unrecorded: undefined,
  ...fields,
})

const refusal = (reason: string) => ({
  status: 400,
  reason,
  message: 'no',
  advice: undefined,
  requestId: 'req-1',
})

describe('the end of a run that destroyed', () => {
  it('says what is gone, what it cost, and what the next apply makes again', () => {
    const text = textOf({
      done: [
        done(aDeletion('web', 'i1', aSpec('web'))),
        done(aDeletion('old', 'i2'), { how: 'was-so' }),
      ],
    })
    expect(text).toContain(
      'Destroyed and seen gone:\n  web  i1  1.99 CNY an hour, about 3.98 CNY in the 2 h since it was created\n  old  i2  was gone already\n',
    )
    expect(text).toContain('web is still defined at fleet.yaml:1:1: the next apply makes it again')
    expect(text).not.toContain('old is still defined')
    expect(text).toContain('2 destroyed, 0 in doubt')
    expect(text).not.toContain('created, ')
    expect(text).not.toContain('To go on')
  })

  it('keeps apart what is not gone, what was refused, what was left alone and what is not known', () => {
    const text = textOf({
      rejected: [{ ...aDeletion('kept', 'i3'), refusal: refusal('CONFLICT') }],
      notSent: [{ ...aDeletion('safe', 'i4'), reason: { code: 'unknown-to-service' } }],
      inDoubt: [
        {
          ...aDeletion('slow', 'i5'),
          reason: { code: 'still-leaving', id: 'i5' as InstanceId, status: 'removing' },
          candidates: [],
          requestId: undefined,
        },
        {
          ...aDeletion('dark', 'i6'),
          reason: { code: 'run-ended-during-call' },
          candidates: [],
          requestId: undefined,
        },
      ],
    })
    expect(text).toContain(
      'Accepted, not gone yet: still billed as far as anybody can see:\n  slow  i5 is removing\n',
    )
    expect(text).toContain(
      'Refused, and still billed:\n  kept (i3)  HTTP 400: CONFLICT: no\n    request req-1\n',
    )
    expect(text).toContain(
      'Left alone, and still billed:\n  safe (i4)  the service does not know it any more\n',
    )
    expect(text).toContain('Not known whether it was destroyed: it may still be billed.')
    expect(text).toContain('  dark (i6)  the run ended during the call\n')
    expect(text).toMatch(/if it is to stay: .*adopt dark i6/)
    expect(text).toContain('0 destroyed, 1 not destroyed yet, 2 not destroyed, 1 in doubt')
    expect(text).toContain('it looks first, and sends only what is not done yet')
    expect(text).not.toContain('Not created')
    expect(text).not.toContain('In doubt: it may exist')
  })

  it('says that the ledger could not take it, and what comes of that', () => {
    const lost = (rescue: string | undefined) =>
      textOf({
        done: [done(aDeletion('web', 'i1'), { unrecorded: { reason: 'disk full', rescue } })],
      })
    expect(lost(undefined)).toContain(
      'web (i1) destroyed, seen gone, but the ledger could not take it:\n  disk full\n  the next run looks at the instance, and records it then',
    )
    expect(lost('/tmp/rescued')).toContain('it is kept in /tmp/rescued')
  })

  it('names the first of many that a file still has, and counts the rest', () => {
    const text = textOf({
      done: Array.from({ length: 12 }, (_, nth) =>
        done(aDeletion(`w${nth}`, `i${nth}`, aSpec(`w${nth}`))),
      ),
    })
    expect(text.match(/is still defined/g)).toHaveLength(10)
    expect(text).toContain('and so are 2 more')
  })
})

describe('the end of a run that started and stopped', () => {
  it('says what a stopped instance goes on paying, and what one that runs costs', () => {
    const text = textOf({
      done: [
        done(aSwitch('stop', 'db', 'i1')),
        done(aSwitch('stop', 'job', 'i2'), { isThere: false }),
        done(aSwitch('start', 'web', 'i3'), { how: 'was-so' }),
      ],
    })
    expect(text).toMatch(
      /Stopped\. .*disk, how much is not in the price list.*GPU may be taken.*:\n {2}db {2}i1 {2}1\.99 CNY an hour while it ran\n/,
    )
    expect(text).toContain(
      'Accepted, not stopped yet: billed by the hour until it is:\n  job  i2\n',
    )
    expect(text).toContain('Started, and billed by the hour from now on:\n  web  i3  ran already\n')
    expect(text).toContain('1 started, 1 stopped, 1 not stopped yet, 0 in doubt')
  })

  it('says of what is paid in advance that neither changes the bill', () => {
    const monthly = (task: ReturnType<typeof aSwitch>) => ({
      ...task,
      action: { ...task.action, remote: anInstance('i1', 'm', { billingMode: 'monthly' }) },
    })
    const [start, stop] = [
      monthly(aSwitch('start', 'm', 'i1')),
      monthly(aSwitch('stop', 'm', 'i1')),
    ]
    const text = [
      textOf({ done: [done(start)] }),
      textOf({ done: [done(stop)] }),
      textOf({ done: [done(stop, { isThere: false })] }),
      textOf({ rejected: [{ ...stop, refusal: refusal('CONFLICT') }] }),
      textOf({ skipped: [stop] }),
    ].join('')
    expect(text).not.toContain('by the hour')
    expect(text).not.toContain('goes on paying for its disk')
    expect(text).toContain('Started; paid in advance, so it costs nothing more:\n  m')
    expect(text).toContain('Stopped, which saves nothing:')
    expect(text).toContain('Not stopped; paid in advance: m')
  })

  it.each([undefined, 'onDemand'])(
    'names the end and the console where the service releases nothing that it shows as %s',
    (billingMode) => {
      const task = aDeletion('m', 'i1', aSpec('m'))
      const endsAt = Date.UTC(2026, 11, 24) / 1000
      const remote = anInstance('i1', 'm', { endsAt, billingMode })
      const action = { ...task.action, remote }
      const refused = refusal('PREPAID_INSTANCE_NOT_SUPPORT_RELEASE')
      const text = textOf({ rejected: [{ ...task, action, refusal: refused }] })
      const end = 'to pay no more after 2026-12-24 00:00:00 UTC'
      expect(text).toContain(`${end}: switch its auto-renew off in the console`)
      expect(text).not.toContain('--allow pay')
    },
  )

  it('says that a start for which there is no GPU is not tried in another way', () => {
    const refused = (reason: string) =>
      textOf({ rejected: [{ ...aSwitch('start', 'web', 'i1'), refusal: refusal(reason) }] })
    const text = refused('INSUFFICIENT_RESOURCE')
    expect(text).toContain('Refused, and not started:\n  web (i1)')
    expect(text).toContain('it stays stopped, and nothing else is tried')
    expect(text).toContain('which loses its disk')
    expect(refused('CONFLICT')).not.toContain('stays stopped')
  })
})

describe('the end of a run that stopped before its end', () => {
  it('says what was left until everything is created', () => {
    const text = textOf({
      rejected: [{ operation: 'create', action: aCreation('new'), refusal: refusal('CONFLICT') }],
      skipped: [aSwitch('stop', 'db', 'i1'), aDeletion('old', 'i2')],
      stop: { why: 'not-all-created' },
    })
    expect(text).toContain('Not everything was created')
    expect(text).toContain('Not created, and not billed:\n  new  HTTP 400')
    expect(text).toContain('Not stopped, and billed by the hour as before: db')
    expect(text).toContain('Not destroyed, and still billed: old (i2)')
    expect(text).toContain(
      '0 created, 1 not created, 0 stopped, 1 not stopped, 0 destroyed, 1 not destroyed, 0 in doubt',
    )
    expect(text).toContain('what was created is not created a second time')
  })
})

describe('the end of a run in which not all that was created came to run', () => {
  const stopped = (fields: Partial<ApplyResult>) =>
    textOf({
      skipped: [aDeletion('old', 'i2')],
      stop: {
        why: 'not-all-running',
        instances: [
          { name: 'new', id: 'i3' as InstanceId, status: 'exited (no such image)' },
          { name: undefined, id: 'i4' as InstanceId, status: undefined },
        ],
        waitedMs: 4_200,
      },
      ...fields,
    })

  it('names what does not run, and what was left', () => {
    const text = stopped({})
    expect(text).toContain(
      'Not everything that was created runs after 4.2 s, so what ran before was left: nothing was reset, stopped, paid for or destroyed.\n  new  i3 is exited (no such image)\n  i4   i4 was not seen yet\n',
    )
    expect(text).toContain('Not destroyed, and still billed: old (i2)')
  })

  it('says before what to type next that nothing waits for it then', () => {
    expect(stopped({})).toMatch(/does not wait for what this one created.*\n.*run the same command/)
  })
})

describe('every end of a run', () => {
  it('ends with what is billed now', () => {
    const text = textOf(
      { done: [done(aDeletion('web', 'i1'))] },
      {
        billed: {
          currency: { code: 'CNY', pretended: false },
          instances: 0,
          hourly: { price: 0, known: 0, unknown: 0 },
          stopped: 0,
          takenBack: 0,
          prepaid: 0,
          unseen: 0,
          inDoubt: 0,
        },
        tookMs: 3000,
      },
    )
    expect(
      text.endsWith(
        '1 destroyed, 0 in doubt, in 3 s\nBilled now: nothing that the ledger holds.\n',
      ),
    ).toBe(true)
  })
})

describe('the end of a run that changed in place', () => {
  it('says of each what it is now', () => {
    const text = textOf({ done: stepsInPlace('web', 'i1').map((task) => done(task)) })
    expect(text).toContain(
      'Ports changed in place, at the same price:\n  web  i1  22/tcp → 22/tcp, 80/http\n',
    )
    expect(text).toMatch(
      /^Disk grown in place\. .* not in the price list:\n {2}web {2}i1 {2}60 → 100 GB$/m,
    )
    expect(text).toMatch(/^Reset, .* the data is kept:\n {2}web {2}i1 {2}imageUrl$/m)
    expect(text).toContain('1 with new ports, 1 with a larger disk, 1 reset, 0 in doubt')
  })

  it('says what was refused, left and not tried, and stops at a container that did not come back', () => {
    const [ports, disk, upgrade] = stepsInPlace('web', 'i1')
    const [, , other] = stepsInPlace('db', 'i2')
    const text = textOf({
      rejected: [{ ...ports, refusal: refusal('CONFLICT') }],
      notSent: [
        {
          ...disk,
          reason: { code: 'changed-meanwhile', id: 'i1' as InstanceId, fields: ['rootfsSize'] },
        },
      ],
      inDoubt: [
        {
          ...upgrade,
          reason: {
            code: 'change-not-seen',
            operation: 'upgrade',
            id: 'i1' as InstanceId,
            status: 'resetting',
            call: undefined,
          },
          candidates: [],
          requestId: undefined,
        },
      ],
      skipped: [other],
      stop: { why: 'upgrade-not-back' },
    })
    expect(text).toContain('Refused, and its ports are as before:\n  web (i1)  ')
    expect(text).toContain(
      'Left alone, and its disk is as before:\n  web (i1)  somebody changed it since the plan: rootfsSize',
    )
    expect(text).toContain(
      'web (i1)  i1 is resetting and does not show its new settings: the reset was not done, or not yet',
    )
    expect(text).toContain('Not reset: db')
    expect(text).toContain(
      'A container that was reset did not come back, so no other was reset, and nothing was stopped, paid for or destroyed.',
    )
    expect(text).toContain('0 with new ports, 1 without new ports, 0 with a larger disk, 1 without')
  })

  it('names who gives up a growth that nobody sees: it is never sent again', () => {
    const [, disk] = stepsInPlace('web', 'i1')
    const reason = {
      code: 'change-not-seen',
      operation: 'grow-disk',
      id: 'i1' as InstanceId,
      status: 'running',
      call: 'HTTP 502',
    } as const
    expect(
      textOf({ inDoubt: [{ ...disk, reason, candidates: [], requestId: undefined }] }),
    ).toMatch(/to go on from what is there now: .*adopt web i1/)
  })
})

describe('the end of a run that paid', () => {
  const [subscribe, renew, autoRenew] = payments('big', 'i1')

  it('says what was charged, and what nobody can check', () => {
    const text = textOf({ done: [subscribe, renew, autoRenew].map((task) => done(task)) })
    expect(text).toContain(
      'Paid by the month. What was charged for it at once cannot be undone:\n  big  i1  1 month\n',
    )
    expect(text).toContain(
      'Renewed. It was charged at once, and cannot be undone:\n  big  i1  6 months, until about 2027-07-01\n',
    )
    expect(text).toContain(
      'Automatic renewal accepted; the service does not let anybody check it:\n  big  i1  on\n',
    )
    expect(text).toContain(
      '1 paid by the month, 1 renewed, 1 with automatic renewal switched, 0 in doubt',
    )
  })

  it('says that the money may have been charged where nobody knows, and how to go on', () => {
    const reason = {
      code: 'change-not-seen',
      operation: 'renew',
      id: 'i1' as InstanceId,
      status: 'running',
      call: 'HTTP 502',
    } as const
    const doubt = { ...renew, reason, candidates: [], requestId: undefined }
    const text = textOf({ inDoubt: [doubt], skipped: [subscribe, autoRenew] })
    expect(text).toContain(
      'Not known whether it was renewed: the money may have been charged, and it is never sent a second time by itself.',
    )
    expect(text).toContain(
      'i1 does not show a later end: the renewal was not done, or not yet, and the money may have been charged',
    )
    expect(text).toMatch(
      /look in the console whether it was charged; to go on from what is there now: .*adopt big i1/,
    )
    expect(text).toContain('Not changed to months, and not charged for it: big')
    expect(text).toContain('Automatic renewal not switched: big')
  })
})

describe('the end of a run that replaced', () => {
  it('keeps the old one where the new one does not run', () => {
    const reason = {
      code: 'successor-not-running',
      id: 'i1' as InstanceId,
      successor: 'i2' as InstanceId,
      status: 'pulling',
    } as const
    const text = textOf({ notSent: [{ ...aFinish('web', 'i1', 'i2'), reason }] })
    expect(text).toContain(
      'Left alone, and still billed:\n  web (i1)  its replacement i2 is pulling, so i1 stays, and both may be billed',
    )
  })

  it('does not say that the next apply makes the old one again', () => {
    const text = textOf({ done: [done(aFinish('web', 'i1', 'i2'))] })
    expect(text).toContain('Destroyed and seen gone:\n  web  i1')
    expect(text).not.toContain('still defined')
  })
})
