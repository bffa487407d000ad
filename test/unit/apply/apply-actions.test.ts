import { describe, expect, it } from 'vitest'
import type { CreateOutcome, Refusal } from '../../../src/api/outcome.ts'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import { applyActions } from '../../../src/apply/apply-actions.ts'
import type { ApplyEvent } from '../../../src/apply/event.ts'
import { budgetOf } from '../../../src/apply/look-up.ts'
import type { ApplyPorts, Recorded } from '../../../src/apply/ports.ts'
import { toResult } from '../../../src/apply/result.ts'
import type { AttemptId, InstanceId, LedgerRecord } from '../../../src/ledger/record.ts'
import { Secret } from '../../../src/model/secret.ts'
import { type Creation, tasksOf } from '../../../src/plan/action.ts'
import { MARKER_KEY, markerText } from '../../../src/plan/marker.ts'
import { aCreation, anInstance } from '../../support/builders.ts'
import { toldById } from '../../support/told-by-id.ts'

/** A world in which calls end as scripted and time passes only by waiting. */
function world(script: {
  outcomes: readonly CreateOutcome[]
  lists?: readonly Remote[]
  record?: (entry: LedgerRecord) => Recorded
  interruptAfter?: number
}) {
  const log: string[] = []
  const outcomes = [...script.outcomes]
  const lists = [...(script.lists ?? [])]
  let clock = 0
  let attempts = 0
  let calls = 0
  let shown = complete()
  const ports: ApplyPorts = {
    record: async (entry) => {
      const recorded = script.record?.(entry) ?? { kind: 'recorded' }
      log.push(`${recorded.kind === 'recorded' ? 'record' : 'lost'} ${entry.type}`)
      return recorded
    },
    create: async (body) => {
      calls += 1
      log.push(`create ${String(body.name)}`)
      const outcome = outcomes.shift()
      if (outcome === undefined) throw new Error('one call too many')
      return outcome
    },
    change: async () => {
      throw new Error('nothing is changed here')
    },
    list: async () => {
      log.push('list')
      shown = lists.length > 1 ? (lists.shift() as Remote) : (lists[0] ?? complete())
      return shown
    },
    get: async (id) => toldById(shown, id),
    shown: { lives: () => false, named: () => [] },
    skewMs: () => undefined,
    newAttempt: () => `a${++attempts}` as AttemptId,
    now: () => NOW,
    elapsed: () => clock,
    wait: async (ms) => {
      clock += ms
      log.push(`wait ${ms}`)
    },
    random: () => 0,
    interrupted: () => script.interruptAfter !== undefined && calls >= script.interruptAfter,
  }
  return { ports, log }
}

const NOW = '2026-11-24T00:00:00.000Z'

/** The instance of an attempt of now, as the account shows it. */
const ofNow = (id: string, fields: Partial<RemoteInstance> = {}): RemoteInstance =>
  anInstance(id, 'a', { createdAt: Date.parse(NOW) / 1000, ...fields })

const complete = (...ids: readonly string[]): Remote => ({
  kind: 'complete',
  instances: ids.map((id) => ofNow(id)),
})

const partial = (): Remote => ({ kind: 'partial', instances: [], why: 'HTTP 500' })

const removedOnly: Remote = {
  kind: 'complete',
  instances: [ofNow('9', { status: 'removed' })],
}

async function run(
  names: readonly (string | undefined)[],
  script: Parameters<typeof world>[0],
  options: {
    seen?: ReadonlyMap<string, readonly InstanceId[]> | undefined
    failFast?: boolean
    ledgerId?: string
    settleMs?: number
  } = { seen: new Map() },
): Promise<{ events: ApplyEvent[]; log: string[] }> {
  const { ports, log } = world(script)
  const creations: readonly Creation[] = names.map((name) => aCreation(name))
  const events: ApplyEvent[] = []
  const input = {
    tasks: tasksOf(creations),
    seen: options.seen,
    known: new Set<InstanceId>(),
    failFast: options.failFast ?? false,
    ledgerId: options.ledgerId,
    ledgerIds: new Set<string>(),
    budget: budgetOf(options.settleMs ?? 60_000),
    hourly: new Map<string, number>(),
    rungs: new Map(),
    fileOf: () => undefined,
  }
  for await (const event of applyActions(input, ports)) events.push(event)
  return { events, log }
}

const created = (id: string): CreateOutcome => ({ kind: 'created', id: id as InstanceId })
const refusal = (status: number): Refusal => ({
  status,
  reason: undefined,
  message: 'no',
  advice: undefined,
  requestId: undefined,
})
const rejected = (scope: 'entry' | 'account'): CreateOutcome => ({
  kind: 'rejected',
  refusal: refusal(400),
  scope,
})
const unknown: CreateOutcome = {
  kind: 'unknown',
  reason: 'reset',
  requestId: undefined,
  halt: false,
}
const kinds = (events: readonly ApplyEvent[]) => events.map(({ kind }) => kind)

describe('applyActions', () => {
  it('records the intent before and the outcome after each call, one call at a time, in order', async () => {
    const { events, log } = await run(['a', 'b'], { outcomes: [created('1'), created('2')] })
    expect(log).toEqual([
      'record intent',
      'create a',
      'record created',
      'record intent',
      'create b',
      'record created',
    ])
    expect(kinds(events)).toEqual(['start', 'complete', 'start', 'complete'])
  })

  it('goes on after a rejected entry and stops after a rejected account', async () => {
    const entry = await run(['a', 'b'], { outcomes: [rejected('entry'), created('2')] })
    expect(kinds(entry.events)).toContain('complete')
    const account = await run(['a', 'b'], { outcomes: [rejected('account')] })
    expect(account.events.at(-1)).toMatchObject({ kind: 'stopped', why: 'account-refused' })
  })

  it('stops at the first rejection when told to', async () => {
    const { events } = await run(
      ['a', 'b'],
      { outcomes: [rejected('entry')] },
      { seen: new Map(), failFast: true },
    )
    expect(events.at(-1)).toMatchObject({ kind: 'stopped', why: 'fail-fast' })
  })

  it('sends nothing when the intent cannot be recorded', async () => {
    const { events, log } = await run(['a'], {
      outcomes: [],
      record: () => ({ kind: 'failed', reason: 'the disk is full', rescue: undefined }),
    })
    expect(log).toEqual(['lost intent'])
    expect(events).toMatchObject([{ kind: 'stopped', why: 'ledger' }])
  })

  it('tells the id even when the outcome cannot be recorded, and stops', async () => {
    const { events } = await run(['a', 'b'], {
      outcomes: [created('1')],
      record: ({ type }) =>
        type === 'created'
          ? { kind: 'failed', reason: 'the disk is full', rescue: '/tmp/x' }
          : { kind: 'recorded' },
    })
    expect(events).toMatchObject([
      { kind: 'start' },
      { kind: 'complete', id: '1', unrecorded: { rescue: '/tmp/x' } },
      { kind: 'stopped', why: 'ledger' },
    ])
  })

  it('never sends again after an unknown outcome, and takes the one instance that appeared', async () => {
    const { events, log } = await run(['a', 'b'], {
      outcomes: [unknown, created('2')],
      lists: [complete(), complete(), complete('9')],
    })
    expect(log.filter((line) => line === 'create a')).toHaveLength(1)
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'complete', id: '9', how: 'found' }),
    )
    expect(events.at(-1)).toMatchObject({ kind: 'complete', id: '2' })
  })

  it.each([
    ['none within the settle time', [complete()], []],
    ['several', [complete('8', '9')], ['8', '9']],
    ['a list that fails', [{ kind: 'partial', instances: [], why: 'HTTP 500' } as const], []],
    ['an account that cannot be asked', [{ kind: 'not-offered', why: '404' } as const], []],
  ])('leaves the entry in doubt and stops: %s', async (_what, lists, ids) => {
    const { events } = await run(['a', 'b'], { outcomes: [unknown], lists })
    const candidates = ids.map((id) => ({ instance: { id } }))
    expect(events.at(-2)).toMatchObject({ kind: 'unknown', candidates })
    expect(events.at(-1)).toMatchObject({ kind: 'stopped', why: 'unknown-outcome' })
  })

  it('does not take an instance that had the name before the attempt', async () => {
    const seen = new Map([['a', ['9' as InstanceId]]])
    const { events } = await run(['a'], { outcomes: [unknown], lists: [complete('9')] }, { seen })
    expect(kinds(events)).toContain('unknown')
  })

  it('does not look up what it could not recognise', async () => {
    const unnamed = await run([undefined], { outcomes: [unknown] }, { seen: undefined })
    expect(unnamed.log).not.toContain('list')
    const unlisted = await run(['a'], { outcomes: [unknown] }, { seen: undefined })
    expect(unlisted.log).not.toContain('list')
    expect(kinds(unlisted.events)).toContain('unknown')
  })

  it('sends again what was provably not sent, within bounds, under one intent', async () => {
    const refused: CreateOutcome = { kind: 'not-sent', reason: 'refused', retry: 'backoff' }
    const { events, log } = await run(['a'], { outcomes: [refused, refused, created('1')] })
    expect(log.filter((line) => line === 'record intent')).toHaveLength(1)
    expect(kinds(events)).toEqual(['start', 'retry', 'retry', 'complete'])
    const never = await run(['a', 'b'], {
      outcomes: [{ kind: 'not-sent', reason: 'certificate', retry: 'never' }],
    })
    expect(never.log).toEqual(['record intent', 'create a', 'record not-sent'])
    expect(never.events.at(-1)).toMatchObject({ kind: 'stopped', why: 'unreachable' })
    const bounded = await run(['a'], { outcomes: [refused, refused, refused, refused] })
    expect(bounded.events.at(-1)).toMatchObject({ kind: 'stopped', why: 'unreachable' })
  })

  it('waits as a 429 says and looks before it sends again', async () => {
    const throttled: CreateOutcome = {
      kind: 'throttled',
      refusal: { ...refusal(429), requestId: 'req-9' },
      retryAfterMs: 3000,
    }
    const secondRun = await run(['a'], { outcomes: [throttled, created('1')], lists: [complete()] })
    expect(secondRun.log).toEqual([
      'record intent',
      'create a',
      'list',
      'wait 60000',
      'list',
      'create a',
      'record created',
    ])
    expect(secondRun.events).toContainEqual(
      expect.objectContaining({ kind: 'retry', reason: 'throttled, HTTP 429: no' }),
    )
    const made = await run(['a'], { outcomes: [throttled], lists: [complete('9')] })
    expect(made.events.at(-1)).toMatchObject({ kind: 'complete', id: '9', how: 'found' })
    const removed: Remote & { kind: 'complete' } = {
      kind: 'complete',
      instances: [ofNow('9', { status: 'removed' })],
    }
    const gone = await run(['a'], { outcomes: [throttled], lists: [removed] })
    expect(gone.log.filter((line) => line === 'create a')).toHaveLength(1)
    expect(gone.log).not.toContain('record rejected')
    expect(gone.events).toContainEqual(
      expect.objectContaining({
        kind: 'unknown',
        candidates: [expect.objectContaining({ instance: removed.instances[0] })],
        requestId: 'req-9',
      }),
    )
    const part: Remote & { kind: 'partial' } = {
      kind: 'partial',
      instances: [ofNow('9')],
      why: 'HTTP 500',
    }
    const cut = await run(['a'], { outcomes: [throttled], lists: [part] })
    expect(cut.log).not.toContain('record rejected')
    expect(cut.events).toContainEqual(
      expect.objectContaining({
        kind: 'unknown',
        candidates: [expect.objectContaining({ verdict: 'proven' })],
      }),
    )
    const blind: Remote = { kind: 'partial', instances: [], why: 'HTTP 500' }
    const unsure = await run(['a', 'b'], { outcomes: [throttled], lists: [blind] })
    expect(unsure.events.at(-1)).toMatchObject({ kind: 'stopped', why: 'throttled' })
  })

  it('looks once more when it is interrupted after a 429', async () => {
    const throttled: CreateOutcome = { kind: 'throttled', refusal: refusal(429), retryAfterMs: 1 }
    const made = { outcomes: [throttled], lists: [complete('9')], interruptAfter: 1 }
    const { events, log } = await run(['a', 'b'], made)
    expect(log).not.toContain('record rejected')
    expect(events).toContainEqual(expect.objectContaining({ kind: 'complete', id: '9' }))
    const none = { outcomes: [throttled], lists: [complete()], interruptAfter: 1 }
    const left = await run(['a'], none)
    expect(kinds(left.events)).toContain('rejected')
    expect(left.log).not.toContain('record created')
  })

  it('gives up a 429 that lasts, and one that asks for too long a wait', async () => {
    const throttled: CreateOutcome = {
      kind: 'throttled',
      refusal: refusal(429),
      retryAfterMs: 1000,
    }
    const lasting = await run(['a'], { outcomes: Array.from({ length: 5 }, () => throttled) })
    expect(lasting.events.at(-1)).toMatchObject({ kind: 'stopped', why: 'throttled' })
    const long = await run(['a'], { outcomes: [{ ...throttled, retryAfterMs: 600_000 }] })
    expect(kinds(long.events)).toEqual(['start', 'rejected', 'refused_lookup', 'stopped'])
  })

  it('looks once for all that was refused, for the settle time, and records what is there', async () => {
    const { events, log } = await run(['a', 'b'], {
      outcomes: [rejected('entry'), rejected('entry')],
      lists: [complete(), complete(), complete('9')],
    })
    expect(events.filter(({ kind }) => kind === 'refused_lookup')).toHaveLength(1)
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'complete',
        id: '9',
        how: 'found',
        despite: refusal(400),
      }),
    )
    expect(log.filter((line) => line === 'record created')).toHaveLength(1)
    const waited = log.flatMap((line) => (line.startsWith('wait ') ? [Number(line.slice(5))] : []))
    expect(waited.reduce((total, ms) => total + ms, 0)).toBe(60_000)
  })

  it('believes a refusal only once the account has borne it out for the settle time', async () => {
    const lines: LedgerRecord[] = []
    const record = (line: LedgerRecord): Recorded => {
      lines.push(line)
      return { kind: 'recorded' }
    }
    const script = { outcomes: [rejected('entry')], lists: [complete()], record }
    const { events, log } = await run(['a'], script)
    expect(log.filter((line) => line !== 'list' && !line.startsWith('wait'))).toEqual([
      'record intent',
      'create a',
      'record unknown',
      'record rejected',
    ])
    expect(log.at(-2)).toBe('list')
    expect(lines[1]).toMatchObject({ reason: 'HTTP 400: no', refused: true })
    expect(kinds(events)).toEqual(['start', 'rejected', 'refused_lookup'])
  })

  it('keeps a refusal open where somebody interrupts the look', async () => {
    const script = { outcomes: [rejected('entry')], lists: [complete()], interruptAfter: 1 }
    const { events, log } = await run(['a'], script)
    expect(log.slice(2)).toEqual(['record unknown', 'list'])
    expect(kinds(events)).toEqual(['start', 'rejected', 'refused_lookup', 'unknown', 'stopped'])
    const { rejected: refused, inDoubt } = toResult([], events)
    expect([refused, inDoubt.map(({ reason }) => reason)]).toMatchObject([
      [],
      [{ code: 'outcome-unknown', account: { code: 'look-cut-short' } }],
    ])
  })

  it('looks for a refusal as long as the settle time is', async () => {
    const script = { outcomes: [rejected('entry')], lists: [complete()] }
    const { log } = await run(['a'], script, { seen: new Map(), settleMs: 150_000 })
    expect(log.at(-1)).toBe('record rejected')
    const waited = log.flatMap((line) => (line.startsWith('wait ') ? [Number(line.slice(5))] : []))
    expect(waited.reduce((total, ms) => total + ms, 0)).toBe(150_000)
  })

  it.each<[string, Partial<Parameters<typeof world>[0]>, string]>([
    ['saw a part of the account', { lists: [partial()] }, 'outcome-unknown'],
    ['saw no list any more', { lists: [{ kind: 'not-offered', why: '404' }] }, 'outcome-unknown'],
    ['saw what may be it', { lists: [complete('8', '9')] }, 'refused-but-shown'],
    ['saw it removed', { lists: [removedOnly, complete()] }, 'refused-but-shown'],
  ])('keeps a refusal open where the look %s, and says so', async (_how, script, code) => {
    const { events, log } = await run(['a'], { outcomes: [rejected('entry')], ...script })
    expect(log).toContain('record unknown')
    expect(log).not.toContain('record rejected')
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'unknown', reason: expect.objectContaining({ code }) }),
    )
  })

  it('believes a refusal at once where no list was there before the call, nor after it', async () => {
    const script = {
      outcomes: [rejected('entry')],
      lists: [{ kind: 'not-offered', why: '404' } as const],
    }
    const { log } = await run([undefined], script, { seen: undefined, ledgerId: '1a2b3c4d5e6f' })
    expect(log.slice(2)).toEqual(['record unknown', 'list', 'record rejected'])
  })

  it('stops where the ledger cannot take that a refusal is true', async () => {
    const { events } = await run(['a'], {
      outcomes: [rejected('entry')],
      record: ({ type }) =>
        type === 'rejected'
          ? { kind: 'failed', reason: 'ENOSPC', rescue: undefined }
          : { kind: 'recorded' },
    })
    expect(events.at(-1)).toMatchObject({ kind: 'stopped', why: 'ledger' })
  })

  it('leaves in doubt what was refused without a name, where the account shows what may be it', async () => {
    const marker = markerText('1a2b3c4d5e6f', aCreation(undefined).key, 'a1' as AttemptId)
    const marked = {
      envs: [{ key: MARKER_KEY, value: new Secret(marker, '(marker)') }],
      status: 'removed',
    }
    const lists: readonly Remote[] = [{ kind: 'complete', instances: [ofNow('9', marked)] }]
    const script = { outcomes: [rejected('entry')], lists }
    const { events, log } = await run([undefined], script, { ledgerId: '1a2b3c4d5e6f' })
    const account = { code: 'possible-but-removed', id: '9', by: 'marker', status: 'removed' }
    const doubt = { code: 'refused-but-shown', answer: 'HTTP 400: no', account }
    expect(log).not.toContain('record rejected')
    expect(events.at(-2)).toMatchObject({ kind: 'unknown', reason: doubt })
    expect(events.at(-1)).toEqual({ kind: 'stopped', why: 'unknown-outcome', doubt })
  })

  it.each(['intent', 'rejected'])(
    'looks for what was refused also when the ledger can take no %s any more',
    async (type) => {
      let intents = 0
      const { events } = await run(['a', 'b'], {
        outcomes: [rejected('entry'), rejected('entry')],
        lists: [complete('9')],
        record: (entry) => {
          if (entry.type === 'intent') intents += 1
          const isFull = intents > 1 || (type === 'rejected' && entry.type !== 'intent')
          return isFull
            ? { kind: 'failed', reason: 'ENOSPC', rescue: undefined }
            : { kind: 'recorded' }
        },
      })
      expect(events).toContainEqual(
        expect.objectContaining({
          kind: 'complete',
          id: '9',
          despite: refusal(400),
          unrecorded: expect.objectContaining({ reason: 'ENOSPC' }),
        }),
      )
      expect(events.at(-1)).toMatchObject({ kind: 'stopped', why: 'ledger' })
    },
  )

  it('does not wait for what a refused key cannot have made, nor after an interrupt', async () => {
    const key: CreateOutcome = { kind: 'rejected', refusal: refusal(401), scope: 'account' }
    expect((await run(['a'], { outcomes: [key] })).log).not.toContain('list')
    const stopped = await run(['a', 'b'], { outcomes: [rejected('entry')], interruptAfter: 1 })
    expect(stopped.log.filter((line) => line.startsWith('wait'))).toEqual([])
    expect(stopped.log).toContain('list')
  })

  it('starts no call after an interrupt', async () => {
    const { events } = await run(['a', 'b'], { outcomes: [created('1')], interruptAfter: 1 })
    expect(kinds(events)).toEqual(['start', 'complete', 'stopped'])
    expect(events.at(-1)).toMatchObject({ why: 'interrupted' })
  })
})
