import { describe, expect, it } from 'vitest'
import type { Progress, Sight } from '../../../../src/apply/change/sight.ts'
import type { ApplyEvent, ChangeTask } from '../../../../src/apply/event.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import { Secret } from '../../../../src/model/secret.ts'
import {
  changeSettledJson,
  eventJson,
  protectionJson,
} from '../../../../src/output/json/events-json.ts'
import { reasonJson } from '../../../../src/output/json/reason-json.ts'
import { anInstance, aSpec, entryOf, owned } from '../../../support/builders.ts'
import {
  aDeletion,
  aFinish,
  aSwitch,
  payments,
  stepsInPlace,
} from '../../../support/change-tasks.ts'
import { expectValid, faultsOf } from '../../../support/schemas.ts'

const refusal = {
  status: 400,
  reason: 'INSUFFICIENT_RESOURCE',
  message: 'no',
  advice: undefined,
  requestId: undefined,
}

/** One event of each kind that a change can have. */
const eventsOf = (task: ChangeTask): readonly ApplyEvent[] => [
  { kind: 'start', ...task, nth: 1, of: 2 },
  { kind: 'retry', ...task, reason: { code: 'call-failed', why: 'HTTP 429' }, waitMs: 12.5 },
  { kind: 'lookup', ...task, reason: 'HTTP 502' },
  { kind: 'accepted', ...task, id: 'i1' as InstanceId },
  {
    kind: 'complete',
    ...task,
    id: 'i1' as InstanceId,
    how: 'seen',
    isThere: false,
    elapsedMs: 1.5,
    unrecorded: { kind: 'failed', reason: 'disk full', rescue: '/tmp/a' },
  },
  { kind: 'rejected', ...task, refusal },
  { kind: 'not_sent', ...task, reason: { code: 'unknown-to-service' } },
  {
    kind: 'unknown',
    ...task,
    reason: { code: 'run-ended-during-call' },
    candidates: [],
    requestId: undefined,
  },
]

describe('the events of changes as JSON', () => {
  it.each([
    ['delete', aDeletion('web', 'i1')],
    ['start', aSwitch('start', 'web', 'i1')],
    ['stop', aSwitch('stop', 'web', 'i1')],
    ...stepsInPlace('web', 'i1').map((task) => [task.operation, task] as const),
    ...payments('web', 'i1').map((task) => [task.operation, task] as const),
  ] as const)('names the instance of a %s, and is what the schema says', (operation, task) => {
    for (const event of eventsOf(task)) {
      const line = eventJson(event)
      expect(line).toMatchObject({
        type: `${operation}_${event.kind}`,
        name: 'web',
        key: 'web',
        id: 'i1',
      })
      expectValid('events', line)
    }
  })

  it('says whether the end was reached', () => {
    const task = aSwitch('stop', 'web', 'i1')
    const done = { kind: 'complete', ...task, id: 'i1' as InstanceId, elapsedMs: 1 } as const
    expect(eventJson({ ...done, how: 'was-so', isThere: true })).toMatchObject({
      how: 'was-so',
      there: true,
    })
    const { there: _, ...without } = eventJson({ ...done, how: 'seen', isThere: true }) as {
      there: boolean
    }
    expect(faultsOf('events', without)).not.toEqual([])
  })
})

describe('the end of an instance that is replaced, as JSON', () => {
  it('waits until the new one runs', () => {
    const task = aFinish('web', 'i1', 'i2')
    const successor = 'i2' as InstanceId
    const id = 'i1' as InstanceId
    const line = eventJson({ kind: 'successor', ...task, id, successor, status: 'pulling' })
    expect(line).toEqual({
      type: 'delete_successor',
      name: 'web',
      key: 'web',
      id: 'i1',
      successor: 'i2',
      status: 'pulling',
    })
    expectValid('events', line)
  })
})

describe('a change of an earlier run as JSON', () => {
  const spec = aSpec('web')
  const mine = owned('i1', spec)
  const finding = {
    entry: entryOf(spec, [mine]),
    owned: mine,
    open: {
      attempt: 'a1' as never,
      operation: 'delete',
      since: '2026-11-01T10:00:00.000Z',
      because: 'destroy',
      from: {},
      to: {},
      digest: undefined,
      reason: undefined,
    },
    has: [],
    unrecorded: undefined,
  } as const

  it.each([
    ['done', 'there', { kind: 'gone' }, { sight: 'gone' }],
    [
      'open',
      'leading',
      { kind: 'seen', instance: anInstance('i1', 'web', { status: 'removing' }) as never },
      { sight: 'seen', status: 'removing' },
    ],
    ['open', 'unseen', { kind: 'unseen', why: 'HTTP 502' }, { sight: 'unseen', why: 'HTTP 502' }],
  ] as const satisfies readonly (readonly [string, Progress, Sight, object])[])(
    'says what became of it (%s, %s, %j)',
    (outcome, progress, sight, members) => {
      const line = changeSettledJson({ ...finding, outcome, progress, sight })
      expect(line).toMatchObject({
        type: 'change_settled',
        name: 'web',
        id: 'i1',
        operation: 'delete',
        attempt: 'a1',
        outcome,
        progress,
        ...members,
      })
      expectValid('events', line)
    },
  )
})

describe('a change that somebody else made meanwhile, as JSON', () => {
  const has = [
    { field: 'rootfsSize', account: 70 },
    { field: 'envs', account: [{ key: 'MODE', value: '(secret)' }] },
  ]

  it('has what the account has, also in the reason of its entry', () => {
    const spec = aSpec('web')
    const reason = { code: 'change-unsettled', id: 'i1' as never, operation: 'upgrade' } as const
    expect(reasonJson({ ...reason, since: '2026-11-01T10:00:00.000Z', has })).toMatchObject({
      reason:
        'the reset of i1, begun 2026-11-01 10:00:00 UTC, has no recorded outcome; it has 70 GB as rootfsSize and another value of MODE, which somebody else changed',
      reasonArgs: { has },
    })
    const doubt = { code: 'change-by-others', id: 'i1' as never, operation: 'renew' } as const
    expect(reasonJson({ ...doubt, call: undefined, has }).reason).toBe(
      'i1 has 70 GB as rootfsSize and another value of MODE, which somebody else changed: whether the renewal was done, nobody knows, and the money may have been charged',
    )
    const [, disk] = stepsInPlace('web', 'i1')
    const { owned: mine } = disk.action
    const open = {
      attempt: 'a1' as never,
      operation: 'grow-disk',
      since: '2026-11-01T10:00:00.000Z',
      because: 'definition',
      from: { rootfsSize: 60 },
      to: { rootfsSize: 100 },
      digest: undefined,
      reason: undefined,
    } as const
    const line = changeSettledJson({
      entry: entryOf(spec, [mine]),
      owned: mine,
      open,
      outcome: 'open',
      progress: 'other',
      sight: { kind: 'gone' },
      has,
      unrecorded: undefined,
    })
    expect(line).toMatchObject({ progress: 'other', has })
    expectValid('events', line)
  })
})

describe('the events of a step in place', () => {
  it('say what it leads from and to, when it begins and when it is done', () => {
    const [ports, disk, upgrade] = stepsInPlace('web', 'i1')
    const [subscribe, renew, autoRenew] = payments('web', 'i1')
    const [from, to] = ['2027-01-01T00:00:00.000Z', '2027-07-01T00:00:00.000Z']
    for (const [task, parts] of [
      [ports, { from: ['22/tcp'], to: ['22/tcp', '80/http'] }],
      [disk, { from: 60, to: 100 }],
      [upgrade, { fields: ['imageUrl'], drops: ['A', 'B'] }],
      [subscribe, { months: 1, fields: ['month', 'billingMode'] }],
      [renew, { months: 6, from, to }],
      [autoRenew, { to: true, months: 1, fields: ['autoRenew'] }],
    ] as const) {
      for (const event of eventsOf(task)) {
        const isTold = event.kind === 'start' || event.kind === 'complete'
        if (isTold) expect(eventJson(event)).toMatchObject(parts)
        else expect(eventJson(event)).not.toHaveProperty(Object.keys(parts)[0] ?? '')
      }
    }
  })

  it('show nothing of ports that are secret', () => {
    const [ports] = stepsInPlace('web', 'i1')
    const { spec } = ports.action
    const body = { ...spec.body, ports: new Secret('80/http', '${PORTS}') }
    const task = { ...ports, action: { ...ports.action, spec: { ...spec, body } } } as ChangeTask
    for (const event of eventsOf(task))
      expect(JSON.stringify(eventJson(event))).not.toMatch(/80|22/)
  })
})

describe('the record of a protection as JSON', () => {
  it('names the instance and what holds from now on', () => {
    const line = protectionJson({
      key: aSpec('web').key,
      name: 'web',
      id: 'i1' as InstanceId,
      protect: true,
    })
    expect(line).toEqual({
      type: 'protection_recorded',
      name: 'web',
      key: 'web',
      id: 'i1',
      protect: true,
    })
    expectValid('events', line)
  })
})
