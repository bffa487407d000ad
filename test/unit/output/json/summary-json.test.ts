import { describe, expect, it } from 'vitest'
import { type ApplyResult, toResult } from '../../../../src/apply/result.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import { summaryJson } from '../../../../src/output/json/summary-json.ts'
import { aCreation, aSpec } from '../../../support/builders.ts'
import { aDeletion, aSwitch, payments, stepsInPlace } from '../../../support/change-tasks.ts'
import { expectValid } from '../../../support/schemas.ts'

const summaryOf = (result: ApplyResult) => {
  const summary = summaryJson(result, {
    audit: [],
    left: [],
    ending: 'partial',
    billed: {
      currency: { code: 'CNY', pretended: false },
      instances: 1,
      hourly: { price: 199_000, known: 1, unknown: 1 },
      stopped: 1,
      takenBack: 0,
      prepaid: 0,
      unseen: 0,
      inDoubt: 0,
    },
  })
  expectValid('events', summary)
  return summary
}

const NOTHING = toResult([], [])

describe('the summary of a run', () => {
  it('lists what was changed in place, each with its operation', () => {
    const changed = { how: 'answered', isThere: true, elapsedMs: 1, unrecorded: undefined } as const
    const done = [...stepsInPlace('web', 'i1'), ...payments('web', 'i1')].map((task) => ({
      ...task,
      id: 'i1' as InstanceId,
      ...changed,
    }))
    const told = { name: 'web', key: 'web', id: 'i1', how: 'answered', there: true }
    expect(summaryOf({ ...NOTHING, done })).toMatchObject({
      changed: [
        { ...told, operation: 'edit-ports', from: ['22/tcp'], to: ['22/tcp', '80/http'] },
        { ...told, operation: 'grow-disk', from: 60, to: 100 },
        { ...told, operation: 'upgrade', fields: ['imageUrl'], drops: ['A', 'B'] },
        { ...told, operation: 'subscribe', months: 1 },
        { ...told, operation: 'renew', months: 6, from: '2027-01-01T00:00:00.000Z' },
        { ...told, operation: 'auto-renew', to: true, months: 1 },
      ],
    })
  })

  it('lists what was destroyed, stopped and started beside what was created', () => {
    const gone = aDeletion('web', 'i1', aSpec('web'))
    const changed = { how: 'answered', isThere: true, elapsedMs: 1, unrecorded: undefined } as const
    const summary = summaryOf({
      ...NOTHING,
      done: [
        { ...gone, id: 'i1' as InstanceId, ...changed },
        { ...aSwitch('stop', 'db', 'i2'), id: 'i2' as InstanceId, ...changed, isThere: false },
        {
          ...aSwitch('start', 'job', 'i3'),
          id: 'i3' as InstanceId,
          ...changed,
          how: 'was-so',
          unrecorded: { reason: 'disk full', rescue: undefined },
        },
      ],
    })
    expect(summary).toMatchObject({
      created: [],
      destroyed: [
        {
          name: 'web',
          id: 'i1',
          how: 'answered',
          there: true,
          stillDefined: { file: 'fleet.yaml', pointer: '/instances/0' },
        },
      ],
      stopped: [{ name: 'db', id: 'i2', there: false }],
      started: [{ name: 'job', id: 'i3', how: 'was-so', unrecorded: { reason: 'disk full' } }],
    })
  })

  it('says of everything that was not achieved what it was to be', () => {
    const summary = summaryOf({
      ...NOTHING,
      notSent: [{ ...aDeletion('web', 'i1'), reason: { code: 'unknown-to-service' } }],
      inDoubt: [
        {
          ...aSwitch('stop', 'db', 'i2'),
          reason: { code: 'run-ended-during-call' },
          candidates: [],
          requestId: undefined,
        },
      ],
      skipped: [{ operation: 'create', action: aCreation('new') }, aDeletion('old', 'i3')],
    })
    expect(summary).toMatchObject({
      notSent: [{ name: 'web', id: 'i1', operation: 'delete' }],
      inDoubt: [{ name: 'db', id: 'i2', operation: 'stop' }],
      skipped: [
        { name: 'new', key: 'new', operation: 'create' },
        { name: 'old', id: 'i3', operation: 'delete' },
      ],
    })
  })

  it('ends with what is billed', () => {
    expect(summaryOf(NOTHING)).toMatchObject({
      billed: { instances: 1, stopped: 1, hourly: { known: '1.99', unknown: 1 } },
      exitCode: 3,
    })
  })
})
