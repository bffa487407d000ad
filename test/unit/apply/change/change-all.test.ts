import { describe, expect, it } from 'vitest'
import type { ChangeOutcome } from '../../../../src/api/change-outcome.ts'
import { changeAll } from '../../../../src/apply/change/change-all.ts'
import { runProgress } from '../../../../src/apply/change/run-progress.ts'
import type { ApplyEvent, ChangeTask } from '../../../../src/apply/event.ts'
import { budgetOf } from '../../../../src/apply/look-up.ts'
import {
  aDeletion,
  aRefusal,
  aSwitch,
  changeWorld,
  openOperation,
} from '../../../support/change-world.ts'
import { markedBy } from '../../../support/marked-by.ts'

const MINUTE = 60_000
/** What markers call the ledger. */
const LEDGER = '01234567'

/** Carries out tasks in a scripted world: a minute until an effect has to show, ten until nobody waits any more. */
async function run(tasks: readonly ChangeTask[], script: Parameters<typeof changeWorld>[0] = {}) {
  const world = changeWorld(script)
  const budget = budgetOf(MINUTE, undefined, 10 * MINUTE)
  const changing = changeAll(
    tasks,
    { budget, hourly: new Map([['n-1', 1.99]]), ledgerIds: new Set([LEDGER]) },
    { first: 1, of: tasks.length, progress: runProgress() },
    world.ports,
  )
  const events: ApplyEvent[] = []
  let end = await changing.next()
  while (!end.done) {
    events.push(end.value)
    end = await changing.next()
  }
  return { ...world, events, kinds: events.map(({ kind }) => kind), stopped: end.value }
}

const unknown: ChangeOutcome = { kind: 'unknown', reason: 'reset', requestId: 'r-1' }
const unsent = (retry: 'backoff' | 'once' | 'never'): ChangeOutcome => ({
  kind: 'not-sent',
  reason: 'refused',
  retry,
})
const throttled: ChangeOutcome = {
  kind: 'throttled',
  refusal: aRefusal(429),
  retryAfterMs: 3000,
}
const rejected = (scope: 'instance' | 'account', why: 'state' | 'other' = 'other') =>
  ({ kind: 'rejected', refusal: aRefusal(), scope, why }) as const

const runs = () => ({ status: 'running' })
const rests = () => ({ status: 'exited' })
const lost = { kind: 'failed', reason: 'the disk is full', rescue: '/tmp/kept' } as const

describe('changeAll', () => {
  it('writes a line, sends, looks until it is seen, lists, and writes the end', async () => {
    const { log, lines, kinds, stopped } = await run([aDeletion('1')])
    expect(log).toEqual(['operation delete', 'send delete 1', 'list', 'settled delete done'])
    expect(lines).toMatchObject([
      { attempt: 'new', id: '1', to: { status: 'removed' }, because: 'destroy', hourly: 1.99 },
      { attempt: 'new', result: 'done', end: 'gone', because: 'destroy' },
    ])
    expect({ kinds, stopped }).toEqual({
      kinds: ['start', 'accepted', 'complete'],
      stopped: undefined,
    })
  })

  it('looks after a second, and then less and less often', async () => {
    const { lookedAt } = await run([aSwitch('stop', '1')], {
      get: (_id, calls, at) => ({ status: calls > 0 && at > 50_000 ? 'exited' : 'running' }),
    })
    expect(lookedAt.map((at) => at / 1000)).toEqual([0, 0, 1, 3, 7, 15, 30, 45, 60])
  })

  it('has eight under way at once, at most', async () => {
    const ids = Array.from({ length: 11 }, (_, at) => String(at))
    const { log } = await run(ids.map((id) => aDeletion(id)))
    const first = log.findIndex((line) => line.startsWith('settled'))
    expect(log.slice(0, first).filter((line) => line.startsWith('send'))).toHaveLength(8)
    expect(log.filter((line) => line.startsWith('send'))).toHaveLength(11)
  })

  it('asks for one list for all that seem to be gone at once', async () => {
    const { log } = await run([aDeletion('1'), aDeletion('2'), aDeletion('3')])
    expect(log.filter((line) => line === 'list')).toHaveLength(1)
  })
})

describe('a change without an effect', () => {
  it.each([
    ['delete', aDeletion('1'), runs, 5],
    ['start', aSwitch('start', '1'), rests, 3],
    ['stop', aSwitch('stop', '1'), runs, 3],
  ] as const)(
    'is sent again after each settle time, and not for ever: %s',
    async (_what, task, get, most) => {
      const { sentAt, log, events } = await run([task], { get })
      expect(sentAt).toHaveLength(most)
      const gaps = sentAt.slice(1).map((at, before) => at - (sentAt[before] ?? 0))
      for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(MINUTE)
      // Each call has its own line before it.
      const sends = log.flatMap((line, at) => (line.startsWith('send') ? [log[at - 1]] : []))
      expect(new Set(sends)).toEqual(new Set([`operation ${task.operation}`]))
      expect(events.at(-1)).toMatchObject({ kind: 'unknown', reason: { code: 'change-not-seen' } })
      expect(log).not.toContain(`settled ${task.operation} done`)
    },
  )

  it('is not sent again where it arrives late', async () => {
    const { sentAt, events } = await run([aSwitch('stop', '1')], {
      change: () => unknown,
      get: (_id, _calls, at) => ({ status: at > 40_000 ? 'exited' : 'running' }),
    })
    expect(sentAt).toEqual([0])
    expect(events.at(-1)).toMatchObject({ kind: 'complete', how: 'seen', isThere: true })
  })

  it('names the call by which the support of the service finds it', async () => {
    const { events } = await run([aSwitch('stop', '1')], { change: () => unknown, get: runs })
    expect(events.at(-1)).toMatchObject({ kind: 'unknown', requestId: 'r-1' })
  })

  it('is not sent again to an instance that became another, or that is protected', async () => {
    const renamed = (_id: string, calls: number) => (calls > 0 ? { name: 'theirs' } : {})
    expect((await run([aDeletion('1')], { get: renamed })).sentAt).toEqual([0])
    const prepaid = (_id: string, calls: number) => (calls > 0 ? { billingMode: 'monthly' } : {})
    expect((await run([aDeletion('1')], { get: prepaid })).sentAt).toEqual([0])
  })
})

describe('a change that is not sent', () => {
  it('is none about an instance that carries the marker of this ledger for its entry', async () => {
    const get = (_id: string, calls: number) => (calls > 0 ? 'gone' : markedBy(LEDGER, 'n-1'))
    expect((await run([aDeletion('1')], { get })).sentAt).toEqual([0])
  })

  it.each<[string, ChangeTask, object, string]>([
    ['protected', aDeletion('1', { protect: true }), {}, 'protected'],
    ['prepaid', aDeletion('1'), { billingMode: 'monthly' }, 'prepaid'],
    ['renamed, and to be deleted', aDeletion('1'), { name: 'theirs' }, 'became-another'],
    ['renamed, and to be stopped', aSwitch('stop', '1'), { name: 'theirs' }, 'became-another'],
    [
      'of another ledger, and to be deleted',
      aDeletion('1'),
      markedBy('deadbeef', 'n-1'),
      'marked-by-another-ledger',
    ],
    [
      'of another ledger, and to be stopped',
      aSwitch('stop', '1'),
      markedBy('deadbeef', 'n-1'),
      'marked-by-another-ledger',
    ],
    ['of another entry', aDeletion('1'), markedBy(LEDGER, 'n-2'), 'marked-for-another-entry'],
    ['created later', aDeletion('1'), { createdAt: 1_900_000_000 }, 'became-another'],
    ['failed, and to be started', aSwitch('start', '1'), { status: 'freezing' }, 'failed-by-now'],
    [
      'restarting, and to be stopped',
      aSwitch('stop', '1'),
      { status: 'restarting' },
      'in-another-state',
    ],
    [
      'stopping, and to be started',
      aSwitch('start', '1'),
      { status: 'stopping' },
      'in-another-state',
    ],
    [
      'being removed, and to be stopped',
      aSwitch('stop', '1'),
      { status: 'removing' },
      'on-its-way-out',
    ],
  ])('is about an instance that is %s', async (_what, task, fields, code) => {
    const { log, events } = await run([task], { get: () => fields })
    expect(log).toEqual([])
    expect(events).toMatchObject([{ kind: 'start' }, { kind: 'not_sent', reason: { code } }])
  })

  it.each<[string, 'gone' | 'silent']>([
    ['the service does not know', 'gone'],
    ['could not be looked at', 'silent'],
  ])('is a start of an instance that %s', async (_what, shown) => {
    const { log, kinds } = await run([aSwitch('start', '1')], { get: () => shown })
    expect({ log, kinds }).toEqual({ log: [], kinds: ['start', 'not_sent'] })
  })

  it('is as it is to be already, which needs no line', async () => {
    const { log, events } = await run([aSwitch('start', '1')], { get: runs })
    expect(log).toEqual([])
    expect(events.at(-1)).toMatchObject({ kind: 'complete', how: 'was-so', isThere: true })
  })

  it('never reached the service: it is tried again under one line, and recorded as not sent', async () => {
    const { log, stopped } = await run([aDeletion('1'), aDeletion('2')], {
      change: () => unsent('backoff'),
    })
    expect(log).toEqual([
      'operation delete',
      ...Array.from({ length: 4 }, () => 'send delete 1'),
      'settled delete not-sent',
    ])
    expect(stopped).toMatchObject({ why: 'unreachable' })
  })

  it.each([
    ['never', 1],
    ['once', 2],
  ] as const)('is tried no more than makes sense: %s', async (retry, most) => {
    const { sentAt } = await run([aDeletion('1')], { change: () => unsent(retry) })
    expect(sentAt).toHaveLength(most)
  })

  it('leaves open what an earlier run sent', async () => {
    const { log } = await run([aDeletion('1', { open: openOperation('delete') })], {
      change: () => unsent('never'),
    })
    expect(log).toEqual(['operation delete', 'send delete 1'])
  })

  it('closes its line where somebody else did it meanwhile', async () => {
    const { log, events } = await run([aDeletion('1')], {
      change: () => unsent('backoff'),
      get: (_id, _calls, at) => (at > 0 ? 'gone' : {}),
    })
    expect(log.at(-1)).toBe('settled delete done')
    expect(events.at(-1)).toMatchObject({ kind: 'complete', how: 'was-so' })
  })
})

describe('a change that an earlier run left open', () => {
  it('goes on under its attempt, with a new line for each call', async () => {
    const { lines } = await run([aDeletion('1', { open: openOperation('delete') })])
    expect(lines).toMatchObject([
      { type: 'operation', attempt: 'earlier' },
      { type: 'settled', attempt: 'earlier', end: 'gone' },
    ])
  })

  it('may have ended the instance that is gone', async () => {
    const { lines, events } = await run([aDeletion('1', { open: openOperation('delete') })], {
      get: () => 'gone',
    })
    expect(lines).toMatchObject([{ type: 'settled', attempt: 'earlier', end: 'gone' }])
    expect(events.at(-1)).toMatchObject({ kind: 'complete', how: 'seen' })
  })
})

describe('a throttled change', () => {
  it('waits as long as it is asked to, looks, and has a line for each call', async () => {
    const { log, sentAt, kinds } = await run([aSwitch('stop', '1')], {
      change: (nth) => (nth === 1 ? throttled : { kind: 'accepted' }),
      get: (_id, calls) => ({ status: calls > 1 ? 'exited' : 'running' }),
    })
    expect(sentAt).toEqual([0, 3000])
    expect(log).toEqual([
      'operation stop',
      'send stop 1',
      'operation stop',
      'send stop 1',
      'settled stop done',
    ])
    expect(kinds).toEqual(['start', 'retry', 'accepted', 'complete'])
  })

  it('is not sent again before a look shows that it is not done', async () => {
    const { sentAt } = await run([aSwitch('stop', '1')], {
      change: (nth) => (nth === 1 ? throttled : { kind: 'accepted' }),
      get: (_id, calls, at) => {
        if (calls === 1 && at < 20_000) return 'silent'
        return { status: calls > 1 ? 'exited' : 'running' }
      },
    })
    expect(sentAt[1]).toBeGreaterThanOrEqual(20_000)
  })
})

describe('a refused change', () => {
  it('is watched where nobody can see whether it is under way', async () => {
    const { events, sentAt } = await run([aDeletion('1')], {
      change: () => rejected('instance', 'state'),
      get: (_id, calls, at) => (calls === 0 ? {} : at < 5000 ? 'silent' : 'gone'),
    })
    expect(sentAt).toEqual([0])
    expect(events.at(-1)).toMatchObject({ kind: 'complete', how: 'seen' })
  })

  it('for lack of GPUs leaves the instance stopped, and sends nothing else', async () => {
    const { log, events, stopped } = await run([aSwitch('start', '1')], {
      change: () => ({
        kind: 'rejected',
        refusal: aRefusal(400, 'INSUFFICIENT_RESOURCE'),
        scope: 'instance',
        why: 'sold-out',
      }),
      get: rests,
    })
    expect(log).toEqual(['operation start', 'send start 1', 'settled start rejected'])
    expect(events.at(-1)).toMatchObject({ kind: 'rejected' })
    expect(stopped).toBeUndefined()
  })

  it('about the account ends the run: what was sent before is seen to its end, and not sent again', async () => {
    const { log, stopped, events } = await run([aSwitch('stop', '1'), aSwitch('stop', '2')], {
      change: (_nth, id) => (id === '2' ? rejected('account') : { kind: 'accepted' }),
      get: (id, _calls, at) => ({ status: id === '1' && at > 5 * MINUTE ? 'exited' : 'running' }),
    })
    expect(log.filter((line) => line.startsWith('send'))).toEqual(['send stop 1', 'send stop 2'])
    expect(events.at(-1)).toMatchObject({ kind: 'complete', id: '1' })
    expect(stopped).toMatchObject({ why: 'account-refused' })
  })
})

describe('a switch', () => {
  it('that is only on its way when its time is over counts as done, and not as there', async () => {
    const { events, log } = await run([aSwitch('start', '1')], {
      get: (_id, calls) => ({ status: calls > 0 ? 'starting' : 'exited' }),
    })
    expect(events.at(-1)).toMatchObject({ kind: 'complete', isThere: false })
    expect(log.at(-1)).toBe('settled start done')
  })

  it('that ends in an error is given up at once', async () => {
    const failed = { status: 'exited', statusError: 'no driver' }
    const { now, log, events } = await run([aSwitch('start', '1')], {
      get: (_id, calls) => (calls > 0 ? failed : { status: 'exited' }),
    })
    expect(log.at(-1)).toBe('settled start given-up')
    expect(events.at(-1)).toMatchObject({
      kind: 'unknown',
      reason: { code: 'change-not-seen', status: 'exited (no driver)' },
    })
    expect(now()).toBe(0)
  })

  it('of an instance that somebody deletes meanwhile is given up', async () => {
    const { log, events } = await run([aSwitch('stop', '1')], {
      get: (_id, calls) => (calls > 0 ? 'gone' : runs()),
    })
    expect(log.at(-1)).toBe('settled stop given-up')
    expect(events.at(-1)).toMatchObject({ reason: { code: 'change-vanished' } })
  })
})

describe('a ledger that takes no more', () => {
  it('keeps a change from being sent', async () => {
    const { log, events, stopped } = await run([aDeletion('1')], { record: () => lost })
    expect({ log, events }).toEqual({ log: ['lost operation delete'], events: [] })
    expect(stopped).toMatchObject({ why: 'ledger', cause: 'the disk is full' })
  })

  it('keeps a change from being sent again, which is seen to its end', async () => {
    let operations = 0
    const { log, stopped, events } = await run([aDeletion('1')], {
      record: ({ type }) =>
        type === 'operation' && ++operations > 1 ? lost : { kind: 'recorded' },
      get: (_id, _calls, at) => (at > 3 * MINUTE ? 'gone' : {}),
    })
    expect(log.filter((line) => line.startsWith('send'))).toEqual(['send delete 1'])
    expect(events.at(-1)).toMatchObject({ kind: 'complete' })
    expect(stopped).toMatchObject({ why: 'ledger' })
  })

  it('is told with the end that it could not take, and where that is kept', async () => {
    const { events, stopped, log } = await run([aDeletion('1'), aDeletion('2')], {
      record: ({ type }) => (type === 'settled' ? lost : { kind: 'recorded' }),
      get: (id, calls) => (calls > 0 && id === '1' ? 'gone' : {}),
    })
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'complete', id: '1', unrecorded: lost }),
    )
    expect(stopped).toMatchObject({ why: 'ledger' })
    // The other one was sent, and never again.
    expect(log.filter((line) => line === 'send delete 2')).toHaveLength(1)
  })

  it('is told when it could not take that a change was given up', async () => {
    const { stopped } = await run([aSwitch('stop', '1')], {
      get: (_id, calls) => (calls > 0 ? 'gone' : runs()),
      record: ({ type }) => (type === 'settled' ? lost : { kind: 'recorded' }),
    })
    expect(stopped).toMatchObject({ why: 'ledger' })
  })
})

describe('an interrupt', () => {
  it('before a change leaves it out', async () => {
    const { log, events, stopped } = await run([aDeletion('1')], { interrupted: () => true })
    expect({ log, events }).toEqual({ log: [], events: [] })
    expect(stopped).toMatchObject({ why: 'interrupted' })
  })

  it('between the line and the call is recorded as not sent', async () => {
    let isWritten = false
    const { log, kinds, stopped } = await run([aDeletion('1')], {
      record() {
        isWritten = true
        return { kind: 'recorded' }
      },
      interrupted: () => isWritten,
    })
    expect(log).toEqual(['operation delete', 'settled delete not-sent'])
    expect(kinds).toEqual(['start', 'not_sent'])
    expect(stopped).toMatchObject({ why: 'interrupted' })
  })

  it('after the call is followed by one look, and nothing else', async () => {
    const { log, events, now } = await run([aDeletion('1'), aDeletion('2')], {
      interrupted: (calls) => calls > 0,
      get: runs,
    })
    expect(log).toEqual(['operation delete', 'send delete 1'])
    expect(events.at(-1)).toMatchObject({ kind: 'unknown', reason: { code: 'change-not-seen' } })
    expect(now()).toBe(0)
  })
})
