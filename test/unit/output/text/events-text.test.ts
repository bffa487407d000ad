import { describe, expect, it } from 'vitest'
import type { ChangeFinding } from '../../../../src/apply/change/settle-changes.ts'
import type { ApplyEvent, ChangeTask } from '../../../../src/apply/event.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import { styleOf } from '../../../../src/output/terminal/style.ts'
import {
  changeSettledText,
  protectionText,
} from '../../../../src/output/text/change-settled-text.ts'
import { eventText } from '../../../../src/output/text/events-text.ts'
import { anInstance, aSpec, entryOf, owned } from '../../../support/builders.ts'
import { aDeletion, aSwitch } from '../../../support/change-tasks.ts'

const STYLE = styleOf(false)
const [DELETE, START, STOP] = [
  aDeletion('web', 'i1'),
  aSwitch('start', 'web', 'i1'),
  aSwitch('stop', 'web', 'i1'),
]

const told = (event: ApplyEvent) =>
  eventText(event, STYLE, { count: { nth: 2, of: 3 }, entryMs: 2000 })

const complete = (
  task: ChangeTask,
  fields: Partial<{ how: 'answered' | 'seen' | 'was-so'; isThere: boolean }> = {},
): ApplyEvent => ({
  kind: 'complete',
  ...task,
  id: 'i1' as InstanceId,
  how: 'answered',
  isThere: true,
  elapsedMs: 4000,
  ...fields,
})

const REFUSAL = {
  status: 400,
  reason: 'CONFLICT',
  message: 'no',
  advice: undefined,
  requestId: undefined,
}

describe('what happens to a change, for a person', () => {
  it.each<[ApplyEvent, string]>([
    [{ kind: 'start', ...DELETE, nth: 2, of: 3 }, '[2/3] … destroying web (i1)'],
    [{ kind: 'start', ...STOP, nth: 2, of: 3 }, '[2/3] … stopping web (i1)'],
    [
      {
        kind: 'made_wait',
        instances: [
          { name: 'web', id: 'i1' as InstanceId },
          { name: undefined, id: 'i2' as InstanceId },
        ],
        waitMs: 600_000,
      },
      '… waiting for up to 10 min until what was created runs (web, i2): only then is anything reset, stopped, paid for or destroyed',
    ],
    [
      {
        kind: 'wait_state',
        name: 'web',
        id: 'i1' as InstanceId,
        status: 'exited',
        statusError: 'no such image',
      },
      '… web  exited, error: no such image',
    ],
    [
      { kind: 'accepted', ...DELETE, id: 'i1' as InstanceId },
      '[2/3] … web  accepted; waiting until it is gone',
    ],
    [
      { kind: 'accepted', ...START, id: 'i1' as InstanceId },
      '[2/3] … web  accepted; waiting until it runs',
    ],
    [complete(DELETE), '[2/3] - web  destroyed, seen gone (i1) (4.0 s)'],
    [complete(DELETE, { how: 'was-so' }), '[2/3] = web  was gone already (i1)'],
    [complete(START, { how: 'seen' }), '[2/3] ~ web  started (i1) (4.0 s)'],
    [complete(STOP), '[2/3] ~ web  stopped (i1) (4.0 s)'],
    [complete(STOP, { how: 'was-so' }), '[2/3] = web  was stopped already (i1)'],
    [complete(STOP, { isThere: false }), '[2/3] … web  on its way, not stopped yet (i1) (4.0 s)'],
    [
      { kind: 'retry', ...STOP, reason: { code: 'call-failed', why: 'HTTP 429' }, waitMs: 5000 },
      '[2/3] … web  HTTP 429; trying again in 5.0 s',
    ],
    [
      { kind: 'retry', ...STOP, reason: { code: 'no-effect-seen' }, waitMs: 0 },
      '[2/3] … web  the account shows no effect of it; trying again',
    ],
    [
      { kind: 'lookup', ...DELETE, reason: 'HTTP 502' },
      '[2/3] ? web  HTTP 502; looking at the instance',
    ],
    [
      { kind: 'rejected', ...DELETE, refusal: REFUSAL },
      '[2/3] ✗ web  not destroyed: HTTP 400: CONFLICT: no (2.0 s)',
    ],
    [
      { kind: 'not_sent', ...DELETE, reason: { code: 'unknown-to-service' } },
      '[2/3] ✗ web  left alone: the service does not know it any more (2.0 s)',
    ],
    [
      {
        kind: 'unknown',
        ...DELETE,
        reason: { code: 'still-leaving', id: 'i1' as InstanceId, status: 'removing' },
        candidates: [],
        requestId: undefined,
      },
      '[2/3] … web  on its way out, not gone yet (i1 is removing) (2.0 s)',
    ],
    [
      {
        kind: 'unknown',
        ...STOP,
        reason: { code: 'run-ended-during-call' },
        candidates: [],
        requestId: undefined,
      },
      '[2/3] ? web  in doubt: the run ended during the call (2.0 s)',
    ],
  ])('is told in one line (%#)', (event, line) => {
    expect(told(event)).toBe(line)
  })

  it('shows nothing of the service that could act on a terminal', () => {
    expect(
      told({ kind: 'not_sent', ...DELETE, reason: { code: 'call-failed', why: 'a\u001b[2Jb' } }),
    ).not.toContain('\u001b')
  })
})

describe('a change of an earlier run, for a person', () => {
  type Told = 'delete' | 'start' | 'stop' | 'upgrade'
  const spec = aSpec('web')
  const mine = owned('i1', spec)
  const findingOf = (operation: Told) => ({
    entry: entryOf(spec, [mine]),
    owned: mine,
    open: {
      attempt: 'a1' as never,
      operation,
      since: '2026-11-01T10:00:00.000Z',
      because: 'destroy' as const,
      from: {},
      to: {},
      digest: undefined,
      reason: undefined,
    },
    has: [],
    unrecorded: undefined,
  })
  const seen = (status: string) =>
    ({ kind: 'seen', instance: anInstance('i1', 'web', { status }) as never }) as const

  it('says what became of it, and by what it was seen', () => {
    const telling = (...[operation, outcome, sight, progress = 'there']: Telling) =>
      changeSettledText({ ...findingOf(operation), outcome, sight, progress }, STYLE)
    type Telling = [
      Told,
      'done' | 'given-up' | 'open',
      ChangeFinding['sight'],
      ChangeFinding['progress']?,
    ]
    expect(telling('delete', 'done', { kind: 'gone' })).toBe(
      'web  the deletion of 2026-11-01 10:00:00 UTC took effect: i1 is gone',
    )
    expect(telling('delete', 'open', seen('removing'))).toBe(
      'web  the deletion of 2026-11-01 10:00:00 UTC is still open: i1 is removing',
    )
    expect(telling('stop', 'given-up', seen('running'), 'not-begun')).toBe(
      'web  the stop of 2026-11-01 10:00:00 UTC had no effect and is given up: i1 is running',
    )
    expect(telling('upgrade', 'given-up', seen('running'), 'untold')).toBe(
      'web  the reset of 2026-11-01 10:00:00 UTC may have been done, which nobody can tell, and is given up; another one may reset the container a second time: i1 is running',
    )
    const has = [{ field: 'rootfsSize', account: 70 }]
    const open = { outcome: 'open', progress: 'other', sight: seen('running') } as const
    expect(changeSettledText({ ...findingOf('upgrade'), ...open, has }, STYLE)).toBe(
      'web  the reset of 2026-11-01 10:00:00 UTC is still open: i1 is running, and has 70 GB as rootfsSize, which somebody else changed',
    )
    for (const progress of ['other', 'failed', 'vanished', 'unseen'] as const) {
      expect(telling('stop', 'given-up', seen('failed'), progress)).not.toContain('no effect')
    }
    expect(telling('start', 'open', { kind: 'unseen', why: 'HTTP 502' })).toBe(
      'web  the start of 2026-11-01 10:00:00 UTC is still open: i1 could not be looked at: HTTP 502',
    )
    expect(telling('delete', 'open', { kind: 'gone' })).toContain('no whole list of the account')
  })

  it('says that the ledger could not take it', () => {
    const line = changeSettledText(
      {
        ...findingOf('delete'),
        outcome: 'done',
        sight: { kind: 'gone' },
        progress: 'there',
        unrecorded: { kind: 'failed', reason: 'disk full', rescue: undefined },
      },
      STYLE,
    )
    expect(line).toContain('i1 is gone, but the ledger could not take it')
  })
})

describe('the record of a protection, for a person', () => {
  it.each([
    [true, '= web  protected from now on (i1)'],
    [false, '= web  no longer protected (i1)'],
  ])('says what holds from now on (%s)', (protect, line) => {
    const protection = { key: aSpec('web').key, name: 'web', id: 'i1' as InstanceId, protect }
    expect(protectionText(protection, STYLE)).toBe(line)
  })
})
